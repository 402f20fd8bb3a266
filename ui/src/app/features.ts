import { aaa } from '@/features/aaa/feature'
import { billing } from '@/features/billing/feature'
import { customers } from '@/features/customers/feature'
import { network } from '@/features/network/feature'
import { payments } from '@/features/payments/feature'
import { plans } from '@/features/plans/feature'
import { provisioning } from '@/features/provisioning/feature'
import { reports } from '@/features/reports/feature'
import { workspace } from '@/features/workspace/feature'
import type { Feature, NavEntry } from './feature'

export const features: readonly Feature[] = [
  reports,
  customers,
  billing,
  payments,
  plans,
  network,
  provisioning,
  aaa,
  workspace,
]

/** Pages in the order in which they are wanted; two features may share a group. What is not named here follows. */
const order: readonly string[] = [
  '/today',
  '/customers',
  '/billing',
  '/payments',
  '/plans',
  '/network/nodes',
  '/provisioning/onus',
  '/provisioning/adopt',
  '/network/odps',
  '/network/zones',
  '/aaa/sessions',
]

function placeOf(entry: NavEntry): number {
  const place = order.indexOf(entry.to)
  return place < 0 ? order.length : place
}

/** The sidebar; whatever has the same place stays as its feature has it. */
export const nav: readonly NavEntry[] = features
  .flatMap((feature) => feature.nav)
  .sort((a, b) => placeOf(a) - placeOf(b))
