/** The only caller of the reports commands. */
import { useQuery } from '@tanstack/vue-query'
import { call, commands } from '@/lib/ipc'

/** The numbers of the day; every noun that they count makes them read again. */
export function useToday() {
  return useQuery({
    queryKey: ['today'],
    queryFn: () => call(commands.reportsToday()),
    meta: { nouns: ['payment', 'invoice', 'customer', 'service', 'device', 'hold', 'plan', 'node'] },
    // Sessions are readings and not in the change feed.
    refetchInterval: 60_000,
  })
}
