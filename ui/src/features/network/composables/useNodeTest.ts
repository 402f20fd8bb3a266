/**
 * "Test": queues a reading of a device and waits for its answer. The answer is a reading, so it is not in the change
 * feed; the page asks until the time of the last reading moves.
 */
import { useNow } from '@vueuse/core'
import { computed, reactive } from 'vue'
import { useI18n } from 'vue-i18n'
import { toast, toastProblem } from '@/components/toasts'
import { newId } from '@/lib/ipc'
import { observeNode } from '../api'
import type { NodeRow } from '@/lib/bindings'

/** A dead device is given up after its own time limits; this is longer than all of them. */
const PATIENCE = 60_000

export function useNodeTest() {
  const { t } = useI18n()
  const asked = reactive(new Map<string, { before: string | null; since: number }>())
  const now = useNow({ interval: 1000 })
  const awaited = computed(() => asked.size > 0)

  async function test(node: Pick<NodeRow, 'id' | 'observed_at'>): Promise<void> {
    if (asked.has(node.id)) return
    asked.set(node.id, { before: node.observed_at, since: now.value.getTime() })
    try {
      const outcome = await observeNode(newId(), { id: node.id })
      if (outcome.state === 'waiting') {
        asked.delete(node.id)
        toast(t('queue.command_waits'))
      }
    } catch (error) {
      asked.delete(node.id)
      toastProblem(error)
    }
  }

  /** The newest rows: an answer that came, or did not come in time, ends the waiting. */
  function meet(rows: readonly NodeRow[]): void {
    for (const row of rows) {
      const waiting = asked.get(row.id)
      if (!waiting) continue
      if (row.observed_at !== waiting.before) asked.delete(row.id)
      else if (now.value.getTime() - waiting.since > PATIENCE) {
        asked.delete(row.id)
        toast(t('network.nodes.no_answer', { code: row.code }), 'down', { to: '/queue', text: t('queue.title') })
      }
    }
  }
  const testing = (id: string): boolean => asked.has(id)
  return { test, meet, testing, awaited }
}
