/** Numbers, moments and telephone numbers in local form. */

export type Locale = 'id' | 'en'

const tags: Record<Locale, string> = { id: 'id-ID', en: 'en-GB' }

export function formatNumber(value: number, locale: Locale): string {
  return new Intl.NumberFormat(tags[locale]).format(value)
}

export function formatMoment(iso: string, locale: Locale): string {
  return new Intl.DateTimeFormat(tags[locale], { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso))
}

/** "09.41": the time of a moment whose day is said elsewhere. */
export function formatTime(iso: string, locale: Locale): string {
  return new Intl.DateTimeFormat(tags[locale], { timeStyle: 'short' }).format(new Date(iso))
}

/** "3 menit lalu"; the exact time belongs into the title. */
export function formatAgo(iso: string, now: number, locale: Locale): string {
  const seconds = Math.round((new Date(iso).getTime() - now) / 1000)
  const relative = new Intl.RelativeTimeFormat(tags[locale], { numeric: 'auto', style: 'short' })
  const size = Math.abs(seconds)
  if (size < 60) return relative.format(seconds, 'second')
  if (size < 3600) return relative.format(Math.round(seconds / 60), 'minute')
  if (size < 86_400) return relative.format(Math.round(seconds / 3600), 'hour')
  const days = Math.round(seconds / 86_400)
  // "kemarin", then "3 hari yang lalu": the short form "3 h" reads as hours, and for two days ICU has an old word.
  if (Math.abs(days) > 1 && size < 30 * 86_400)
    return new Intl.RelativeTimeFormat(tags[locale], { style: 'long' }).format(days, 'day')
  if (size < 30 * 86_400) return relative.format(days, 'day')
  return new Intl.DateTimeFormat(tags[locale], { dateStyle: 'medium' }).format(new Date(iso))
}

/** +6281211004512 → 0812-1100-4512, as it is said here; foreign numbers stay as they are. */
export function formatPhone(phone: string | null): string {
  if (phone === null) return ''
  if (!phone.startsWith('+62')) return phone
  const national = `0${phone.slice(3)}`
  if (national.startsWith('08'))
    return [national.slice(0, 4), national.slice(4, 8), national.slice(8)].filter(Boolean).join('-')
  return `${national.slice(0, 3)}-${national.slice(3)}`
}
