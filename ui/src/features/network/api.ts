/** The only caller of the network commands. A query's first key is the noun whose changes make it read again. */
import { useInfiniteQuery, useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { call, commands } from '@/lib/ipc'
import { cornersOf, type Zone } from './polygon'
import type { ChangeNode, CreateNode, LogFilter, OltDialect, SetNodeBudget } from '@/lib/bindings'
import type { ChangeOdc, ChangeOdp, ChangeZone, CreateOdc, CreateOdp, CreateZone, ManageNode } from '@/lib/bindings'

/** `awaited` while a reading was asked for: readings are not in the change feed, so the page asks for them. */
export function useNodes(awaited: Ref<boolean>) {
  return useQuery({
    queryKey: ['node', 'list'],
    queryFn: () => call(commands.networkNodes()),
    refetchInterval: () => (awaited.value ? 1500 : 30_000),
  })
}

export function useNode(id: Ref<string | null>, awaited: Ref<boolean>) {
  return useQuery(
    computed(() => ({
      queryKey: ['node', 'one', id.value] as const,
      queryFn: () => call(commands.networkNode(id.value ?? '')),
      enabled: id.value !== null,
      refetchInterval: awaited.value ? 1500 : 30_000,
    })),
  )
}

/** Which routers have a RADIUS secret; it comes with the page of a device, and changes with the dialog there. */
export function useNas(enabled: Ref<boolean>) {
  return useQuery({ queryKey: ['node', 'nas'], queryFn: () => call(commands.aaaNas()), enabled })
}

export function useOlts(enabled: Ref<boolean>) {
  return useQuery({
    queryKey: ['node', 'list'],
    queryFn: () => call(commands.networkNodes()),
    enabled,
    select: (nodes) => nodes.filter((node) => node.kind === 'olt'),
  })
}

export function useOdcs() {
  return useQuery({
    queryKey: ['odc', 'list'],
    queryFn: () => call(commands.networkOdcs()),
    // How many boxes hang on it.
    meta: { nouns: ['odp'] },
  })
}

export function useOdps() {
  return useQuery({
    queryKey: ['odp', 'list'],
    queryFn: () => call(commands.networkOdps()),
    meta: { nouns: ['odc', 'node', 'service'] },
  })
}

export function useOdp(id: Ref<string | null>) {
  return useQuery(
    computed(() => ({
      queryKey: ['odp', 'one', id.value] as const,
      queryFn: () => call(commands.networkOdp(id.value ?? '')),
      enabled: id.value !== null,
      meta: { nouns: ['service', 'device', 'customer'] },
      // Line states are readings.
      refetchInterval: 15_000,
    })),
  )
}

export function useZones() {
  return useQuery({
    queryKey: ['zone', 'list'],
    queryFn: () => call(commands.networkZones()),
    select: (zones): Zone[] => zones.map((zone) => ({ ...zone, polygon: cornersOf(zone.polygon) })),
  })
}

export function useBranches() {
  return useQuery({ queryKey: ['branch', 'list'], queryFn: () => call(commands.workspaceBranches()) })
}

export const readNode = (id: string) => call(commands.networkNode(id))
export const createNode = (id: string, input: CreateNode) => call(commands.networkNodeCreate(id, input))
export const changeNode = (id: string, input: ChangeNode) => call(commands.networkNodeChange(id, input))
export const manageNode = (id: string, input: ManageNode) => call(commands.networkNodeManage(id, input))
export const forgetHostKey = (id: string, input: { id: string }) => call(commands.networkNodeForgetHostKey(id, input))
export const observeNode = (id: string, input: { id: string }) => call(commands.networkNodeObserve(id, input))

export const setBudget = (id: string, input: SetNodeBudget) => call(commands.networkNodeSetBudget(id, input))
export const forgetCertificate = (id: string, input: { id: string }) =>
  call(commands.networkNodeForgetCertificate(id, input))
export const checkRouter = (id: string, input: { node_id: string }) => call(commands.networkRouterCheckAgain(id, input))

/** What a router lacks; a reading, so an open page asks again while one was asked for. */
export function useRouterCheck(id: Ref<string>, awaited: Ref<boolean>) {
  return useQuery(
    computed(() => ({
      queryKey: ['node', 'check', id.value] as const,
      queryFn: () => call(commands.networkRouterCheck(id.value)),
      refetchInterval: awaited.value ? 1500 : 30_000,
    })),
  )
}

export function useCapabilities(dialect: Ref<OltDialect | null>) {
  return useQuery(
    computed(() => ({
      queryKey: ['capabilities', dialect.value] as const,
      queryFn: () => commands.networkOltCapabilities(dialect.value ?? 'zte'),
      enabled: dialect.value !== null,
      staleTime: Infinity,
    })),
  )
}

export function useCommandLog(filter: Ref<LogFilter>) {
  return useInfiniteQuery({
    queryKey: computed(() => ['node', 'log', filter.value]),
    queryFn: ({ pageParam }) => call(commands.networkCommandLog(filter.value, pageParam)),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    // Sessions are not in the change feed.
    refetchInterval: 15_000,
  })
}

export function useLogSession(id: Ref<string | null>) {
  return useQuery(
    computed(() => ({
      queryKey: ['log-session', id.value] as const,
      queryFn: () => call(commands.networkLogSession(id.value ?? '')),
      enabled: id.value !== null,
      staleTime: Infinity,
    })),
  )
}
export const exportExchange = (id: string, exchange: number) => call(commands.networkLogExport(id, exchange))

export interface NodeSecret {
  node: string
  secret: string
}
export const setPassword = (id: string, { node, secret }: NodeSecret) =>
  call(commands.networkNodeSetPassword(id, node, secret))
export const setNasSecret = (id: string, { node, secret }: NodeSecret) =>
  call(commands.aaaNasSet(id, { node_id: node, secret }))

export const createOdc = (id: string, input: CreateOdc) => call(commands.networkOdcCreate(id, input))
export const changeOdc = (id: string, input: ChangeOdc) => call(commands.networkOdcChange(id, input))
export const createOdp = (id: string, input: CreateOdp) => call(commands.networkOdpCreate(id, input))
export const changeOdp = (id: string, input: ChangeOdp) => call(commands.networkOdpChange(id, input))
export const createZone = (id: string, input: CreateZone) => call(commands.networkZoneCreate(id, input))
export const changeZone = (id: string, input: ChangeZone) => call(commands.networkZoneChange(id, input))
