/** Adding and changing a zone, whose outline is pasted. */
import { computed, reactive, ref } from 'vue'
import { useFormProblems, type BrokenRules } from '@/components/formProblems'
import type { Submitted } from '@/lib/bindings'
import { useCommand } from '@/lib/command'
import { newId } from '@/lib/ipc'
import { areaProblemText } from '@/lib/problem'
import { changeZone, createZone } from '../api'
import { polygonFromText, polygonText, type Corner, type PolygonProblem, type Zone } from '../polygon'

export function useZoneForm() {
  const present = ref<Zone | null>(null)
  const typed = reactive({ branch_id: '', name: '', polygon: '' })
  const outline = computed(() => polygonFromText(typed.polygon))
  const corners = computed<Corner[]>(() => ('corners' in outline.value ? outline.value.corners : []))
  /** Said as soon as something is there: a long paste is checked by eye at once. */
  const outlineProblem = computed<PolygonProblem | null>(() =>
    typed.polygon.trim() === '' || 'corners' in outline.value ? null : outline.value,
  )

  function check(): BrokenRules {
    const broken: BrokenRules = {}
    if (typed.branch_id === '') broken['branch_id'] = 'required'
    if (typed.name.trim() === '') broken['name'] = 'required'
    if (typed.polygon.trim() === '') broken['polygon'] = 'required'
    else if (outlineProblem.value) broken['polygon'] = 'invalid'
    return broken
  }
  const checks = useFormProblems(check, (error) => areaProblemText('network', error))
  const { busy, run } = useCommand()
  let id = newId()

  function open(zone: Zone | null, branch: string): void {
    present.value = zone
    id = zone?.id ?? newId()
    typed.branch_id = zone?.branch_id ?? branch
    typed.name = zone?.name ?? ''
    typed.polygon = zone ? polygonText(zone.polygon) : ''
    checks.reset()
  }

  async function submit(form: HTMLElement | null): Promise<Submitted<null> | null> {
    if (busy.value || !checks.ready(form)) return null
    const values = { branch_id: typed.branch_id, name: typed.name.trim(), polygon: corners.value }
    try {
      return present.value === null
        ? await run({ id, values }, createZone)
        : await run({ id, version: present.value.version, values }, changeZone)
    } catch (error) {
      checks.refuse(error, ['branch_id', 'name', 'polygon'], form)
      return null
    }
  }
  return { present, typed, corners, outlineProblem, ...checks, busy, open, submit }
}
