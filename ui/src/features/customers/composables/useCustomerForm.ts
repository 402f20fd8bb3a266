/**
 * The customer form's state: what was read, what is typed, what is wrong, and saving it as one command. What was typed
 * is kept through refusals, lost connections and somebody else's change, until the operator decides.
 */
import { computed, ref, shallowRef } from 'vue'
import { useFormProblems } from '@/components/formProblems'
import type { Customer, CustomerInput, CustomerSaved, Submitted } from '@/lib/bindings'
import { useCommand } from '@/lib/command'
import { newId, Refused } from '@/lib/ipc'
import { changeCustomer, createCustomer, readCustomer } from '../api'
import {
  differences,
  draftFields,
  draftOf,
  emptyDraft,
  inputOf,
  rebase,
  same,
  type CustomerDraft,
} from '@/components/customer/draft'
import { brokenRules } from '@/components/customer/rules'
import { useDuplicates } from '@/components/customer/useDuplicates'
import { usePinText } from '@/components/customer/usePinText'

/** The server's names of fields that have another control here. */
const controls: Record<string, string> = { pin: 'pin_text' }
const fields: readonly string[] = [...draftFields, 'pin_text']

export function useCustomerForm(customer: Customer | null, branch: string) {
  const id = customer?.id ?? newId()
  const read = ref<CustomerDraft>(customer === null ? emptyDraft(branch) : draftOf(customer))
  const draft = ref<CustomerDraft>({ ...read.value })
  /** The version on the screen; `null` while the customer does not exist. */
  let version = customer?.version ?? null
  const newest = shallowRef<Customer | null>(null)
  const finished = ref(false)

  const form = useFormProblems(() => brokenRules(draft.value))
  const duplicates = useDuplicates(
    () => draft.value,
    () => (version === null ? null : id),
  )
  // Known when it was stored: only a new number or NIK is worth a question.
  if (customer !== null) duplicates.accept()
  const asking = ref(false)
  const pin = usePinText((found) => {
    draft.value.pin = found
  })
  const command = useCommand()
  const busy = ref(false)

  const dirty = computed(() => !finished.value && (!same(read.value, draft.value) || pin.text.value.trim() !== ''))
  const lost = computed(() => form.other.value instanceof Refused && form.other.value.code === 'connection_lost')
  const changedByOthers = computed(() => (newest.value === null ? [] : differences(draft.value, draftOf(newest.value))))

  /** What an attempt without an answer carried: it may have been stored. */
  let unsure: CustomerInput | null = null

  async function send(values: CustomerInput): Promise<Submitted<CustomerSaved>> {
    if (version === null && unsure !== null && JSON.stringify(unsure) !== JSON.stringify(values)) {
      // Creating it again would meet its own row: where the first attempt arrived, this is a change of it.
      version = await storedVersion()
    }
    try {
      const present = version
      const outcome =
        present === null
          ? await command.run({ id, values }, createCustomer)
          : await command.run({ id, version: present, values }, changeCustomer)
      unsure = null
      return outcome
    } catch (error) {
      unsure =
        error instanceof Refused && error.code !== 'connection_lost' && error.code !== 'unreachable' ? null : values
      throw error
    }
  }

  async function storedVersion(): Promise<number | null> {
    try {
      return (await readCustomer(id)).version
    } catch (error) {
      if (error instanceof Refused && error.code === 'not_found') return null
      throw error
    }
  }

  /** Saves what is typed; `null` where something keeps it from being sent. */
  async function save(element: HTMLElement | null, anyway = false): Promise<Submitted<CustomerSaved> | null> {
    if (busy.value) return null
    busy.value = true
    asking.value = false
    try {
      const located = await pin.read()
      if (!form.ready(element) || !located) return null
      if (anyway) duplicates.accept()
      else if (await duplicates.mustAsk()) {
        asking.value = true
        return null
      }
      const outcome = await send(inputOf(draft.value))
      finished.value = true
      return outcome
    } catch (error) {
      if (error instanceof Refused && error.code === 'stale') await meetNewest()
      else form.refuse(error, fields, element, controls)
      return null
    } finally {
      busy.value = false
    }
  }

  async function meetNewest(): Promise<void> {
    try {
      newest.value = await readCustomer(id)
    } catch (error) {
      form.other.value = error
    }
  }

  /** The record was read again; a newer version than the form's is shown, and taken only where nothing was typed. */
  function notice(latest: Customer): void {
    if (finished.value || busy.value || version === null || latest.version <= version) return
    if (dirty.value) newest.value = latest
    else settle(latest, draftOf(latest))
  }

  function settle(latest: Customer, values: CustomerDraft): void {
    version = latest.version
    read.value = draftOf(latest)
    draft.value = values
    newest.value = null
    form.reset()
    duplicates.accept()
  }

  function reload(): void {
    if (newest.value) settle(newest.value, draftOf(newest.value))
  }

  function keepMine(): void {
    if (newest.value) settle(newest.value, rebase(read.value, draft.value, draftOf(newest.value)))
  }

  return {
    id,
    draft,
    read,
    dirty,
    busy,
    newest,
    changedByOthers,
    lost,
    asking,
    pin,
    problems: form.problems,
    formProblem: form.formProblem,
    listeners: form.listeners,
    duplicates: duplicates.found,
    save,
    notice,
    reload,
    keepMine,
  }
}
