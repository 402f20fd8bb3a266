import { expect, it } from 'vitest'
import type { Job, JobState } from '@/lib/bindings'
import { mayCancel, mayRetry, toneOf } from './jobState'

const now = Date.parse('2026-11-22T09:00:00Z')
const job = (state: JobState, part: Partial<Job> = {}): Job => ({
  id: 'j',
  kind: 'backup',
  subject: 'embedded',
  state,
  reason: null,
  attempts: 1,
  max_attempts: 5,
  run_after: '2026-11-22T08:00:00Z',
  created_at: '2026-11-22T08:00:00Z',
  finished_at: null,
  progress_done: null,
  progress_total: null,
  result: null,
  ...part,
})

it('offers only what the job can take', () => {
  expect(
    (['waiting', 'running', 'done', 'failed', 'cancelled'] as const).map((state) => [
      mayCancel(job(state)),
      mayRetry(job(state), now),
    ]),
  ).toEqual([
    [true, false],
    [true, false],
    [false, false],
    [true, true],
    [false, true],
  ])
  expect(mayRetry(job('waiting', { run_after: '2026-11-22T09:05:00Z' }), now)).toBe(true)
})

it('warns of a job that something stands in the way of', () => {
  expect(toneOf(job('waiting'))).toBe('unknown')
  expect(toneOf(job('waiting', { reason: 'no space' }))).toBe('warn')
})
