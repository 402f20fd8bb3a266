/** The only caller of the customers commands. */
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import type { ChangeCustomer, CreateCustomer, ImportCustomers, ListRequest, Sheet } from '@/lib/bindings'
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

/** One customer, whole; asked for only where there is an id. */
export function useCustomer(id: Ref<string | null>) {
  return useQuery(
    computed(() => ({
      queryKey: ['customer', 'one', id.value] as const,
      queryFn: () => call(commands.customersCustomer(id.value ?? '')),
      enabled: id.value !== null,
    })),
  )
}

/** What was done to a customer, newest first, page by page. */
export function useHistory(id: Ref<string>, allowed: Ref<boolean>) {
  return useInfiniteQuery({
    queryKey: computed(() => ['customer', 'history', id.value] as const),
    queryFn: ({ pageParam }) => call(commands.workspaceAudit(pageParam, id.value, null)),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.next,
    enabled: allowed,
  })
}

export function useBranches() {
  return useQuery({ queryKey: ['branch', 'list'], queryFn: () => call(commands.workspaceBranches()) })
}

export const readCustomer = (id: string) => call(commands.customersCustomer(id))

export const createCustomer = (command: string, input: CreateCustomer) =>
  call(commands.customersCustomerCreate(command, input))

export const changeCustomer = (command: string, input: ChangeCustomer) =>
  call(commands.customersCustomerChange(command, input))

export const readSheet = (text: string, branch: string): Promise<Sheet> =>
  call(commands.customersReadSheet(text, branch))

export const importChunk = (command: string, input: ImportCustomers) => call(commands.customersImport(command, input))

/** Writes an Excel file; the headings are the window's words for its twelve columns. */
export const exportCustomers = (headings: string[]) => call(commands.customersExport(headings))
