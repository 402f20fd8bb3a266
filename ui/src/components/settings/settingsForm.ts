/** The company's settings as they are typed: for the first run and for the settings page. */
import type { BrokenRules } from '../formProblems'
import type { Language, SettingsInput } from '@/lib/bindings'

/** A number field holds text while it is empty. */
type Typed = number | string

export interface SettingsForm {
  company_name: string
  language: Language
  timezone: string
  customer_prefix: string
  pkp: boolean
  npwp: string
  prices_include_ppn: boolean
  due_rule: 'fixed' | 'anniversary'
  due_day: Typed
  due_after_days: Typed
  isolir_after_days: Typed
  isolir_hour: number
  idle_lock_minutes: Typed
  backup_hour: number
}

export const settingsFields: readonly string[] = [
  'company_name',
  'language',
  'timezone',
  'customer_prefix',
  'pkp',
  'npwp',
  'prices_include_ppn',
  'due_rule',
  'due_day',
  'due_after_days',
  'isolir_after_days',
  'isolir_hour',
  'idle_lock_minutes',
  'backup_hour',
]

/** The three zones of Indonesia. */
export const timezones = ['Asia/Jakarta', 'Asia/Makassar', 'Asia/Jayapura'] as const

/** This computer's zone, if it is one of Indonesia's. */
export function localTimezone(): string {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  return (timezones as readonly string[]).includes(zone) ? zone : 'Asia/Jakarta'
}

export function blankSettings(language: Language): SettingsForm {
  return {
    company_name: '',
    language,
    timezone: localTimezone(),
    customer_prefix: 'JNT',
    pkp: false,
    npwp: '',
    prices_include_ppn: false,
    due_rule: 'fixed',
    due_day: 20,
    due_after_days: 10,
    isolir_after_days: 3,
    isolir_hour: 9,
    idle_lock_minutes: 15,
    backup_hour: 2,
  }
}

export function toForm(values: SettingsInput): SettingsForm {
  return {
    company_name: values.company_name,
    language: values.language,
    timezone: values.timezone,
    customer_prefix: values.customer_prefix,
    pkp: values.pkp,
    npwp: values.npwp ?? '',
    prices_include_ppn: values.prices_include_ppn,
    due_rule: values.due_day.rule,
    due_day: values.due_day.rule === 'fixed' ? values.due_day.day : 20,
    due_after_days: values.due_after_days,
    isolir_after_days: values.isolir_after_days,
    isolir_hour: values.isolir_hour,
    idle_lock_minutes: values.idle_lock_minutes,
    backup_hour: values.backup_hour,
  }
}

/** 15 digits until 2024, 16 (the NIK's length) since; dots and dashes do not count. */
function isNpwp(text: string): boolean {
  return [15, 16].includes(text.replaceAll(/\D/g, '').length)
}

/** What is typed, as it is sent. Call only after `checkSettings` found nothing. */
export function fromForm(form: SettingsForm): SettingsInput {
  return {
    company_name: form.company_name.trim(),
    language: form.language,
    timezone: form.timezone,
    pkp: form.pkp,
    // Kept when PKP is switched off, unless it is half typed behind the closed field.
    npwp: isNpwp(form.npwp) ? form.npwp.trim() : null,
    prices_include_ppn: form.pkp && form.prices_include_ppn,
    due_day: form.due_rule === 'fixed' ? { rule: 'fixed', day: Number(form.due_day) } : { rule: 'anniversary' },
    due_after_days: Number(form.due_after_days),
    isolir_after_days: Number(form.isolir_after_days),
    isolir_hour: form.isolir_hour,
    idle_lock_minutes: Number(form.idle_lock_minutes),
    backup_hour: form.backup_hour,
    customer_prefix: form.customer_prefix.trim().toUpperCase(),
  }
}

function whole(typed: Typed, from: number, to: number): 'required' | 'invalid' | null {
  if (typed === '') return 'required'
  const value = Number(typed)
  return Number.isInteger(value) && value >= from && value <= to ? null : 'invalid'
}

/** The rules of the server's `SettingsInput::check`, told while typing. */
export function checkSettings(form: SettingsForm): BrokenRules {
  const broken: BrokenRules = {}
  if (form.company_name.trim() === '') broken['company_name'] = 'required'
  const prefix = form.customer_prefix.trim()
  if (prefix === '') broken['customer_prefix'] = 'required'
  else if (!/^[A-Za-z0-9]{1,6}$/.test(prefix)) broken['customer_prefix'] = 'invalid'
  if (form.pkp) {
    if (form.npwp.trim() === '') broken['npwp'] = 'required'
    else if (!isNpwp(form.npwp)) broken['npwp'] = 'invalid'
  }
  const limits: [string, Typed, number, number][] = [
    ['due_after_days', form.due_after_days, 0, 60],
    ['isolir_after_days', form.isolir_after_days, 0, 90],
    ['idle_lock_minutes', form.idle_lock_minutes, 1, 480],
  ]
  if (form.due_rule === 'fixed') limits.push(['due_day', form.due_day, 1, 31])
  for (const [field, value, from, to] of limits) {
    const code = whole(value, from, to)
    if (code !== null) broken[field] = code
  }
  return broken
}
