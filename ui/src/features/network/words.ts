/** How the network's things are named and marked on the screen. */
import type { Tone } from '@/components/StatusMark.vue'
import type { LineState, OdpRow, PonPlace } from '@/lib/bindings'
import type { NodeRow, OltDialect, Vendor } from '@/lib/bindings'

/** Names of makers are the same in every language. */
export const vendorName: Record<Vendor, string> = {
  mikrotik: 'MikroTik',
  zte: 'ZTE',
  huawei: 'Huawei',
  vsol: 'V-SOL',
  hioso: 'HiOSO',
  hsgq: 'HSGQ',
  cdata: 'C-Data',
  global: 'Global',
  zymlink: 'Zymlink',
  mock: 'Mock',
}

/** The families of a make, the usual one first. */
export const dialectsOf: Record<Vendor, readonly OltDialect[]> = {
  mikrotik: [],
  zte: ['zte', 'zte_c600'],
  huawei: ['huawei'],
  vsol: ['vsol_gpon', 'vsol_gpon_v2', 'vsol_epon'],
  hioso: ['hioso', 'hioso_classic'],
  hsgq: ['hsgq_epon', 'hsgq_gpon'],
  cdata: ['cdata'],
  global: ['global_cdata', 'global_hsgq', 'global_hioso', 'global_vsol'],
  zymlink: ['zymlink_cdata', 'zymlink_hsgq', 'zymlink_hioso', 'zymlink_vsol'],
  mock: ['mock'],
}

/** Model series are the same in every language; what is known by its look only is told in words. */
const seriesName: Partial<Record<OltDialect, string>> = {
  zte: 'C300 / C320',
  zte_c600: 'C600 / C620',
  huawei: 'MA56xx / MA58xx',
  vsol_gpon: 'GPON, firmware V1.4',
  vsol_gpon_v2: 'GPON, firmware V2.3',
  vsol_epon: 'EPON V1600D',
  hioso: 'EPON, firmware 1/x',
  hioso_classic: 'EPON, firmware 0/x',
  hsgq_epon: 'EPON',
  hsgq_gpon: 'GPON',
  cdata: 'FD16xx GPON',
}
const likeName: Record<string, string> = { cdata: 'C-Data', hsgq: 'HSGQ', hioso: 'HiOSO', vsol: 'V-SOL' }

export function dialectText(dialect: OltDialect, t: (key: string, params?: Record<string, string>) => string): string {
  if (dialect === 'mock') return t('network.dialect.recording')
  return seriesName[dialect] ?? t('network.dialect.like', { name: likeName[dialect.split('_')[1] ?? ''] ?? '?' })
}

/** Nothing public is known of these makes. */
export const isUnverified = (vendor: Vendor): boolean => vendor === 'global' || vendor === 'zymlink'

/** What only the OLTs need that list port by port. */
export const listsByPort = (vendor: Vendor): boolean => ['vsol', 'hioso', 'hsgq', 'global', 'zymlink'].includes(vendor)

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
