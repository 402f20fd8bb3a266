/**
 * The wizard's state: three panes, one commit. What is typed is kept through refusals, lost connections and going away;
 * a refusal opens the pane that it is about.
 */
import { computed, ref } from 'vue'
import { differences, draftFields, emptyDraft } from '@/components/customer/draft'
import { brokenRules } from '@/components/customer/rules'
import { useDuplicates } from '@/components/customer/useDuplicates'
import { usePinText } from '@/components/customer/usePinText'
import { useFormProblems } from '@/components/formProblems'
import type { Connected, ConnectInput, Customer, Submitted } from '@/lib/bindings'
import { Refused } from '@/lib/ipc'
import { connect, readServices } from '../api'
import { connectInput, emptyConnect, panes, serviceFields, type Pane } from '../draft'
import { dropDraft, keepDraft, keptDraft } from '../kept'
import { brokenServiceRules } from '../rules'

/** The server's names of fields that have another control here. */
const controls: Record<string, string> = { pin: 'pin_text', serial: 'onu' }
const personFields: readonly string[] = [...draftFields, 'pin_text']
const unsettled: ReadonlySet<string> = new Set(['connection_lost', 'unreachable'])

export type Saved = Submitted<Connected> | { state: 'stored_before' }

export function useConnect(existing: Customer | null, branch: string, preset: { billingDay: string }) {
  const key = existing?.id ?? 'new'
  const found = keptDraft(key)
  const kept = found ?? keepDraft(key, emptyConnect(branch, existing === null ? 'person' : 'service'))
  const draft = kept.draft
  if (draft.value.service.billing_day === '') draft.value.service.billing_day = preset.billingDay

  const person = useFormProblems(() => (existing === null ? brokenRules(draft.value.person) : {}))
  const service = useFormProblems(() => brokenServiceRules(draft.value.service))
  const duplicates = useDuplicates(
    () => draft.value.person,
    () => null,
  )
  const asking = ref(false)
  const pin = usePinText((read) => {
    draft.value.person.pin = read
  })
  const busy = ref(false)
  const finished = ref(false)
  const input = computed(() => connectInput(draft.value, existing?.id ?? null))

  const dirty = computed(() => {
    const { plan_id, odp_id, serial, username_typed, own_password } = draft.value.service
    const touched = plan_id !== '' || odp_id !== '' || serial !== '' || username_typed || own_password
    const named = existing === null && differences(draft.value.person, emptyDraft(branch)).length > 0
    return !finished.value && (touched || named || pin.text.value.trim() !== '')
  })
  /** Nobody knows whether the last attempt arrived. */
  const lost = computed(() => service.other.value instanceof Refused && unsettled.has(service.other.value.code))

  // Left before the answer came: it is still to be asked for.
  if (kept.unsure !== null) service.other.value = new Refused({ code: 'connection_lost', field: null, detail: null })

  function go(pane: Pane): void {
    draft.value.pane = pane
  }

  async function personReady(element: HTMLElement | null, anyway: boolean): Promise<boolean> {
    if (existing !== null) return true
    asking.value = false
    const located = await pin.read()
    if (!person.ready(element) || !located) return false
    if (anyway) duplicates.accept()
    else if (await duplicates.mustAsk()) {
      asking.value = true
      return false
    }
    return true
  }

  /** To the next pane, if this one holds; the review is the last. */
  async function next(element: HTMLElement | null, anyway = false): Promise<void> {
    const at = panes.indexOf(draft.value.pane)
    const ready = draft.value.pane === 'person' ? await personReady(element, anyway) : service.ready(element)
    const to = panes[at + 1]
    if (ready && to !== undefined) go(to)
  }

  /** Where the first attempt may have arrived and the input changed since: asks before making it a second time. */
  async function arrivedBefore(wanted: ConnectInput): Promise<boolean> {
    if (kept.unsure === null || JSON.stringify(kept.unsure) === JSON.stringify(wanted)) return false
    try {
      const services = await readServices(existing?.id ?? draft.value.ids.customer)
      return services.some((entry) => entry.id === wanted.service_id)
    } catch (error) {
      if (error instanceof Refused && error.code === 'not_found') return false
      throw error
    }
  }

  /** Commits; `null` where something keeps it from being done. `element` is the form of all panes. */
  async function save(element: HTMLElement | null): Promise<Saved | null> {
    if (busy.value) return null
    if (Object.keys(person.problems.value).length > 0 || !person.ready()) go('person')
    else if (!service.ready()) go('service')
    if (draft.value.pane !== 'review') return null
    const wanted = input.value
    busy.value = true
    try {
      const outcome = (await arrivedBefore(wanted))
        ? ({ state: 'stored_before' } as const)
        : await kept.command.run(wanted, connect)
      finished.value = true
      dropDraft(key)
      return outcome
    } catch (error) {
      kept.unsure = error instanceof Refused && !unsettled.has(error.code) ? null : wanted
      refuse(error, element)
      return null
    } finally {
      busy.value = false
    }
  }

  function refuse(error: unknown, element: HTMLElement | null): void {
    const named = error instanceof Refused && error.field !== null ? (controls[error.field] ?? error.field) : ''
    if (existing === null && personFields.includes(named)) {
      go('person')
      person.refuse(error, personFields, element, controls)
    } else {
      if (serviceFields.includes(named)) go('service')
      service.refuse(error, serviceFields, element, controls)
    }
  }

  return {
    key,
    /** Typed before, on an earlier visit. */
    resumed: found !== undefined,
    ids: draft.value.ids,
    draft,
    input,
    dirty,
    lost,
    busy,
    asking,
    pin,
    person,
    service,
    duplicates: duplicates.found,
    go,
    next,
    save,
  }
}

export type Connect = ReturnType<typeof useConnect>
