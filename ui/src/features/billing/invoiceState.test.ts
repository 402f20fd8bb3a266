import { describe, expect, it } from 'vitest'
import { amountOf, daysLate, listState, standingOf } from './invoiceState'

describe('an invoice', () => {
  it('is late by whole days, while it is owed', () => {
    expect(daysLate({ due_on: '2026-11-20', overdue: true }, '2026-11-22')).toBe(2)
    expect(daysLate({ due_on: '2026-11-20', overdue: false }, '2026-11-22')).toBe(0)
  })

  it('is partly paid while something is owed, and overdue before that', () => {
    expect(standingOf({ total: '166500', open: '166500', overdue: false })).toBe('open')
    expect(standingOf({ total: '166500', open: '66500', overdue: false })).toBe('partly')
    expect(standingOf({ total: '166500', open: '66500', overdue: true })).toBe('overdue')
    expect(standingOf({ total: '166500', open: '0', overdue: false })).toBe('paid')
  })

  it('is found by the state in the address', () => {
    expect([listState('due_soon'), listState('x'), listState(undefined)]).toEqual(['due_soon', 'all', 'all'])
  })

  it('is counted with what is open of it', () => {
    const counts = {
      all: 9,
      open: 4,
      overdue: 2,
      due_soon: 1,
      paid: 5,
      open_amount: '400000',
      overdue_amount: '200000',
      due_soon_amount: '100000',
    }
    expect([amountOf(counts, 'due_soon'), amountOf(counts, 'paid')]).toEqual(['100000', null])
  })
})
