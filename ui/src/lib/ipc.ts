/**
 * The only importer of Tauri besides the generated bindings. Everything else asks this module, so that a test can put
 * another one in its place.
 */
import { commands, events, type Code, type CommandError } from './bindings'

export { commands, events }

/** A refusal or a fault, as the program told it. */
export class Refused extends Error {
  readonly code: Code
  readonly field: string | null
  readonly detail: string | null

  constructor(error: CommandError) {
    super(error.code)
    this.name = 'Refused'
    this.code = error.code
    this.field = error.field
    this.detail = error.detail
  }
}

export type Result<T> = { status: 'ok'; data: T } | { status: 'error'; error: CommandError }

/** Unwraps a command's result; a refusal becomes a `Refused`. */
export async function call<T>(result: Promise<Result<T>>): Promise<T> {
  const settled = await result
  if (settled.status === 'ok') return settled.data
  throw new Refused(settled.error)
}

/**
 * A new id (UUIDv7, RFC 9562): the first 48 bits are the time, so rows of one list lie together. The id of a command is
 * made when a form opens and kept until it is accepted, which is what makes a double click harmless.
 */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  let time = Date.now()
  for (let at = 5; at >= 0; at -= 1) {
    bytes[at] = time % 256
    time = Math.floor(time / 256)
  }
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
