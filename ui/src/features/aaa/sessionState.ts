import type { Tone } from '@/components/StatusMark.vue'
import type { SessionRow } from '@/lib/bindings'

export type SessionState = 'online' | 'suspended' | 'ended'

/** Suspended and online is its own state: the line is up, in the group that leads to the payment page only. */
export function sessionState(session: Pick<SessionRow, 'stopped_at' | 'suspended'>): SessionState {
  if (session.stopped_at !== null) return 'ended'
  return session.suspended ? 'suspended' : 'online'
}

export const sessionTone: Record<SessionState, Tone> = { online: 'up', suspended: 'hold', ended: 'unknown' }

/** How long it has lasted, or did last, in milliseconds; `null` where nobody was told when it began. */
export function sessionAge(session: Pick<SessionRow, 'started_at' | 'stopped_at'>, now: number): number | null {
  if (session.started_at === null) return null
  const end = session.stopped_at === null ? now : new Date(session.stopped_at).getTime()
  return Math.max(0, end - new Date(session.started_at).getTime())
}
