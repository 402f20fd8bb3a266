/** The only caller of the billing commands. */
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { openChat } from '@/components/chat'
import type { InvoiceKey, InvoiceListRequest } from '@/lib/bindings'
import { call, commands } from '@/lib/ipc'

/** What a list shows, without the window. */
export type InvoiceFilter = Omit<InvoiceListRequest, 'after' | 'limit'>

/** Rows per request: about six screens. */
const WINDOW = 200

export function useInvoices(filter: Ref<InvoiceFilter>) {
  return useInfiniteQuery({
    queryKey: computed(() => ['invoice', 'list', filter.value] as const),
    queryFn: ({ pageParam }) => call(commands.billingInvoices({ ...filter.value, after: pageParam, limit: WINDOW })),
    initialPageParam: null as InvoiceKey | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    meta: { nouns: ['payment'] },
  })
}

export function useInvoice(id: Ref<string>) {
  return useQuery(
    computed(() => ({
      queryKey: ['invoice', 'one', id.value] as const,
      queryFn: () => call(commands.billingInvoice(id.value)),
      meta: { nouns: ['payment'] },
    })),
  )
}

/** Writes the PDF, opens it, and tells where it is. */
export const invoicePdf = (invoice: string) => call(commands.billingInvoicePdf(invoice))

/** Opens the chat with the invoice's buyer, with the text of the invoice in it; `false` where he has no telephone number. */
export async function invoiceWhatsapp(invoice: string): Promise<boolean> {
  return openChat(await call(commands.billingInvoiceWhatsapp(invoice)))
}
