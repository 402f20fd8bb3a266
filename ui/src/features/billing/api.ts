/** The only caller of the billing commands. */
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { call } from '@/lib/ipc'
import { calls, type InvoiceListRequest } from './contract'

export type InvoiceFilter = Omit<InvoiceListRequest, 'after'>

export function useInvoices(filter: Ref<InvoiceFilter>) {
  return useInfiniteQuery({
    queryKey: computed(() => ['invoice', 'list', filter.value] as const),
    queryFn: ({ pageParam }) => call(calls.billingInvoices({ ...filter.value, after: pageParam })),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    meta: { nouns: ['payment'] },
  })
}

export function useInvoice(id: Ref<string>) {
  return useQuery(
    computed(() => ({
      queryKey: ['invoice', 'one', id.value] as const,
      queryFn: () => call(calls.billingInvoice(id.value)),
      meta: { nouns: ['payment'] },
    })),
  )
}

/** Writes the PDF, opens it, and tells where it is. */
export const invoicePdf = (invoice: string) => call(calls.billingInvoicePdf(invoice))

/** Opens the chat with the invoice's buyer, with the text of the invoice in it. */
export async function invoiceWhatsapp(invoice: string): Promise<void> {
  await call(calls.appOpenLink(await call(calls.billingInvoiceWhatsapp(invoice))))
}
