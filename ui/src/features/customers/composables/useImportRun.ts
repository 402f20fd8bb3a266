/**
 * Importing rows in chunks. Ids of commands and rows are made once, so that a chunk whose answer was lost is sent again
 * under the same id and nothing is stored twice. Only a refusal, which stored nothing, gets a new command id.
 */
import { computed, ref, shallowRef, triggerRef } from 'vue'
import type { ImportRow, RowOutcome } from '@/lib/bindings'
import { newId, Refused } from '@/lib/ipc'
import { importChunk } from '../api'

/** Small enough that Cancel and the progress answer within a second on a slow machine. */
export const CHUNK = 500
/** Between two questions after a chunk that waits for an agent, in ms. */
const PAUSE = 1000

export type RunState = 'idle' | 'running' | 'cancelled' | 'lost' | 'refused' | 'done'

interface Chunk {
  command: string
  ids: string[]
  rows: ImportRow[]
}

/** After these nobody knows whether the chunk arrived; anything that is no refusal counts as such, too. */
function unsettled(error: unknown): boolean {
  return (
    !(error instanceof Refused) || ['connection_lost', 'unreachable', 'not_signed_in', 'no_agent'].includes(error.code)
  )
}

export function chunksOf(rows: readonly ImportRow[]): Chunk[] {
  const chunks: Chunk[] = []
  for (let from = 0; from < rows.length; from += CHUNK) {
    const part = rows.slice(from, from + CHUNK)
    chunks.push({ command: newId(), ids: part.map(() => newId()), rows: part })
  }
  return chunks
}

export function useImportRun() {
  const state = ref<RunState>('idle')
  const total = ref(0)
  /** One per row that was sent, in order. */
  const outcomes = shallowRef<RowOutcome[]>([])
  const problem = shallowRef<unknown>(null)
  const cancelling = ref(false)
  const waiting = ref(false)
  /** Milliseconds spent sending, without the pauses between Cancel and Continue. */
  const spent = ref(0)
  let chunks: Chunk[] = []
  let at = 0

  const done = computed(() => outcomes.value.length)
  const created = computed(() => outcomes.value.filter((row) => row.outcome === 'created').length)
  /** Rows a second, once there is something to measure. */
  const rate = computed(() => (spent.value > 0 && done.value > 0 ? (done.value * 1000) / spent.value : null))
  /** Seconds left, by the rate so far. */
  const left = computed(() => (rate.value === null ? null : Math.ceil((total.value - done.value) / rate.value)))

  function prepare(rows: readonly ImportRow[]): void {
    chunks = chunksOf(rows)
    at = 0
    total.value = rows.length
    outcomes.value = []
    problem.value = null
    spent.value = 0
    state.value = 'idle'
  }

  /** Sends the chunk until it has its outcome; `false` where it was cancelled while it waits for an agent. */
  async function sendChunk(chunk: Chunk): Promise<boolean> {
    for (;;) {
      const answer = await importChunk(chunk.command, { ids: chunk.ids, rows: chunk.rows })
      waiting.value = answer.state === 'waiting'
      if (answer.state === 'applied') {
        outcomes.value.push(...answer.result.rows)
        triggerRef(outcomes)
        return true
      }
      if (cancelling.value) return false
      await new Promise((resolve) => setTimeout(resolve, PAUSE))
    }
  }

  /** Starts, or goes on where it stopped. */
  async function run(): Promise<void> {
    if (state.value === 'running' || state.value === 'done') return
    state.value = 'running'
    problem.value = null
    cancelling.value = false
    let since = performance.now()
    try {
      for (let chunk = chunks[at]; chunk !== undefined; chunk = chunks[at]) {
        const answered = await sendChunk(chunk)
        spent.value += performance.now() - since
        since = performance.now()
        if (answered) at += 1
        if (cancelling.value && at < chunks.length) {
          state.value = 'cancelled'
          return
        }
      }
      state.value = 'done'
    } catch (error) {
      problem.value = error
      const chunk = chunks[at]
      if (unsettled(error)) state.value = 'lost'
      else {
        state.value = 'refused'
        if (chunk) chunk.command = newId()
      }
    } finally {
      waiting.value = false
      cancelling.value = false
    }
  }

  /** Stops after the present chunk. */
  function cancel(): void {
    if (state.value === 'running') cancelling.value = true
  }

  return { state, total, done, created, outcomes, problem, cancelling, waiting, rate, left, prepare, run, cancel }
}
