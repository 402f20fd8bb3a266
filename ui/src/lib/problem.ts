/** From an error to the sentence that a person reads: what is wrong and what to do. */
import { i18n } from '@/app/i18n'
import { Refused } from './ipc'

/** The sentence for an error of any kind. */
export function problemText(error: unknown): string {
  const { t, te } = i18n.global
  if (!(error instanceof Refused)) return t('problem.internal', { detail: String(error) })
  const detail = error.detail ?? ''
  for (const key of [`problem.${error.code}_${error.field ?? ''}`, `problem.${error.code}`]) {
    if (te(key)) return t(key, { detail, field: error.field === null ? '' : fieldName(error.field) })
  }
  return t('problem.internal', { detail: error.code })
}

/** The sentence of an area of its own (`network.problem.invalid_code`), where a field's rule there is another than elsewhere. */
export function areaProblemText(area: string, error: unknown): string {
  const { t, te } = i18n.global
  const key = error instanceof Refused ? `${area}.problem.${error.code}_${error.field ?? ''}` : ''
  return error instanceof Refused && te(key) ? t(key, { detail: error.detail ?? '' }) : problemText(error)
}

function fieldName(field: string): string {
  const key = `field.${field}`
  return i18n.global.te(key) ? i18n.global.t(key) : field
}

/** The field that a refusal is about, when it is about one of `fields`. */
export function problemField(error: unknown, fields: readonly string[]): string | null {
  return error instanceof Refused && error.field !== null && fields.includes(error.field) ? error.field : null
}
