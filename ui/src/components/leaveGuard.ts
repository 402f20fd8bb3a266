/** Asks, in our own words, before a page with unsaved work is left. */
import { ref } from 'vue'
import { onBeforeRouteLeave, onBeforeRouteUpdate } from 'vue-router'

export function useLeaveGuard(unsaved: () => boolean) {
  const asking = ref(false)
  let answer: ((leave: boolean) => void) | null = null

  function ask(): Promise<boolean> | true {
    if (!unsaved()) return true
    answer?.(false)
    asking.value = true
    return new Promise((resolve) => {
      answer = resolve
    })
  }

  function decide(leave: boolean): void {
    asking.value = false
    answer?.(leave)
    answer = null
  }

  onBeforeRouteLeave(ask)
  onBeforeRouteUpdate(ask)
  return { asking, decide }
}
