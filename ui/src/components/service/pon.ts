/** A PON port as people write it: frame/slot/port. */
import type { PonPlace } from '@/lib/bindings'

export function ponText(pon: PonPlace): string {
  return `${pon.frame}/${pon.slot}/${pon.port}`
}

/** `null` where the text is no place. */
export function parsePon(text: string): PonPlace | null {
  const found = /^\s*(\d{1,2})\s*\/\s*(\d{1,2})\s*\/\s*(\d{1,3})\s*$/.exec(text)
  if (!found) return null
  return { frame: Number(found[1]), slot: Number(found[2]), port: Number(found[3]) }
}
