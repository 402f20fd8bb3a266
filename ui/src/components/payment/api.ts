/** A customer's account, and taking money. Shared by the page of a customer and the list of payments. */
import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { calls, type ReceivePayment, type TransactionId } from '@/lib/contract'
import { call } from '@/lib/ipc'
import type { Role } from '@/lib/bindings'

/** Who takes money; the database decides whatever the screen offers. */
export const cashiers: readonly Role[] = ['admin', 'finance', 'cashier', 'branch']

export function useAccount(customer: Ref<string>) {
  return useQuery({
    queryKey: computed(() => ['invoice', 'account', customer.value] as const),
    queryFn: () => call(calls.billingAccount(customer.value)),
    meta: { nouns: ['payment'] },
  })
}

export const receivePayment = (command: string, input: ReceivePayment) => call(calls.paymentsReceive(command, input))

/** Writes the receipt and opens it; returns the file. */
export const printReceipt = (transaction: TransactionId, paper: 'a4' | 'roll58') =>
  call(calls.paymentsReceiptPdf(transaction, paper))

/** Opens WhatsApp with the receipt's text. */
export async function sendReceipt(transaction: TransactionId): Promise<void> {
  await call(calls.appOpenLink(await call(calls.paymentsReceiptWhatsapp(transaction))))
}
