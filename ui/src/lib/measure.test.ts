import { describe, expect, it } from 'vitest'
import { formatDistance, formatDuration, formatSpeed, formatVolume } from './measure'

describe('measures', () => {
  it('say speeds in Mbps', () => {
    expect(formatSpeed(20_000, 'id')).toBe('20 Mbps')
    expect(formatSpeed(1_500, 'id')).toBe('1,5 Mbps')
    expect(formatSpeed(512, 'en')).toBe('512 kbps')
  })

  it('say volumes without losing 64 bits on the way', () => {
    expect(formatVolume('0', 'id')).toBe('0 B')
    expect(formatVolume('999', 'id')).toBe('999 B')
    expect(formatVolume('1234567890', 'id')).toBe('1,23 GB')
    expect(formatVolume('412000000000', 'en')).toBe('412 GB')
    expect(formatVolume('9223372036854775807', 'id')).toBe('9.223 PB')
  })

  it('say durations in two units', () => {
    expect(formatDuration(59_000, 'id')).toBe('0 mnt')
    expect(formatDuration(11_520_000, 'id')).toBe('3 jam 12 mnt')
    expect(formatDuration(1_051_200_000, 'en')).toBe('12 d 4 h')
  })

  it('say distances in metres, then kilometres', () => {
    expect(formatDistance(1842.4, 'id')).toBe('1.842 m')
    expect(formatDistance(12_340, 'id')).toBe('12,3 km')
  })
})
