/** The only caller of the provisioning commands of the wizard and of the ONU page. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import type { Pin } from '@/lib/bindings'
import { calls, type ConnectInput, type NodeId } from '@/lib/contract'
import { call, commands } from '@/lib/ipc'

export function useBranches() {
  return useQuery({ queryKey: ['branch', 'list'], queryFn: () => call(commands.workspaceBranches()) })
}

export function useSettings() {
  return useQuery({ queryKey: ['settings'], queryFn: () => call(commands.workspaceSettings()) })
}

/** The customer that gets a service; `null` where he is new. */
export function useCustomer(id: Ref<string | null>) {
  return useQuery(
    computed(() => ({
      queryKey: ['customer', 'one', id.value] as const,
      queryFn: () => call(commands.customersCustomer(id.value ?? '')),
      enabled: id.value !== null,
    })),
  )
}

export function usePlans() {
  return useQuery({ queryKey: ['plan', 'list'], queryFn: () => call(calls.plansPlans()) })
}

export function useNodes() {
  return useQuery({ queryKey: ['node', 'list'], queryFn: () => call(calls.networkNodes()) })
}

/** The boxes near a pin and the zone it lies in. */
export function usePlaceAdvice(pin: Ref<Pin | null>, branch: Ref<string>) {
  return useQuery(
    computed(() => ({
      queryKey: ['odp', 'advice', pin.value, branch.value] as const,
      queryFn: () => call(calls.networkPlaceAdvice(pin.value ?? { latitude: null, longitude: null }, branch.value)),
      enabled: pin.value !== null && branch.value !== '',
      placeholderData: keepPreviousData,
      meta: { nouns: ['zone', 'service'] },
    })),
  )
}

/** How often a list is read while an OLT is being searched, in milliseconds. */
const WHILE_SEARCHING = 2000

/** ONUs that OLTs see and nobody registered. */
export function useUnregistered() {
  return useQuery({
    queryKey: ['device', 'unregistered'],
    queryFn: () => call(calls.provisioningUnregistered(null)),
    refetchInterval: (query) => (query.state.data?.olts.some((olt) => olt.searching) ? WHILE_SEARCHING : false),
    meta: { nouns: ['node', 'job'] },
  })
}

/** What a connection would do; nothing is stored. Always asked anew: money and ports change meanwhile. */
export function usePreview(input: Ref<ConnectInput | null>) {
  return useQuery(
    computed(() => ({
      queryKey: ['service', 'preview', input.value] as const,
      queryFn: () => preview(input.value),
      enabled: input.value !== null,
      staleTime: 0,
      gcTime: 0,
    })),
  )
}

function preview(input: ConnectInput | null) {
  if (input === null) throw new Error('nothing to preview')
  return call(calls.provisioningPreview(input))
}

export const suggestUsername = (codeOrName: string) => call(calls.provisioningSuggestUsername(codeOrName))

export const usernameFree = (username: string) => call(calls.provisioningUsernameFree(username))

export const discover = (command: string, olt: NodeId) => call(calls.provisioningDiscover(command, { olt_id: olt }))

export const connect = (command: string, input: ConnectInput) => call(calls.provisioningConnect(command, input))

/** The services that a customer has by now: tells whether an attempt without an answer arrived. */
export const readServices = (customer: string) => call(calls.provisioningServices(customer))
