import { describe, expect, it } from 'vitest'
import type { AuditEntry } from '@/lib/bindings'
import { changesOf } from './history'

const entry: AuditEntry = {
  id: 1,
  at: '2026-11-22T08:00:00Z',
  actor: 'rina',
  action: 'update',
  noun: 'customer',
  row_id: 'c',
  before: null,
  after: null,
}
const words = { kind: (kind: string) => (kind === 'company' ? 'Badan usaha' : 'Perorangan'), branches: [] }

describe('history', () => {
  it('says what changed in words', () => {
    const changes = changesOf(
      {
        ...entry,
        before: '{"phone":"+6281211004512","kind":"person","latitude":null,"longitude":null,"nik":null}',
        after: '{"phone":"+6281300000000","kind":"company","latitude":-6.2,"longitude":106.9,"nik":"3275011203850001"}',
      },
      words,
    )
    expect(changes).toEqual([
      { field: 'kind', before: 'Perorangan', after: 'Badan usaha' },
      { field: 'phone', before: '0812-1100-4512', after: '0813-0000-0000' },
      { field: 'nik', before: '', after: '3275011203850001' },
      { field: 'pin', before: '', after: '-6.2, 106.9' },
    ])
  })

  it('leaves the columns of the program out', () => {
    expect(
      changesOf({ ...entry, before: '{"payer_id":null}', after: '{"payer_id":"x","created_at":"y"}' }, words),
    ).toEqual([])
  })
})
