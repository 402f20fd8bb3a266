/** Who is offered which verb of a service; the database decides whatever the screen offers. */
import type { Role } from '@/lib/bindings'

/** Connect a customer. */
export const connectors: readonly Role[] = ['admin', 'support', 'branch']
/** Place and release a hold. */
export const holders: readonly Role[] = ['admin', 'finance', 'noc', 'support', 'branch']
/** Read devices again, search an OLT. */
export const observers: readonly Role[] = ['admin', 'noc', 'support', 'field', 'branch']
/** See a PPPoE password. */
export const revealers: readonly Role[] = ['admin', 'noc', 'support', 'field']
