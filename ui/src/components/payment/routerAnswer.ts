/** What came of letting a customer back in: the router's answer to the Disconnect that followed the payment. */
import type { Tone } from '@/components/StatusMark.vue'
import type { ServiceDetail } from '@/lib/bindings'

export interface Answer {
  tone: Tone
  key: string
  params: Record<string, string>
}

/** `since`: when the payment was taken, in milliseconds; clocks of two machines may differ by a few seconds. */
export function routerAnswer(service: ServiceDetail | undefined, since: number): Answer {
  const slack = 5000
  const request = service?.requests.find((row) => Date.parse(row.asked_at) >= since - slack)
  const params = {
    router: request?.router_code ?? service?.router_code ?? '',
    cause: String(request?.error_cause ?? ''),
  }
  if (request) {
    if (request.outcome === 'ack') return { tone: 'up', key: 'payment.released_ack', params }
    return { tone: 'warn', key: `payment.released_${request.outcome}`, params }
  }
  // Nobody to disconnect: the next sign-in is a normal one.
  if (service && service.session === null) return { tone: 'up', key: 'payment.released_offline', params }
  if (service && service.session && !service.session.suspended)
    return { tone: 'up', key: 'payment.released_online', params }
  return { tone: 'unknown', key: 'payment.released_waiting', params }
}
