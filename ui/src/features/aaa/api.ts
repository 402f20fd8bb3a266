/** The only caller of the session commands. */
import { keepPreviousData, useInfiniteQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { call, commands } from '@/lib/ipc'
import type { SessionListRequest } from '@/lib/bindings'

export type SessionFilter = Omit<SessionListRequest, 'after'>

export function useSessions(filter: Ref<SessionFilter>) {
  return useInfiniteQuery({
    queryKey: computed(() => ['session', 'list', filter.value] as const),
    queryFn: ({ pageParam }) => call(commands.aaaSessions({ ...filter.value, after: pageParam })),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    meta: { nouns: ['session_request', 'service', 'hold'] },
    // Usage and updates are readings, so an open page asks for them; deep in the list it would ask for every page again.
    refetchInterval: (query) => ((query.state.data?.pages.length ?? 0) > 2 ? false : 15_000),
  })
}

export const disconnectSession = (id: string, input: { service_id: string }) =>
  call(commands.aaaSessionDisconnect(id, input))
