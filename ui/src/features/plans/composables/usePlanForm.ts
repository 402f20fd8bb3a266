/**
 * The plan form's state: what was read, what is typed, what is wrong, and saving it as one command. What was typed is
 * kept through refusals and somebody else's change, until the operator decides.
 */
import { computed, ref, shallowRef } from 'vue'
import { useFormProblems } from '@/components/formProblems'
import type { PlanRow, Submitted } from '@/lib/bindings'
import { useCommand } from '@/lib/command'
import { newId, Refused } from '@/lib/ipc'
import { areaProblemText } from '@/lib/problem'
import { changePlan, createPlan, readPlans } from '../api'
import { brokenRules, draftOf, emptyDraft, groupFromCode, planInput, type PlanDraft } from '../draft'

const fields: readonly string[] = [
  'code',
  'name',
  'price',
  'installation_charge',
  'download_kbps',
  'upload_kbps',
  'radius_group',
  'pool',
  'onu_type',
  'tcont_profile',
  'traffic_up',
  'traffic_down',
  'line_profile',
  'service_profile',
  'gem',
]

export function usePlanForm(plan: PlanRow | null) {
  const id = plan?.id ?? newId()
  const begin = (): PlanDraft => (plan === null ? emptyDraft() : draftOf(plan.values))
  const read = ref<PlanDraft>(begin())
  const draft = ref<PlanDraft>(begin())
  let version = plan?.version ?? null
  /** Stored by somebody else meanwhile. */
  const newest = shallowRef<PlanRow | null>(null)
  const finished = ref(false)
  /** The group follows the code of a new plan until it is typed itself; a stored one stays. */
  let ownGroup = plan !== null

  const form = useFormProblems(
    () => brokenRules(draft.value),
    (error) => areaProblemText('plans', error),
  )
  const { busy, run } = useCommand()
  const dirty = computed(() => !finished.value && JSON.stringify(read.value) !== JSON.stringify(draft.value))

  function codeChanged(): void {
    if (!ownGroup) draft.value.radius_group = groupFromCode(draft.value.code)
  }
  function groupChanged(): void {
    ownGroup = draft.value.radius_group !== ''
  }

  async function save(element: HTMLElement | null): Promise<Submitted<null> | null> {
    if (busy.value || !form.ready(element)) return null
    const values = planInput(draft.value)
    try {
      const outcome = await (version === null
        ? run({ id, values }, createPlan)
        : run({ id, version, values }, changePlan))
      finished.value = true
      return outcome
    } catch (error) {
      if (error instanceof Refused && error.code === 'stale') await meetNewest()
      else form.refuse(error, fields, element)
      return null
    }
  }

  async function meetNewest(): Promise<void> {
    try {
      newest.value = (await readPlans()).find((row) => row.id === id) ?? null
    } catch (error) {
      form.other.value = error
    }
  }

  /** The record was read again: it is taken where nothing was typed, and shown where something was. */
  function notice(latest: PlanRow): void {
    if (finished.value || busy.value || version === null || latest.version <= version) return
    newest.value = latest
    if (!dirty.value) reload()
  }

  /** The newest record is what the next save is measured against. */
  function settle(): PlanRow | null {
    const latest = newest.value
    if (latest === null) return null
    version = latest.version
    read.value = draftOf(latest.values)
    newest.value = null
    form.reset()
    return latest
  }
  function reload(): void {
    const latest = settle()
    if (latest) draft.value = draftOf(latest.values)
  }
  function keepMine(): void {
    settle()
  }
  return {
    id,
    draft,
    dirty,
    busy,
    newest,
    problems: form.problems,
    formProblem: form.formProblem,
    listeners: form.listeners,
    codeChanged,
    groupChanged,
    save,
    notice,
    reload,
    keepMine,
  }
}
