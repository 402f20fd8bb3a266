import { describe, expect, it } from 'vitest'
import { formatAgo, formatNumber, formatPhone } from './format'

describe('format', () => {
  it('writes telephone numbers as they are said', () => {
    expect(formatPhone('+6281211004512')).toBe('0812-1100-4512')
    expect(formatPhone('+622188004561')).toBe('021-88004561')
    expect(formatPhone('+6561234567')).toBe('+6561234567')
    expect(formatPhone(null)).toBe('')
  })

  it('groups numbers by the language', () => {
    expect(formatNumber(12408, 'id')).toBe('12.408')
    expect(formatNumber(12408, 'en')).toBe('12,408')
  })

  it('says how long ago', () => {
    const now = Date.parse('2026-11-22T10:00:00Z')
    expect(formatAgo('2026-11-22T09:57:00Z', now, 'id')).toContain('3')
    expect(formatAgo('2026-11-21T10:00:00Z', now, 'en')).toBe('yesterday')
  })
})
