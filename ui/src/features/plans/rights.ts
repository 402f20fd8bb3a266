import { hasRole } from '@/app/status'

/** Who may change what is sold. The database decides; here it is only what is offered. */
export const mayChangePlans = (): boolean => hasRole('admin', 'finance')
