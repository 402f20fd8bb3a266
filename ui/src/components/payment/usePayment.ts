/**
 * Taking money once: one transaction id and one command id until the answer is there, also when the dialog was closed in
 * between; so that neither a double click nor a retry takes it twice.
 */
import { computed, ref, shallowRef } from 'vue'
import { invalidateNouns } from '@/app/query'
import { useCommand } from '@/lib/command'
import type { CustomerAccount, PaymentReceived, ReceivePayment } from '@/lib/bindings'
import { newId, Refused } from '@/lib/ipc'
import { changeOf, effectOf, isPositive, proposal } from './amounts'
import { receivePayment } from './api'

const unsettled: ReadonlySet<string> = new Set(['connection_lost', 'unreachable'])

export function usePayment(customer: string, account: () => CustomerAccount | undefined) {
  const amount = ref('')
  const tendered = ref('')
  const note = ref('')
  /** Empty: the oldest first. */
  const invoice = ref('')
  const problem = shallowRef<unknown>(null)
  const received = shallowRef<PaymentReceived | null>(null)
  const waiting = ref(false)
  /** When it was taken; answers of the router count from here. */
  const takenAt = ref(0)
  const transaction = ref(newId())
  const command = useCommand()

  const lost = computed(() => problem.value instanceof Refused && unsettled.has(problem.value.code))
  const named = computed(() => account()?.open.find((row) => row.id === invoice.value) ?? null)
  const effect = computed(() => effectOf(amount.value, account()?.balance ?? '0'))
  const change = computed(() => (tendered.value === '' ? null : changeOf(tendered.value, amount.value)))
  const short = computed(() => tendered.value !== '' && change.value === null)
  const ready = computed(() => isPositive(amount.value) && !short.value)

  /** A new payment; an attempt without an answer stays until it has one. */
  function begin(): void {
    if (lost.value) return
    amount.value = proposal(account()?.balance ?? '0')
    tendered.value = ''
    note.value = ''
    invoice.value = ''
    problem.value = null
    received.value = null
    waiting.value = false
    transaction.value = newId()
  }

  async function take(): Promise<void> {
    if (command.busy.value || !ready.value) return
    const input: ReceivePayment = {
      id: transaction.value,
      customer_id: customer,
      amount: amount.value,
      tendered: tendered.value === '' ? null : tendered.value,
      note: note.value.trim(),
      invoice_id: invoice.value === '' ? null : invoice.value,
    }
    problem.value = null
    const began = Date.now()
    try {
      const outcome = await command.run(input, receivePayment)
      takenAt.value = began
      if (outcome.state === 'applied') received.value = outcome.result
      else waiting.value = true
      invalidateNouns(['invoice', 'payment', 'customer', 'service'])
    } catch (error) {
      problem.value = error
    }
  }

  return {
    amount,
    tendered,
    note,
    invoice,
    named,
    problem,
    lost,
    received,
    waiting,
    takenAt,
    transaction,
    effect,
    change,
    short,
    ready,
    busy: command.busy,
    begin,
    take,
  }
}

export type Payment = ReturnType<typeof usePayment>
