/** Days without a time, as `YYYY-MM-DD`: due dates, periods, the day of the till. */
import type { Period } from './bindings'
import type { Locale } from './format'

const tags: Record<Locale, string> = { id: 'id-ID', en: 'en-GB' }

/** Noon in UTC: no zone moves it to another day while we count with it. */
function noon(day: string): Date {
  return new Date(`${day}T12:00:00Z`)
}

function text(date: Date): string {
  return date.toISOString().slice(0, 10)
}

/** "20 Nov 2026". */
export function formatDay(day: string, locale: Locale): string {
  return new Intl.DateTimeFormat(tags[locale], { dateStyle: 'medium', timeZone: 'UTC' }).format(noon(day))
}

/** "20 Nov", in another year "20 Nov 2025": where there is little room. */
export function formatShortDay(day: string, locale: Locale, now = new Date()): string {
  const form: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short', timeZone: 'UTC' }
  if (Number(day.slice(0, 4)) !== now.getFullYear()) form.year = 'numeric'
  return new Intl.DateTimeFormat(tags[locale], form).format(noon(day))
}

/** "Sabtu, 21 November 2026". */
export function formatLongDay(day: string, locale: Locale): string {
  return new Intl.DateTimeFormat(tags[locale], { dateStyle: 'full', timeZone: 'UTC' }).format(noon(day))
}

/** "1–30 Nov 2026": both ends named, where the period itself ends before its `end`. */
export function formatPeriod(period: Period, locale: Locale): string {
  const form = new Intl.DateTimeFormat(tags[locale], { dateStyle: 'medium', timeZone: 'UTC' })
  return form.formatRange(noon(period.start), noon(addDays(period.end, -1)))
}

/** The day on this computer's clock. */
export function today(now: Date = new Date()): string {
  const pad = (value: number): string => String(value).padStart(2, '0')
  return `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}`
}

export function addDays(day: string, days: number): string {
  const date = noon(day)
  date.setUTCDate(date.getUTCDate() + days)
  return text(date)
}

/** The same day of another month, or its last one: a month after 31 January is 28 February. */
export function addMonths(day: string, months: number): string {
  const date = noon(day)
  const wanted = date.getUTCDate()
  date.setUTCDate(1)
  date.setUTCMonth(date.getUTCMonth() + months)
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
  date.setUTCDate(Math.min(wanted, last))
  return text(date)
}

/** Whole days from one day to another; negative where `to` is before. */
export function daysBetween(from: string, to: string): number {
  return Math.round((noon(to).getTime() - noon(from).getTime()) / 86_400_000)
}

/**
 * A typed day: `22`, `22/11`, `22-11-26`, `22.11.2026`, `2026-11-22`; what is left out is taken from `near`. Day comes
 * before month, as both languages of the program write it. `null` where there is no such day.
 */
export function dayFromText(typed: string, near: string): string | null {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(typed.trim())
  const local = /^(\d{1,2})(?:[/. -](\d{1,2})(?:[/. -](\d{2}|\d{4}))?)?$/.exec(typed.trim())
  const [year, month, day] = iso ? [iso[1], iso[2], iso[3]] : local ? [local[3], local[2], local[1]] : []
  if (day === undefined) return null
  const full = [
    (year?.length === 2 ? `20${year}` : year) ?? near.slice(0, 4),
    (month ?? near.slice(5, 7)).padStart(2, '0'),
    day.padStart(2, '0'),
  ].join('-')
  const date = noon(full)
  // 31 February is no day, and JavaScript would make it one in March.
  return !Number.isNaN(date.getTime()) && text(date) === full ? full : null
}
