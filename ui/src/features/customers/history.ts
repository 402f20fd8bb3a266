/** An audit entry of a customer as lines that a person reads: field, before, after. */
import type { AuditEntry, Branch } from '@/lib/bindings'
import { formatPhone } from '@/lib/format'

export interface Change {
  /** Key below `field` in the locales. */
  field: string
  before: string
  after: string
}

export interface Words {
  kind: (kind: string) => string
  branches: readonly Branch[]
}

type Row = Record<string, unknown>

function parse(text: string | null): Row {
  if (text === null) return {}
  const value: unknown = JSON.parse(text)
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}

/** Columns a person knows; the others are the program's own. */
const shown = new Set([
  'name',
  'kind',
  'phone',
  'email',
  'nik',
  'branch_id',
  'street',
  'rt',
  'rw',
  'village',
  'district',
  'city',
  'postal_code',
  'landmark',
  'note',
  'code',
])

function text(field: string, value: unknown, words: Words): string {
  if (value === null || value === undefined) return ''
  const plain = String(value)
  if (field === 'phone') return formatPhone(plain)
  if (field === 'kind') return words.kind(plain)
  if (field === 'branch_id') return words.branches.find((branch) => branch.id === plain)?.name ?? plain
  return plain
}

/** The changed fields; latitude and longitude are one place. */
export function changesOf(entry: AuditEntry, words: Words): Change[] {
  const before = parse(entry.before)
  const after = parse(entry.after)
  const changes = [...shown]
    .filter((field) => field in after)
    .map((field) => ({ field, before: text(field, before[field], words), after: text(field, after[field], words) }))
  if ('latitude' in after || 'longitude' in after) {
    changes.push({ field: 'pin', before: place(before), after: place(after) })
  }
  return changes
}

function place(row: Row): string {
  const degrees = [row['latitude'], row['longitude']].filter((value) => typeof value === 'number')
  return degrees.join(', ')
}
