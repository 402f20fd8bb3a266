import { describe, expect, it } from 'vitest'
import { sessionAge, sessionState } from './sessionState'

describe('a session', () => {
  it('is online, suspended or over', () => {
    expect(sessionState({ stopped_at: null, suspended: false })).toBe('online')
    expect(sessionState({ stopped_at: null, suspended: true })).toBe('suspended')
    expect(sessionState({ stopped_at: '2026-11-22T10:00:00Z', suspended: true })).toBe('ended')
  })

  it('has an age that stops with it', () => {
    const now = Date.parse('2026-11-22T12:00:00Z')
    const started_at = '2026-11-22T09:00:00Z'
    expect(sessionAge({ started_at, stopped_at: null }, now)).toBe(3 * 3_600_000)
    expect(sessionAge({ started_at, stopped_at: '2026-11-22T10:00:00Z' }, now)).toBe(3_600_000)
    // The router's clock may be ahead of ours.
    expect(sessionAge({ started_at: '2026-11-22T12:00:05Z', stopped_at: null }, now)).toBe(0)
  })
})
