import type { Tone } from '@/components/StatusMark.vue'
import type { Job, JobState } from '@/lib/bindings'

export const jobTone: Record<JobState, Tone> = {
  waiting: 'unknown',
  running: 'up',
  done: 'up',
  failed: 'down',
  cancelled: 'hold',
}

/** A job that waits because something stands in its way, not because its turn has not come. */
export function toneOf(job: Job): Tone {
  return job.state === 'waiting' && job.reason !== null ? 'warn' : jobTone[job.state]
}

export function mayCancel(job: Job): boolean {
  return job.state === 'waiting' || job.state === 'running' || job.state === 'failed'
}

/** A waiting job may be hurried only where its next try lies ahead. */
export function mayRetry(job: Job, now: number): boolean {
  return (
    job.state === 'failed' || job.state === 'cancelled' || (job.state === 'waiting' && Date.parse(job.run_after) > now)
  )
}
