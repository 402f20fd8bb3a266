/** One thing that a button starts and that takes a moment: busy while it runs, then a word about how it went. */
import { ref } from 'vue'
import { toast, toastProblem } from './toasts'

export function useTask() {
  const busy = ref(false)

  async function run<T>(work: () => Promise<T>, done: (result: T) => string): Promise<void> {
    if (busy.value) return
    busy.value = true
    try {
      toast(done(await work()))
    } catch (error) {
      toastProblem(error)
    } finally {
      busy.value = false
    }
  }
  return { busy, run }
}
