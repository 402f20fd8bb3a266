/** How the network's things are named and marked on the screen. */
import type { Tone } from '@/components/StatusMark.vue'
import type { LineState, NodeRow, OdpRow, PonPlace, Vendor } from '@/lib/bindings'

/** Names of makers are the same in every language. */
export const vendorName: Record<Vendor, string> = { mikrotik: 'MikroTik', zte: 'ZTE', huawei: 'Huawei' }

export type Reach = 'reached' | 'troubled' | 'unreached' | 'unread'

/** A device that answers but refuses to be read (a wrong password, another host key) is neither up nor down. */
export function reachOf(node: Pick<NodeRow, 'reachable' | 'error'>): Reach {
  if (node.reachable === null) return 'unread'
  if (!node.reachable) return 'unreached'
  return node.error === null ? 'reached' : 'troubled'
}

export const reachTone: Record<Reach, Tone> = { reached: 'up', troubled: 'warn', unreached: 'down', unread: 'unknown' }

export const lineTone: Record<LineState, Tone> = {
  online: 'up',
  offline: 'unknown',
  los: 'down',
  power: 'warn',
  unknown: 'unknown',
}

/** `1/2/4`: frame, slot, port as the OLT counts them. */
export function ponText(pon: PonPlace): string {
  return `${pon.frame}/${pon.slot}/${pon.port}`
}

/** The PON port that feeds a box. */
export function feedText(odp: Pick<OdpRow, 'olt_code' | 'pon'>): string {
  return odp.olt_code === null || odp.pon === null ? '' : `${odp.olt_code} · ${ponText(odp.pon)}`
}
