import { customers } from '@/features/customers/feature'
import { provisioning } from '@/features/provisioning/feature'
import { reports } from '@/features/reports/feature'
import { workspace } from '@/features/workspace/feature'
import type { Feature } from './feature'

export const features: readonly Feature[] = [reports, customers, provisioning, workspace]
