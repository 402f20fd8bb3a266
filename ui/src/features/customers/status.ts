import type { CustomerStatus } from '@/lib/bindings'
import type { Tone } from '@/components/StatusMark.vue'

export const statusTone: Record<CustomerStatus, Tone> = {
  prospect: 'unknown',
  active: 'up',
  suspended: 'hold',
  ended: 'down',
}
export const statuses: readonly CustomerStatus[] = ['prospect', 'active', 'suspended', 'ended']
/** The soft ground behind a status in a title. */
export const statusSoft: Record<CustomerStatus, string> = {
  prospect: 'bg-code',
  active: 'bg-up-soft',
  suspended: 'bg-hold-soft',
  ended: 'bg-down-soft',
}
