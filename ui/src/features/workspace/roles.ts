/** The roles, and the sets of them that an office usually gives. */
import type { Role } from '@/lib/bindings'

export const allRoles: readonly Role[] = [
  'admin',
  'finance',
  'cashier',
  'noc',
  'support',
  'field',
  'branch',
  'partner',
  'auditor',
]

export interface Preset {
  /** Key of the name under `operators.preset`. */
  name: string
  roles: readonly Role[]
}

export const presets: readonly Preset[] = [
  { name: 'owner', roles: ['admin'] },
  { name: 'bookkeeper', roles: ['finance', 'cashier'] },
  { name: 'cashier', roles: ['cashier'] },
  { name: 'noc', roles: ['noc'] },
  { name: 'support', roles: ['support'] },
  { name: 'technician', roles: ['field'] },
  { name: 'branch', roles: ['branch', 'cashier'] },
  { name: 'partner', roles: ['partner'] },
  { name: 'auditor', roles: ['auditor'] },
]

/** The preset that these roles are, in whatever order. */
export function presetOf(roles: readonly Role[]): Preset | undefined {
  return presets.find(
    (preset) => preset.roles.length === roles.length && preset.roles.every((role) => roles.includes(role)),
  )
}
