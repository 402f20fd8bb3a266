/** A message in WhatsApp: the program writes the text, the person sends it. */
import { ask, call } from '@/lib/ipc'

/** Opens the chat behind a link; `false` where there is none, because the customer has no telephone number. */
export async function openChat(link: string | null): Promise<boolean> {
  if (link === null) return false
  await call(ask<null>('app_open_link', { url: link }))
  return true
}
