/** Distances, speeds, amounts of data and spans of time in local form. */
import { formatNumber, type Locale } from './format'

function short(value: number, locale: Locale): string {
  return formatNumber(Math.round(value * 10) / 10, locale)
}

/** Metres up to a kilometre, then kilometres. */
export function formatDistance(metres: number, locale: Locale): string {
  return metres < 1000 ? `${formatNumber(Math.round(metres), locale)} m` : `${short(metres / 1000, locale)} km`
}

/** Kilobits per second, as plans are sold: 30 Mbps. */
export function formatSpeed(kbps: number, locale: Locale): string {
  return kbps < 1000 ? `${formatNumber(kbps, locale)} kbps` : `${short(kbps / 1000, locale)} Mbps`
}

/** Download and upload, as routers write it: 30M/10M. */
export function formatRate(downloadKbps: number, uploadKbps: number): string {
  const part = (kbps: number): string => (kbps % 1000 === 0 ? `${kbps / 1000}M` : `${kbps}k`)
  return `${part(downloadKbps)}/${part(uploadKbps)}`
}

/** A count of octets that crossed as text, in powers of a thousand. */
export function formatOctets(octets: string, locale: Locale): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let value = Number(octets)
  let at = 0
  while (value >= 1000 && at < units.length - 1) {
    value /= 1000
    at += 1
  }
  return `${short(value, locale)} ${units[at] ?? ''}`
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
