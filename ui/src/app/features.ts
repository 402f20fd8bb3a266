import { aaa } from '@/features/aaa/feature'
import { billing } from '@/features/billing/feature'
import { customers } from '@/features/customers/feature'
import { network } from '@/features/network/feature'
import { payments } from '@/features/payments/feature'
import { plans } from '@/features/plans/feature'
import { provisioning } from '@/features/provisioning/feature'
import { reports } from '@/features/reports/feature'
import { workspace } from '@/features/workspace/feature'
import type { Feature } from './feature'

/** In the order of the sidebar. */
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
