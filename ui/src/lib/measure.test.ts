import { describe, expect, it } from 'vitest'
import { formatDistance, formatOctets, formatRate, formatSpan, formatSpeed } from './measure'

describe('measures', () => {
  it('are in local form', () => {
    expect(formatDistance(84.4, 'id')).toBe('84 m')
    expect(formatDistance(1842, 'id')).toBe('1,8 km')
    expect(formatSpeed(30_000, 'id')).toBe('30 Mbps')
    expect(formatSpeed(512, 'en')).toBe('512 kbps')
    expect(formatRate(30_000, 2_500)).toBe('30M/2500k')
    expect(formatOctets('412000000000', 'id')).toBe('412 GB')
  })

  it('say spans in two units', () => {
    const from = '2026-11-22T00:00:00Z'
    const start = new Date(from).getTime()
    expect(formatSpan(from, start + 192 * 60_000, 'id')).toBe('3 j 12 m')
    expect(formatSpan(from, start + 50 * 3_600_000, 'en')).toBe('2 d 2 h')
    expect(formatSpan(from, start - 5, 'en')).toBe('0 m')
  })
})
