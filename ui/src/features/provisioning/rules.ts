/** The rules of the second pane, said before anything is sent; the server decides. */
import type { BrokenRules } from '@/components/formProblems'
import { parsePon } from '@/components/service/pon'
import type { ServiceDraft } from './draft'
import { isSerial } from './serial'

export function brokenServiceRules(draft: ServiceDraft): BrokenRules {
  const broken: BrokenRules = {}
  if (draft.plan_id === '') broken['plan_id'] = 'required'
  if (draft.odp_id !== '' && draft.odp_port === null) broken['odp_port'] = 'required'
  if (draft.username.trim() === '') broken['username'] = 'required'
  else if (/\s/.test(draft.username.trim()) || draft.username.trim().length > 64) broken['username'] = 'invalid'
  if (draft.own_password && draft.password === '') broken['password'] = 'required'
  const day = Number(draft.billing_day)
  if (draft.billing_day.trim() === '') broken['billing_day'] = 'required'
  else if (!Number.isInteger(day) || day < 1 || day > 31) broken['billing_day'] = 'invalid'
  if (draft.serial.trim() !== '') {
    if (!isSerial(draft.serial)) broken['onu'] = 'invalid'
    if (draft.onu_olt === '') broken['onu_olt'] = 'required'
    if (parsePon(draft.onu_pon) === null) broken['onu_pon'] = draft.onu_pon.trim() === '' ? 'required' : 'invalid'
  }
  return broken
}
