import { createI18n } from 'vue-i18n'
import en from '@/locales/en.json'
import id from '@/locales/id.json'
import type { Locale } from '@/lib/format'

const stored = localStorage.getItem('janet.locale')
const system: Locale = navigator.language.toLowerCase().startsWith('en') ? 'en' : 'id'

export const i18n = createI18n({
  legacy: false,
  locale: stored === 'id' || stored === 'en' ? stored : system,
  fallbackLocale: 'en',
  messages: { id, en },
})

document.documentElement.lang = i18n.global.locale.value

export function setLocale(locale: Locale): void {
  i18n.global.locale.value = locale
  localStorage.setItem('janet.locale', locale)
  document.documentElement.lang = locale
}
