import { describe, expect, it } from 'vitest'
import { formatDistance, formatDuration, formatOctets, formatRate, formatSpan, formatSpeed } from './measure'

describe('measures', () => {
  it('say speeds in Mbps', () => {
    expect(formatSpeed(20_000, 'id')).toBe('20 Mbps')
    expect(formatSpeed(1_500, 'id')).toBe('1,5 Mbps')
    expect(formatSpeed(512, 'en')).toBe('512 kbps')
  })

  it('say volumes without losing 64 bits on the way', () => {
    expect(formatOctets('0', 'id')).toBe('0 B')
    expect(formatOctets('999', 'id')).toBe('999 B')
    expect(formatOctets('1234567890', 'id')).toBe('1,23 GB')
    expect(formatOctets('412000000000', 'en')).toBe('412 GB')
    expect(formatOctets('9223372036854775807', 'id')).toBe('9.223 PB')
  })

  it('say durations in two units', () => {
    expect(formatDuration(59_000, 'id')).toBe('0 mnt')
    expect(formatDuration(11_520_000, 'id')).toBe('3 jam 12 mnt')
    expect(formatDuration(1_051_200_000, 'en')).toBe('12 d 4 h')
  })

  it('say distances in metres, then kilometres', () => {
    expect(formatDistance(84.4, 'id')).toBe('84 m')
    expect(formatDistance(1842, 'id')).toBe('1,8 km')
    expect(formatDistance(12_340, 'id')).toBe('12,3 km')
  })

  it('write rates as routers do', () => {
    expect(formatRate(30_000, 2_500)).toBe('30M/2500k')
  })

  it('say spans in two units', () => {
    const from = '2026-11-22T00:00:00Z'
    const start = new Date(from).getTime()
    expect(formatSpan(from, start + 192 * 60_000, 'id')).toBe('3 j 12 m')
    expect(formatSpan(from, start + 50 * 3_600_000, 'en')).toBe('2 d 2 h')
    expect(formatSpan(from, start - 5, 'en')).toBe('0 m')
  })
})
