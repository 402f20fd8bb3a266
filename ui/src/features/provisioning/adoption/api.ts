/** The only caller of the adoption commands. */
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { call, commands } from '@/lib/ipc'
import type { AdoptionRequest, Paste, ReadNode, Review, Take } from '@/lib/bindings'

export type Chosen = Omit<AdoptionRequest, 'offset' | 'limit'>

/** Rows of one page of the table. */
const PAGE = 200
/** How often a node is looked at while it is read, in milliseconds. */
const WHILE_READING = 1500

export const isReading = (node: { job_state: string | null } | null | undefined): boolean =>
  node?.job_state === 'waiting' || node?.job_state === 'running'

export function useAdoptionNodes() {
  return useQuery({
    queryKey: ['node', 'adoption'],
    queryFn: () => call(commands.adoptionNodes()),
    refetchInterval: (query) => (query.state.data?.some(isReading) ? WHILE_READING : 30_000),
    meta: { nouns: ['job', 'service'] },
  })
}

/** Finds are readings and not in the change feed: the page asks again when a read ended or something was decided. */
export function useFinds(chosen: Ref<Chosen | null>) {
  return useInfiniteQuery(
    computed(() => ({
      queryKey: ['adoption', 'finds', chosen.value] as const,
      queryFn: ({ pageParam }: { pageParam: number }) => finds(chosen.value, pageParam, PAGE),
      initialPageParam: 0,
      getNextPageParam: (last: Awaited<ReturnType<typeof finds>>, pages: readonly unknown[]) =>
        last.rows.length === PAGE ? pages.length * PAGE : undefined,
      enabled: chosen.value !== null,
      placeholderData: keepPreviousData,
      meta: { nouns: ['service', 'device'] },
    })),
  )
}

export function finds(chosen: Chosen | null, offset: number, limit: number) {
  if (chosen === null) throw new Error('no node is chosen')
  return call(commands.adoptionFinds({ ...chosen, offset, limit }))
}

export function usePlans() {
  return useQuery({ queryKey: ['plan', 'list'], queryFn: () => call(commands.plansPlans()) })
}

export function useBranches() {
  return useQuery({ queryKey: ['branch', 'list'], queryFn: () => call(commands.workspaceBranches()) })
}

/** Customers whom a search finds; nothing is asked for less than two letters. */
export function useCustomerSearch(text: Ref<string>) {
  return useQuery(
    computed(() => ({
      queryKey: ['customer', 'search', text.value] as const,
      queryFn: () => call(commands.customersSearch(text.value)),
      enabled: text.value.trim().length >= 2,
      placeholderData: keepPreviousData,
    })),
  )
}

export const readNode = (id: string, input: ReadNode) => call(commands.adoptionRead(id, input))
export const matchFinds = (id: string, node: string) => call(commands.adoptionMatch(id, { node_id: node }))
export const paste = (id: string, input: Paste) => call(commands.adoptionPaste(id, input))
export const review = (id: string, input: Review) => call(commands.adoptionReview(id, input))
export const take = (id: string, input: Take) => call(commands.adoptionTake(id, input))
