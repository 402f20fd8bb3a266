import { describe, expect, it } from 'vitest'
import { addDays, addMonths, dayFromText, daysBetween, formatDay, formatPeriod, formatShortDay, today } from './dates'

describe('days', () => {
  it('are written in local form', () => {
    expect(formatDay('2026-11-20', 'id')).toBe('20 Nov 2026')
    // How wide the spaces around the dash are depends on the version of ICU.
    expect(formatPeriod({ start: '2026-11-01', end: '2026-12-01' }, 'en')).toMatch(/^1\s*–\s*30 Nov 2026$/)
  })

  it('name the year where it is another and room is short', () => {
    const now = new Date(2026, 10, 22, 23, 59)
    expect(formatShortDay('2026-11-20', 'id', now)).toBe('20 Nov')
    expect(formatShortDay('2025-08-01', 'id', now)).toBe('1 Agu 2025')
  })

  it('are counted over months and years', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
    expect(addMonths('2026-01-31', 1)).toBe('2026-02-28')
    expect(addMonths('2026-01-15', -1)).toBe('2025-12-15')
    expect(daysBetween('2026-11-20', '2026-11-22')).toBe(2)
    expect(daysBetween('2026-12-01', '2026-11-30')).toBe(-1)
    expect(today(new Date(2026, 10, 2, 23, 59))).toBe('2026-11-02')
  })

  it('are read as they are typed', () => {
    const near = '2026-11-22'
    expect(dayFromText('3', near)).toBe('2026-11-03')
    expect(dayFromText('3/10', near)).toBe('2026-10-03')
    expect(dayFromText('03-10-25', near)).toBe('2025-10-03')
    expect(dayFromText('3.10.2025', near)).toBe('2025-10-03')
    expect(dayFromText('2025-10-03', near)).toBe('2025-10-03')
    for (const text of ['31/2', '0', '32', 'besok', '', '2026-13-01']) expect(dayFromText(text, near), text).toBeNull()
  })
})
