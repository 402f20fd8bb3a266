/**
 * Drafts of the wizard that outlive the page: whoever is called away finds what was typed. One for a new customer and one
 * for each existing one; gone with the operator.
 */
import { ref, watch, type Ref } from 'vue'
import { me } from '@/app/status'
import { useCommand } from '@/lib/command'
import type { ConnectInput } from '@/lib/bindings'
import type { ConnectDraft } from './draft'

export interface Kept {
  draft: Ref<ConnectDraft>
  /** Keeps the id of an attempt without an answer, also while the page is gone. */
  command: ReturnType<typeof useCommand>
  /** What that attempt carried: it may have been stored. */
  unsure: ConnectInput | null
}

const kept = new Map<string, Kept>()
watch(
  () => me.value?.id,
  () => {
    kept.clear()
  },
)

export function keptDraft(key: string): Kept | undefined {
  return kept.get(key)
}

export function keepDraft(key: string, draft: ConnectDraft): Kept {
  const entry: Kept = { draft: ref(draft), command: useCommand(), unsure: null }
  kept.set(key, entry)
  return entry
}

export function dropDraft(key: string): void {
  kept.delete(key)
}
