/** Sends a command of a form: one id for one input, so that a double click and a retry are harmless. */
import { ref } from 'vue'
import { newId, Refused } from './ipc'

/** After these nobody knows whether the command arrived; the same id finds out. Everything else is an outcome. */
const unsettled: ReadonlySet<string> = new Set(['connection_lost', 'unreachable'])

export function useCommand() {
  const busy = ref(false)
  let id = newId()
  let sent: string | null = null

  async function run<Input, Outcome>(
    input: Input,
    send: (id: string, input: Input) => Promise<Outcome>,
  ): Promise<Outcome> {
    const text = JSON.stringify(input)
    // The same id with other input would be refused.
    if (sent !== null && sent !== text) id = newId()
    sent = text
    busy.value = true
    try {
      const outcome = await send(id, input)
      id = newId()
      sent = null
      return outcome
    } catch (error) {
      if (error instanceof Refused && !unsettled.has(error.code)) {
        id = newId()
        sent = null
      }
      throw error
    } finally {
      busy.value = false
    }
  }
  return { busy, run }
}
