/** The only caller of the reports commands. */
import { useQuery } from '@tanstack/vue-query'
import { calls } from '@/lib/contract'
import { call } from '@/lib/ipc'

/** The numbers of the day; every noun that they count makes them read again. */
export function useToday() {
  return useQuery({
    queryKey: ['today'],
    queryFn: () => call(calls.reportsToday()),
    meta: { nouns: ['payment', 'invoice', 'customer', 'service', 'device', 'hold'] },
  })
}

/** What a company has by now; tells a new one what comes next. */
export function useBeginnings() {
  const plans = useQuery({ queryKey: ['plan', 'list'], queryFn: () => call(calls.plansPlans()) })
  const nodes = useQuery({ queryKey: ['node', 'list'], queryFn: () => call(calls.networkNodes()) })
  const customers = useQuery({
    queryKey: ['customer', 'any'],
    queryFn: () => call(calls.customersList({ ...everybody, offset: 0, limit: 1 })),
  })
  return { plans, nodes, customers }
}

const everybody = {
  status: null,
  branch_id: null,
  text: '',
  sort: 'name',
  descending: false,
  line: 'any',
  owing: false,
} as const
