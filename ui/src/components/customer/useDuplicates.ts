/** Who may be in the books already with the typed telephone number or NIK. A warning with a way on, never a block. */
import { watchDebounced } from '@vueuse/core'
import { computed, ref, shallowRef, watch } from 'vue'
import type { Duplicate } from '@/lib/bindings'
import { findDuplicates } from './api'
import type { CustomerDraft } from './draft'
import { isNik, parsePhone, tidyNik } from './rules'

/** How long saving waits for the answer: a warning must not keep anybody from saving. */
const PATIENCE = 1500

export function useDuplicates(draft: () => CustomerDraft, except: () => string | null) {
  const found = shallowRef<readonly Duplicate[]>([])
  const accepted = ref<string | null>(null)
  const wanted = computed(() => {
    const phone = parsePhone(draft().phone)
    const nik = tidyNik(draft().nik)
    return JSON.stringify([phone, isNik(nik) ? nik : null])
  })
  let asked = ''
  let answer: Promise<void> = Promise.resolve()

  function look(): Promise<void> {
    const key = wanted.value
    if (key === asked) return answer
    asked = key
    const [phone, nik] = JSON.parse(key) as [string | null, string | null]
    if (phone === null && nik === null) {
      found.value = []
      answer = Promise.resolve()
      return answer
    }
    answer = findDuplicates(phone, nik, except())
      .then((rows) => {
        if (key === wanted.value) found.value = rows
      })
      .catch(() => {
        // The warning is a courtesy; without it the form works as before, and the next look asks again.
        asked = ''
      })
    return answer
  }

  watch(
    wanted,
    () => {
      found.value = []
      asked = ''
    },
    { flush: 'sync' },
  )
  watchDebounced(wanted, () => void look(), { debounce: 250, immediate: true })

  /** Before saving: true where somebody was found whom the operator has not accepted yet. */
  async function mustAsk(): Promise<boolean> {
    await Promise.race([look(), new Promise((resolve) => setTimeout(resolve, PATIENCE))])
    return found.value.length > 0 && accepted.value !== wanted.value
  }

  function accept(): void {
    accepted.value = wanted.value
  }
  return { found, mustAsk, accept }
}
