/** Speeds, volumes and durations as people here say them. */
import type { Locale } from './format'

const tags: Record<Locale, string> = { id: 'id-ID', en: 'en-GB' }

function decimal(value: number, locale: Locale, digits: number): string {
  return new Intl.NumberFormat(tags[locale], { maximumFractionDigits: digits }).format(value)
}

/** 20000 → "20 Mbps"; below one Mbps in kbps. */
export function formatSpeed(kbps: number, locale: Locale): string {
  return kbps < 1000 ? `${decimal(kbps, locale, 0)} kbps` : `${decimal(kbps / 1000, locale, 2)} Mbps`
}

const volumes = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const

/** Octets, a 64-bit count as text, in powers of a thousand as mobile quotas are sold: "1,2 GB". */
export function formatOctets(octets: string, locale: Locale): string {
  let rest = BigInt(octets)
  let step = 0
  // Three digits more than are shown stay whole until the end.
  while (rest >= 1_000_000n && step < volumes.length - 2) {
    rest /= 1000n
    step += 1
  }
  let value = Number(rest)
  if (value >= 1000) {
    value /= 1000
    step += 1
  }
  return `${decimal(value, locale, value < 10 ? 2 : value < 100 ? 1 : 0)} ${volumes[step] ?? ''}`
}

const durations: Record<Locale, { day: string; hour: string; minute: string }> = {
  id: { day: 'hr', hour: 'jam', minute: 'mnt' },
  en: { day: 'd', hour: 'h', minute: 'min' },
}

/** The two largest units: "3 jam 12 mnt", "12 hr 4 jam". */
export function formatDuration(milliseconds: number, locale: Locale): string {
  const words = durations[locale]
  const minutes = Math.max(0, Math.floor(milliseconds / 60_000))
  const hours = Math.floor(minutes / 60)
  const days = Math.floor(hours / 24)
  if (days > 0) return `${days} ${words.day} ${hours % 24} ${words.hour}`
  if (hours > 0) return `${hours} ${words.hour} ${minutes % 60} ${words.minute}`
  return `${minutes} ${words.minute}`
}

/** Metres up to a kilometre, then kilometres. */
export function formatDistance(metres: number, locale: Locale): string {
  return metres < 1000 ? `${decimal(Math.round(metres), locale, 0)} m` : `${decimal(metres / 1000, locale, 1)} km`
}

/** Download and upload, as routers write it: 30M/10M. */
export function formatRate(downloadKbps: number, uploadKbps: number): string {
  const part = (kbps: number): string => (kbps % 1000 === 0 ? `${kbps / 1000}M` : `${kbps}k`)
  return `${part(downloadKbps)}/${part(uploadKbps)}`
}

/** Optical power in dBm with its two decimals. */
export function formatPower(dbm: number | null, locale: Locale): string {
  if (dbm === null) return '—'
  const text = new Intl.NumberFormat(locale === 'id' ? 'id-ID' : 'en-GB', {
    minimumFractionDigits: 1,
    maximumFractionDigits: 2,
  })
  return `${text.format(dbm)} dBm`
}

/** How long from one moment to another, in its two largest units: 3 j 12 m. */
export function formatSpan(from: string, to: number, locale: Locale): string {
  const minutes = Math.max(0, Math.floor((to - new Date(from).getTime()) / 60_000))
  const days = Math.floor(minutes / 1440)
  const hours = Math.floor((minutes % 1440) / 60)
  const [day, hour] = locale === 'id' ? ['h', 'j'] : ['d', 'h']
  if (days > 0) return `${days} ${day} ${hours} ${hour}`
  return hours > 0 ? `${hours} ${hour} ${minutes % 60} m` : `${minutes} m`
}
