import type { Tone } from '@/components/StatusMark.vue'
import type { LineState } from '@/lib/bindings'

export const lineTone: Record<LineState, Tone> = {
  online: 'up',
  offline: 'unknown',
  los: 'down',
  power: 'warn',
  unknown: 'unknown',
}
