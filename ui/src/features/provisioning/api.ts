/** The only caller of the provisioning commands of the wizard and of the ONU page. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import type { ConnectInput, NodeId, Pin } from '@/lib/bindings'
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
  return useQuery({ queryKey: ['plan', 'list'], queryFn: () => call(commands.plansPlans()) })
}

export function useNodes() {
  return useQuery({ queryKey: ['node', 'list'], queryFn: () => call(commands.networkNodes()) })
}

/** Which routers RADIUS knows. */
export function useKnownRouters() {
  return useQuery({ queryKey: ['node', 'nas'], queryFn: () => call(commands.aaaNas()) })
}

/** The boxes near a pin and the zone it lies in. */
export function usePlaceAdvice(pin: Ref<Pin | null>, branch: Ref<string>) {
  return useQuery(
    computed(() => ({
      queryKey: ['odp', 'advice', pin.value, branch.value] as const,
      queryFn: () => call(commands.networkPlaceAdvice(pin.value ?? { latitude: null, longitude: null }, branch.value)),
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
    queryFn: () => call(commands.provisioningUnregistered(null)),
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
  return call(commands.provisioningPreview(input))
}

export const suggestUsername = (name: string) => call(commands.provisioningSuggestUsername(name))

export const usernameFree = (username: string) => call(commands.provisioningUsernameFree(username))

export const discover = (command: string, olt: NodeId) => call(commands.provisioningDiscover(command, { olt_id: olt }))

export const connect = (command: string, input: ConnectInput) => call(commands.provisioningConnect(command, input))

/** The services that a customer has by now: tells whether an attempt without an answer arrived. */
export const readServices = (customer: string) => call(commands.provisioningServices(customer))
