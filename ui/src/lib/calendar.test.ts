import { describe, expect, it } from 'vitest'
import { daysBetween, formatDate, today } from './calendar'

describe('days', () => {
  const now = new Date(2026, 10, 22, 23, 59)

  it('name the year where it is another', () => {
    expect(formatDate('2026-11-20', 'id', now)).toBe('20 Nov')
    expect(formatDate('2025-08-01', 'id', now)).toBe('1 Agu 2025')
  })

  it('are counted on the calendar', () => {
    expect(today(now)).toBe('2026-11-22')
    expect(daysBetween('2026-11-20', '2026-11-22')).toBe(2)
    expect(daysBetween('2026-12-01', '2026-11-30')).toBe(-1)
  })
})
