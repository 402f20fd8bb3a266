/**
 * The rules of a customer's fields, the same as `CustomerInput::check` and `Phone::parse` at the server, which decide;
 * here they tell the operator before anything is sent.
 */
import type { BrokenRules } from '@/components/formProblems'
import type { CustomerDraft } from './draft'

const NAME = 120
const LINE = 200
const NOTE = 2000

/** The line as it will be stored: single spaces, no control characters. */
function oneLine(text: string): string {
  return text
    .split(/[\s\p{Cc}]+/u)
    .filter(Boolean)
    .join(' ')
}

function length(text: string): number {
  return [...text].length
}

/** `+62…` as the server keeps it, or `null` where the text is no telephone number. */
export function parsePhone(text: string): string | null {
  const trimmed = text.trim()
  const plus = trimmed.startsWith('+')
  const rest = plus ? trimmed.slice(1) : trimmed
  if (!/^[\d .()\u00a0-]*$/.test(rest)) return null
  const digits = rest.replaceAll(/\D/g, '')
  let international: string
  if (plus || digits.startsWith('62')) international = digits
  else if (digits.startsWith('0')) international = `62${digits.slice(1)}`
  // Excel eats the leading zero of a mobile number.
  else if (digits.startsWith('8')) international = `62${digits}`
  else return null
  // ITU-T E.164: at most 15 digits.
  return international.length >= 8 && international.length <= 15 ? `+${international}` : null
}

/** The 16 digits without the marks people put between them. */
export function tidyNik(text: string): string {
  return text.trim().replaceAll(/[ .-]/g, '')
}

/** NIK: 6 digits of place, date of birth DDMMYY (women's day + 40), 4 running digits. */
export function isNik(nik: string): boolean {
  if (!/^\d{16}$/.test(nik) || nik.startsWith('00')) return false
  const typed = Number(nik.slice(6, 8))
  const day = typed > 40 ? typed - 40 : typed
  const month = Number(nik.slice(8, 10))
  return day >= 1 && day <= 31 && month >= 1 && month <= 12
}

export function isEmail(text: string): boolean {
  const at = text.indexOf('@')
  // The server counts bytes here.
  if (at < 1 || /\s/.test(text) || new TextEncoder().encode(text).length > LINE) return false
  const host = text.slice(at + 1)
  return host.includes('.') && !host.startsWith('.') && !host.endsWith('.')
}

/** The fields that break their rule, with `required` or `invalid`. */
export function brokenRules(draft: CustomerDraft): BrokenRules {
  const broken: BrokenRules = {}
  if (draft.branch_id === '') broken['branch_id'] = 'required'
  const name = oneLine(draft.name)
  if (name === '') broken['name'] = 'required'
  else if (length(name) > NAME) broken['name'] = 'invalid'
  if (draft.phone.trim() !== '' && parsePhone(draft.phone) === null) broken['phone'] = 'invalid'
  if (draft.email.trim() !== '' && !isEmail(draft.email.trim())) broken['email'] = 'invalid'
  if (draft.nik.trim() !== '' && !isNik(tidyNik(draft.nik))) broken['nik'] = 'invalid'
  for (const field of ['street', 'village', 'district', 'city', 'landmark'] as const) {
    if (length(oneLine(draft[field])) > LINE) broken[field] = 'invalid'
  }
  for (const field of ['rt', 'rw'] as const) {
    if (!/^\d{0,3}$/.test(draft[field].trim())) broken[field] = 'invalid'
  }
  if (!/^(\d{5})?$/.test(draft.postal_code.trim())) broken['postal_code'] = 'invalid'
  if (length(draft.note.trim()) > NOTE) broken['note'] = 'invalid'
  return broken
}
