/** The only caller of the customers commands. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import type { ListRequest } from '@/lib/bindings'
import { call, commands } from '@/lib/ipc'

/** What a list shows, without the window. */
export type ListFilter = Omit<ListRequest, 'offset' | 'limit'>

/** Rows per request: about six screens. */
export const WINDOW = 200

/** One window of the list; the first key is the noun, so a change of any customer reads it again. */
export function fetchWindow(filter: ListFilter, offset: number) {
  return {
    queryKey: ['customer', 'list', filter, offset] as const,
    queryFn: () => call(commands.customersList({ ...filter, offset, limit: WINDOW })),
  }
}

export function useWindow(filter: Ref<ListFilter>, offset: Ref<number>) {
  return useQuery(computed(() => ({ ...fetchWindow(filter.value, offset.value), placeholderData: keepPreviousData })))
}
