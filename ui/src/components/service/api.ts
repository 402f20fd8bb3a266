/**
 * Services of a customer, and the verbs on one. They stand in components/ and not in a feature, because the page of a
 * customer, the payment dialog and the wizard show the same services, and features do not import each other: each page
 * names the cards it wants and hands their data in.
 */
import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import type { HoldId, HoldReason, ServiceId } from '@/lib/bindings'
import { call, commands } from '@/lib/ipc'
import { openJobs } from './truth'

/** How often a customer's services are read while work on them is open, in milliseconds. */
const WHILE_OPEN = 3000

export function useServices(customer: Ref<string>, watching: Ref<boolean> | null = null) {
  return useQuery({
    queryKey: computed(() => ['service', 'of', customer.value] as const),
    queryFn: () => call(commands.provisioningServices(customer.value)),
    // Readings are not in the change feed; an open page asks for itself.
    refetchInterval: (query) =>
      watching?.value || query.state.data?.some((service) => openJobs(service).length > 0) ? WHILE_OPEN : false,
    meta: { nouns: ['hold', 'device', 'session_request', 'job', 'plan', 'odp', 'node'] },
  })
}

export function useOltLog(service: Ref<ServiceId>, open: Ref<boolean>) {
  return useQuery({
    queryKey: computed(() => ['device', 'log', service.value] as const),
    queryFn: () => call(commands.provisioningOltLog(service.value)),
    enabled: open,
    meta: { nouns: ['job'] },
  })
}

export function useWhyOffline(service: Ref<ServiceId>) {
  return useQuery({
    queryKey: computed(() => ['service', 'why', service.value] as const),
    queryFn: () => call(commands.provisioningWhyOffline(service.value)),
    refetchInterval: 10_000,
    meta: { nouns: ['hold', 'device', 'session_request', 'job', 'node'] },
  })
}

export interface PlaceHold {
  id: HoldId
  service_id: ServiceId
  reason: HoldReason
  until: string | null
  note: string
}

export const placeHold = (command: string, input: PlaceHold) => call(commands.aaaHoldPlace(command, input))

export const releaseHold = (command: string, input: { service_id: ServiceId; reason: HoldReason }) =>
  call(commands.aaaHoldRelease(command, input))

export const disconnect = (command: string, service: ServiceId) =>
  call(commands.aaaSessionDisconnect(command, { service_id: service }))

export const readOnu = (command: string, service: ServiceId) =>
  call(commands.provisioningOnuRead(command, { service_id: service }))

export const revealPassword = (service: ServiceId) => call(commands.aaaRevealPassword(service))
