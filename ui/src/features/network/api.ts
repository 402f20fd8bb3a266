/** The only caller of the network commands. A query's first key is the noun whose changes make it read again. */
import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { call, commands } from '@/lib/ipc'
import {
  calls,
  type ChangeNode,
  type ChangeOdc,
  type ChangeOdp,
  type ChangeZone,
  type CreateNode,
  type CreateOdc,
  type CreateOdp,
  type CreateZone,
  type ManageNode,
} from './contract'

/** `awaited` while a reading was asked for: readings are not in the change feed, so the page asks for them. */
export function useNodes(awaited: Ref<boolean>) {
  return useQuery({
    queryKey: ['node', 'list'],
    queryFn: () => call(calls.networkNodes()),
    refetchInterval: () => (awaited.value ? 1500 : 30_000),
  })
}

export function useNode(id: Ref<string | null>, awaited: Ref<boolean>) {
  return useQuery(
    computed(() => ({
      queryKey: ['node', 'one', id.value] as const,
      queryFn: () => call(calls.networkNode(id.value ?? '')),
      enabled: id.value !== null,
      refetchInterval: awaited.value ? 1500 : 30_000,
    })),
  )
}

export function useOlts(enabled: Ref<boolean>) {
  return useQuery({
    queryKey: ['node', 'list'],
    queryFn: () => call(calls.networkNodes()),
    enabled,
    select: (nodes) => nodes.filter((node) => node.kind === 'olt'),
  })
}

export function useOdcs() {
  return useQuery({
    queryKey: ['odc', 'list'],
    queryFn: () => call(calls.networkOdcs()),
    // How many boxes hang on it.
    meta: { nouns: ['odp'] },
  })
}

export function useOdps() {
  return useQuery({
    queryKey: ['odp', 'list'],
    queryFn: () => call(calls.networkOdps()),
    meta: { nouns: ['odc', 'node', 'service'] },
  })
}

export function useOdp(id: Ref<string | null>) {
  return useQuery(
    computed(() => ({
      queryKey: ['odp', 'one', id.value] as const,
      queryFn: () => call(calls.networkOdp(id.value ?? '')),
      enabled: id.value !== null,
      meta: { nouns: ['service', 'device', 'customer'] },
      // Line states are readings.
      refetchInterval: 15_000,
    })),
  )
}

export function useZones() {
  return useQuery({ queryKey: ['zone', 'list'], queryFn: () => call(calls.networkZones()) })
}

export function useBranches() {
  return useQuery({ queryKey: ['branch', 'list'], queryFn: () => call(commands.workspaceBranches()) })
}

export const readNode = (id: string) => call(calls.networkNode(id))
export const createNode = (id: string, input: CreateNode) => call(calls.networkNodeCreate(id, input))
export const changeNode = (id: string, input: ChangeNode) => call(calls.networkNodeChange(id, input))
export const manageNode = (id: string, input: ManageNode) => call(calls.networkNodeManage(id, input))
export const forgetHostKey = (id: string, input: { id: string }) => call(calls.networkNodeForgetHostKey(id, input))
export const observeNode = (id: string, input: { id: string }) => call(calls.networkNodeObserve(id, input))

export interface NodeSecret {
  node: string
  secret: string
}
export const setPassword = (id: string, { node, secret }: NodeSecret) =>
  call(calls.networkNodeSetPassword(id, node, secret))
export const setNasSecret = (id: string, { node, secret }: NodeSecret) =>
  call(calls.networkNodeSetNasSecret(id, node, secret))

export const createOdc = (id: string, input: CreateOdc) => call(calls.networkOdcCreate(id, input))
export const changeOdc = (id: string, input: ChangeOdc) => call(calls.networkOdcChange(id, input))
export const createOdp = (id: string, input: CreateOdp) => call(calls.networkOdpCreate(id, input))
export const changeOdp = (id: string, input: ChangeOdp) => call(calls.networkOdpChange(id, input))
export const createZone = (id: string, input: CreateZone) => call(calls.networkZoneCreate(id, input))
export const changeZone = (id: string, input: ChangeZone) => call(calls.networkZoneChange(id, input))
