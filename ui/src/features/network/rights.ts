import { hasRole } from '@/app/status'

/** Who may change what stands where. The database decides; here it is only what is offered. */
export const mayChangeNetwork = (): boolean => hasRole('admin', 'noc')
