/** Dates without a time of day: "YYYY-MM-DD" as they cross, and as people read them. */
import type { Locale } from './format'

/** "20 Nov", in another year "20 Nov 2025"; read as a day, whatever the zone of this computer. */
export function formatDate(day: string, locale: Locale, now = new Date()): string {
  const form: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short', timeZone: 'UTC' }
  if (Number(day.slice(0, 4)) !== now.getFullYear()) form.year = 'numeric'
  return new Intl.DateTimeFormat(locale === 'id' ? 'id-ID' : 'en-GB', form).format(new Date(`${day}T00:00:00Z`))
}

/** Today on this computer's calendar. */
export function today(now = new Date()): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
}

/** Whole days from one day to another; negative where `to` is before. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000)
}
