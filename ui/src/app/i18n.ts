import { createI18n } from 'vue-i18n'
import type words from '@/locales/id.json'
import type { Locale } from '@/lib/format'

const stored = localStorage.getItem('janet.locale')
const system: Locale = navigator.language.toLowerCase().startsWith('en') ? 'en' : 'id'

export const i18n = createI18n({
  legacy: false,
  locale: stored === 'id' || stored === 'en' ? stored : system,
  // Both have the same keys, by test; only the one that is spoken is read.
  messages: {} as Partial<Record<Locale, typeof words>>,
})

document.documentElement.lang = i18n.global.locale.value

/** Reads the words of a language; before the first screen, and when another is chosen. */
export async function loadWords(locale: Locale): Promise<void> {
  const { default: read } = await (locale === 'en' ? import('@/locales/en.json') : import('@/locales/id.json'))
  i18n.global.setLocaleMessage(locale, read)
}

/** What was chosen last; words that arrive late do not undo it. */
let wanted = i18n.global.locale.value

export function setLocale(locale: Locale): void {
  wanted = locale
  if (i18n.global.availableLocales.includes(locale)) speak(locale)
  else void loadWords(locale).then(() => wanted === locale && speak(locale))
}

function speak(locale: Locale): void {
  i18n.global.locale.value = locale
  localStorage.setItem('janet.locale', locale)
  document.documentElement.lang = locale
}
