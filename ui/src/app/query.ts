import { QueryClient } from '@tanstack/vue-query'
import { Refused } from '@/lib/ipc'

/** What is on the screen is read again when the change feed says so, not by the clock. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 60_000,
      refetchOnWindowFocus: false,
      retry: (count, error) => count < 2 && error instanceof Refused && error.code === 'connection_lost',
    },
    mutations: { retry: false },
  },
})

/**
 * A query's first key is the noun it shows; what it shows of other nouns it names in `meta.nouns`. A change of any of
 * them makes it read again.
 */
export function invalidateNouns(nouns: readonly string[]): void {
  const changed = new Set<unknown>(nouns)
  void queryClient.invalidateQueries({
    predicate: (query) => {
      const others = query.meta?.['nouns']
      return changed.has(query.queryKey[0]) || (Array.isArray(others) && others.some((noun) => changed.has(noun)))
    },
  })
}
