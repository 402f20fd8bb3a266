/**
 * Money on the screen. It crosses as a decimal string of whole units (rupiah has no smaller one in use) and is never a
 * JavaScript number: grouping works on the digits themselves.
 */
import type { Locale } from './format'

/** What separates thousands: 166.500 in Indonesian, 166,500 in English. */
const separators: Record<Locale, string> = { id: '.', en: ',' }

/** A 64-bit amount has 19 digits; more than 15 are typed by a cat on the keyboard. */
export const MONEY_DIGITS = 15

/** "166500" → "166.500". A negative amount has a true minus, as tall as the digits. */
export function formatMoney(amount: string, locale: Locale): string {
  const negative = amount.startsWith('-')
  const digits = (negative ? amount.slice(1) : amount).replace(/^0+(?=\d)/, '')
  const grouped = digits.replaceAll(/\B(?=(\d{3})+(?!\d))/g, separators[locale])
  return negative ? `−${grouped}` : grouped
}

/** "Rp 166.500". */
export function formatRupiah(amount: string, locale: Locale): string {
  const text = formatMoney(amount, locale)
  return text.startsWith('−') ? `−Rp\u00a0${text.slice(1)}` : `Rp\u00a0${text}`
}

export function isZero(amount: string): boolean {
  return /^-?0+$/.test(amount)
}

export function isNegative(amount: string): boolean {
  return amount.startsWith('-') && !isZero(amount)
}

/** What is left of one amount after another, such as an invoice after its payments. */
export function minus(amount: string, other: string): string {
  return (BigInt(amount) - BigInt(other)).toString()
}

/** The digits of what is being typed; grouping marks are ours and everything else is not money. */
export function typedDigits(text: string): string {
  return text
    .replaceAll(/\D/g, '')
    .replace(/^0+(?=\d)/, '')
    .slice(0, MONEY_DIGITS)
}

/**
 * An amount from elsewhere ("Rp 150.000,00", "150000", "1,250,000.-"), or `null` where it is not a whole amount: a part
 * of a rupiah is never dropped in silence, and "150.5" is not taken for a thousand and a half.
 */
export function moneyFromText(text: string): string | null {
  const bare = text
    .trim()
    .replace(/^(rp|idr)\.?\s*/i, '')
    .replace(/[.,]\s*-+$/, '')
    .replaceAll(/\s/g, '')
  const whole = bare.replace(/[.,]0{1,2}$/, '')
  if (!/^\d+$/.test(whole) && !/^\d{1,3}(\.\d{3})+$/.test(whole) && !/^\d{1,3}(,\d{3})+$/.test(whole)) return null
  const digits = whole.replaceAll(/\D/g, '').replace(/^0+(?=\d)/, '')
  return digits.length <= MONEY_DIGITS ? digits : null
}
