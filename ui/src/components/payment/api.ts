/** A customer's account, and taking money. Shared by the page of a customer and the list of payments. */
import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { openChat } from '@/components/chat'
import type { Paper, ReceivePayment, Role, TransactionId } from '@/lib/bindings'
import { call, commands } from '@/lib/ipc'

/** Who takes money; the database decides whatever the screen offers. */
export const cashiers: readonly Role[] = ['admin', 'finance', 'cashier', 'branch']

export function useAccount(customer: Ref<string>) {
  return useQuery({
    queryKey: computed(() => ['invoice', 'account', customer.value] as const),
    queryFn: () => call(commands.billingAccount(customer.value)),
    meta: { nouns: ['payment'] },
  })
}

export const receivePayment = (command: string, input: ReceivePayment) => call(commands.paymentsReceive(command, input))

/** Writes the receipt and opens it; returns the file. */
export const printReceipt = (transaction: TransactionId, paper: Paper) =>
  call(commands.paymentsReceiptPdf(transaction, paper))

/** Opens WhatsApp with the receipt's text; `false` where there is no telephone number to send it to. */
export async function sendReceipt(transaction: TransactionId): Promise<boolean> {
  return openChat(await call(commands.paymentsReceiptWhatsapp(transaction)))
}
