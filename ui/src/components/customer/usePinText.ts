/** A pasted Google-Maps or WhatsApp location becomes a pin. */
import { ref } from 'vue'
import type { Pin } from '@/lib/bindings'
import { i18n } from '@/app/i18n'
import { Refused } from '@/lib/ipc'
import { problemText } from '@/lib/problem'
import { pinFromText } from './api'

/** The sentence for a text in which no pin was found. */
export function pinProblem(error: unknown): string {
  const { t } = i18n.global
  if (error instanceof Refused && error.field === 'pin') {
    if (error.detail === 'short_link') return t('customers.form.pin_short_link')
    if (error.detail === 'out_of_range') return t('customers.form.pin_out_of_range')
  }
  return problemText(error)
}

export type PinText = ReturnType<typeof usePinText>

export function usePinText(take: (pin: Pin) => void) {
  const text = ref('')
  const problem = ref<string | null>(null)
  const busy = ref(false)

  /** Reads what is in the field; true where nothing unread is left. */
  async function read(): Promise<boolean> {
    const asked = text.value
    if (asked.trim() === '') {
      problem.value = null
      return true
    }
    busy.value = true
    try {
      const pin = await pinFromText(asked)
      if (text.value !== asked) return false
      take(pin)
      text.value = ''
      problem.value = null
      return true
    } catch (error) {
      if (text.value === asked) problem.value = pinProblem(error)
      return false
    } finally {
      busy.value = false
    }
  }
  function set(typed: string): void {
    text.value = typed
  }
  return { text, problem, busy, read, set }
}
