/** Why a row of a sheet was not stored: the field, what was typed, and the rule. */
import { i18n } from '@/app/i18n'
import type { RowOutcome, SheetRow } from '@/lib/bindings'
import { Refused } from '@/lib/ipc'
import { problemText } from '@/lib/problem'

export function rowProblem(row: SheetRow, outcome: RowOutcome | undefined): string | null {
  if (outcome?.outcome === 'code_taken') return i18n.global.t('customers.import_page.row_taken', { code: outcome.code })
  if (outcome?.outcome === 'invalid') return fieldProblem(outcome.field, '')
  return row.input === null ? fieldProblem(row.field ?? 'rows', row.value ?? '') : null
}

function fieldProblem(field: string, value: string): string {
  const { t, te } = i18n.global
  const typed = value.trim()
  const missing = field === 'name' && typed === ''
  const rule =
    field === 'pin' && typed.includes('goo.gl')
      ? t('customers.form.pin_short_link')
      : problemText(new Refused({ code: missing ? 'required' : 'invalid', field, detail: null }))
  if (typed === '') return rule
  return t('customers.import_page.rule', {
    field: te(`field.${field}`) ? t(`field.${field}`) : field,
    value: typed,
    rule,
  })
}
