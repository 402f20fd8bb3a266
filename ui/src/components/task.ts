/** One thing that a button starts and that takes a moment: busy while it runs, then a word about how it went. */
import { ref } from 'vue'
import { problemText } from '@/lib/problem'
import { toast } from './toasts'

/**
 * `done` says how it went, or nothing where that was said already; `words` says what went wrong where the common sentences do
 * not fit.
 */
export function useTask(words: (error: unknown) => string = problemText) {
  const busy = ref(false)

  async function run<T>(work: () => Promise<T>, done: (result: T) => string | null): Promise<void> {
    if (busy.value) return
    busy.value = true
    try {
      const said = done(await work())
      if (said !== null) toast(said)
    } catch (error) {
      toast(words(error), 'down')
    } finally {
      busy.value = false
    }
  }
  return { busy, run }
}
