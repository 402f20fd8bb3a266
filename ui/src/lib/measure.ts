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
export function formatVolume(octets: string, locale: Locale): string {
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

/** 1842 → "1.842 m", from ten kilometres on in kilometres. */
export function formatDistance(metres: number, locale: Locale): string {
  return metres < 10_000 ? `${decimal(Math.round(metres), locale, 0)} m` : `${decimal(metres / 1000, locale, 1)} km`
}
