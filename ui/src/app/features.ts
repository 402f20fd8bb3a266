import { customers } from '@/features/customers/feature'
import { network } from '@/features/network/feature'
import { workspace } from '@/features/workspace/feature'
import type { Feature } from './feature'

export const features: readonly Feature[] = [customers, network, workspace]
