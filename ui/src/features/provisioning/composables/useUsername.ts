/** The PPPoE name: proposed from the person until it is typed, and checked while it is. */
import { watchDebounced } from '@vueuse/core'
import { computed, ref, type Ref } from 'vue'
import { suggestUsername, usernameFree } from '../api'
import type { ServiceDraft } from '../draft'

export type UsernameState = 'empty' | 'checking' | 'free' | 'taken' | 'unknown'

export function useUsername(draft: Ref<ServiceDraft>, from: Ref<string>) {
  const answer = ref<{ name: string; free: boolean } | null>(null)
  const failed = ref<string | null>(null)

  async function propose(): Promise<void> {
    if (draft.value.username_typed || from.value.trim() === '') return
    try {
      const name = await suggestUsername(from.value)
      if (!draft.value.username_typed) draft.value.username = name
    } catch {
      // A proposal is a courtesy; the field can be typed.
    }
  }

  async function check(): Promise<void> {
    const name = draft.value.username.trim()
    if (name === '' || /\s/.test(name)) return
    try {
      const free = await usernameFree(name)
      if (draft.value.username.trim() === name) answer.value = { name, free }
    } catch {
      failed.value = name
    }
  }

  watchDebounced(from, () => void propose(), { debounce: 200, immediate: true })
  watchDebounced(
    () => draft.value.username,
    () => void check(),
    { debounce: 250, immediate: true },
  )

  const state = computed<UsernameState>(() => {
    const name = draft.value.username.trim()
    if (name === '') return 'empty'
    if (answer.value?.name === name) return answer.value.free ? 'free' : 'taken'
    return failed.value === name ? 'unknown' : 'checking'
  })

  function typed(): void {
    // An emptied field takes the proposal again.
    draft.value.username_typed = draft.value.username.trim() !== ''
    if (!draft.value.username_typed) void propose()
  }
  return { state, typed }
}
