import { customers } from '@/features/customers/feature'
import { network } from '@/features/network/feature'
import { plans } from '@/features/plans/feature'
import { workspace } from '@/features/workspace/feature'
import type { Feature } from './feature'

export const features: readonly Feature[] = [customers, plans, network, workspace]
