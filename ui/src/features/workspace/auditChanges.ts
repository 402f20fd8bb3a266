/** What an audit line says, column by column. */
import type { AuditEntry } from '@/lib/bindings'

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

export interface Change {
  column: string
  before: Json | undefined
  after: Json | undefined
}

/** Of no interest to a reader: shown in the line itself or the same everywhere. */
const hidden = new Set(['id', 'version', 'created_at', 'updated_at', 'only_row'])

function read(text: string | null): Record<string, Json> {
  if (text === null) return {}
  try {
    const value = JSON.parse(text) as Json
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {}
  } catch {
    return {}
  }
}

/** The changed columns; of an insert, what was filled in. */
export function changesOf(entry: AuditEntry): Change[] {
  const before = read(entry.before)
  const after = read(entry.after)
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((column) => !hidden.has(column))
    .map((column) => ({ column, before: before[column], after: after[column] }))
    .filter(
      (change) =>
        entry.action !== 'insert' || (change.after !== null && change.after !== '' && change.after !== undefined),
    )
}

/** The name that the row goes by, where the line has it. */
export function nameOf(entry: AuditEntry): string | null {
  const values = { ...read(entry.before), ...read(entry.after) }
  for (const column of ['full_name', 'name', 'company_name', 'code', 'login']) {
    const value = values[column]
    if (typeof value === 'string' && value !== '') return value
  }
  return null
}
