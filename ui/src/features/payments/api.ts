/** The only caller of the payments commands. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { call } from '@/lib/ipc'
import { calls, type Paper } from './contract'

export function usePayments(day: Ref<string>) {
  return useQuery(
    computed(() => ({
      queryKey: ['payment', 'day', day.value] as const,
      queryFn: () => call(calls.paymentsPayments(day.value)),
      placeholderData: keepPreviousData,
    })),
  )
}

/** Writes the receipt, opens it, and tells where it is. */
export const receiptPdf = (transaction: string, paper: Paper) => call(calls.paymentsReceiptPdf(transaction, paper))

/** Opens the chat with who paid, with the text of the receipt in it. */
export async function receiptWhatsapp(transaction: string): Promise<void> {
  await call(calls.appOpenLink(await call(calls.paymentsReceiptWhatsapp(transaction))))
}
