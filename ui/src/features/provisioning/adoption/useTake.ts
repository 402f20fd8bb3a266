/** Taking over, chunk by chunk: each chunk is one command, so a broken line loses nothing and doubles nothing. */
import { useQueryClient } from '@tanstack/vue-query'
import { computed, ref } from 'vue'
import { useCommand } from '@/lib/command'
import { newId } from '@/lib/ipc'
import { take } from './api'
import type { AdoptionFind, Take, TakenLine } from '@/lib/bindings'

/** The most lines of one command. */
const CHUNK = 50

export interface NotTaken {
  find: AdoptionFind
  line: Extract<TakenLine, { outcome: 'refused' }>
}

export function useTake() {
  const { run } = useCommand()
  const queries = useQueryClient()
  const busy = ref(false)
  const done = ref(0)
  const total = ref(0)
  const taken = ref(0)
  const created = ref(0)
  const refused = ref<NotTaken[]>([])
  /** Stored, but no agent runs it: nothing more is sent. */
  const waiting = ref(false)
  const ended = computed(() => !busy.value && total.value > 0)
  let stopped = false
  /** The chunk whose outcome is not known: the same ids find out. */
  let pending: { input: Take; finds: AdoptionFind[] } | null = null

  function chunkOf(finds: AdoptionFind[], day: number): Take {
    return {
      billing_day: day,
      lines: finds.map((find) => ({
        find_id: find.id,
        version: find.version,
        customer_id: newId(),
        service_id: newId(),
        device_id: newId(),
        hold_id: newId(),
      })),
    }
  }

  async function start(finds: readonly AdoptionFind[], day: number): Promise<void> {
    // Secrets before the ONUs that hang on their services.
    const order = [...finds.filter((find) => find.kind !== 'onu'), ...finds.filter((find) => find.kind === 'onu')]
    if (pending === null) {
      ;[done.value, taken.value, created.value, refused.value] = [0, 0, 0, []]
      total.value = order.length
    }
    stopped = false
    waiting.value = false
    busy.value = true
    try {
      while (done.value < order.length && !stopped) {
        const part = pending?.finds ?? order.slice(done.value, done.value + CHUNK)
        pending ??= { input: chunkOf(part, day), finds: part }
        const outcome = await run(pending.input, take)
        pending = null
        if (outcome.state === 'waiting') {
          waiting.value = true
          return
        }
        for (const line of outcome.result.lines) {
          const find = part.find((entry) => entry.id === line.find_id)
          if (line.outcome === 'taken') {
            taken.value += 1
            if (line.created) created.value += 1
          } else if (find) refused.value.push({ find, line })
        }
        done.value += part.length
      }
    } finally {
      busy.value = false
      await queries.invalidateQueries({ queryKey: ['adoption'] })
      await queries.invalidateQueries({ queryKey: ['node', 'adoption'] })
    }
  }

  function stop(): void {
    stopped = true
  }

  function reset(): void {
    pending = null
    ;[done.value, total.value, taken.value, created.value, refused.value] = [0, 0, 0, 0, []]
    waiting.value = false
  }
  return { start, stop, reset, busy, done, total, taken, created, refused, waiting, ended }
}
