import { describe, expect, it } from 'vitest'
import { daysLate, isPartlyPaid, listState } from './invoiceState'

describe('an invoice', () => {
  it('is late by whole days, while it is owed', () => {
    expect(daysLate({ due_on: '2026-11-20', state: 'overdue' }, '2026-11-22')).toBe(2)
    expect(daysLate({ due_on: '2026-11-20', state: 'paid' }, '2026-11-22')).toBe(0)
    expect(daysLate({ due_on: '2026-11-24', state: 'open' }, '2026-11-22')).toBe(0)
  })

  it('is partly paid while something is owed', () => {
    expect(isPartlyPaid({ paid: '100000', state: 'open' })).toBe(true)
    expect(isPartlyPaid({ paid: '166500', state: 'paid' })).toBe(false)
    expect(isPartlyPaid({ paid: '0', state: 'overdue' })).toBe(false)
  })

  it('is found by the state in the address', () => {
    expect([listState('overdue'), listState('x'), listState(undefined)]).toEqual(['overdue', 'all', 'all'])
  })
})
