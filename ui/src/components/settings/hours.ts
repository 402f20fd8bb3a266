/** The hours of a day as they are chosen and read: 09.00 here, 09:00 in English. */
import type { Locale } from '@/lib/format'

export function formatHour(hour: number, locale: Locale): string {
  return `${String(hour).padStart(2, '0')}${locale === 'id' ? '.' : ':'}00`
}

export function hourOptions(locale: Locale): { value: number; label: string }[] {
  return Array.from({ length: 24 }, (_, hour) => ({ value: hour, label: formatHour(hour, locale) }))
}
