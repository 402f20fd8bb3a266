/** A message in WhatsApp: the program writes the text, the person sends it. */
import { call, commands } from '@/lib/ipc'

/** Opens the chat behind a link; `false` where there is none, because the customer has no telephone number. */
export async function openChat(link: string | null): Promise<boolean> {
  if (link === null) return false
  await call(commands.appOpenLink(link))
  return true
}
