/**
 * Why something about a device did not go well, as rows keep it: `#code detail` (crates/provisioning/src/trouble.rs). The
 * code has a sentence and an advice here, in the operator's language; the detail is what the device or the core said.
 */
export const troubleCodes = [
  'unreachable',
  'wrong_password',
  'host_key',
  'certificate',
  'sessions_full',
  'no_secret',
  'vault',
  'not_allowed',
  'not_offered',
  'cut_off',
  'garbled',
  'too_slow',
  'not_understood',
  'broken',
  'refused',
  'unchanged',
  'unknown',
  'unread',
  'differs',
  'no_profile',
  'read_only',
  'not_online',
  'not_registered',
  'no_nas',
  'nas_refused',
  'nas_silent',
] as const
export type TroubleCode = (typeof troubleCodes)[number]

export interface Trouble {
  /** `null`: words of an older program or of another area, shown as they are. */
  code: TroubleCode | null
  detail: string
}

const isCode = (word: string): word is TroubleCode => (troubleCodes as readonly string[]).includes(word)

/** Several are joined by `; `. */
export function troublesOf(text: string): Trouble[] {
  return text
    .split(/; (?=#[a-z_]+(?: |$))/)
    .filter((part) => part !== '')
    .map((part) => {
      const [, word = '', detail = ''] = /^#([a-z_]+)(?: ([\s\S]*))?$/.exec(part) ?? []
      return isCode(word) ? { code: word, detail } : { code: null, detail: part }
    })
}

/** Whether an outcome of the command log is a trouble. */
export const isTrouble = (text: string): boolean => text.startsWith('#')
