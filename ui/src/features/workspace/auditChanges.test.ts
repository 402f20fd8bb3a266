import { describe, expect, it } from 'vitest'
import type { AuditEntry } from '@/lib/bindings'
import { changesOf, nameOf } from './auditChanges'

const line = (part: Partial<AuditEntry>): AuditEntry => ({
  id: 1,
  at: '2026-11-22T09:00:00Z',
  actor: 'rina',
  action: 'update',
  noun: 'customer',
  row_id: 'k1',
  before: null,
  after: null,
  ...part,
})

describe('an audit line', () => {
  it('pairs before and after', () => {
    const entry = line({ before: '{"phone":null,"version":1}', after: '{"phone":"+62812","version":2}' })
    expect(changesOf(entry)).toEqual([{ column: 'phone', before: null, after: '+62812' }])
    expect(nameOf(entry)).toBeNull()
  })

  it('shows of a new row what was filled in', () => {
    const entry = line({ action: 'insert', after: '{"id":"x","name":"Pusat","city":"","phone":null,"active":true}' })
    expect(changesOf(entry).map((change) => change.column)).toEqual(['name', 'active'])
    expect(nameOf(entry)).toBe('Pusat')
  })

  it('is silent about what is no object', () => {
    expect(changesOf(line({ before: 'x', after: '[1]' }))).toEqual([])
  })
})
