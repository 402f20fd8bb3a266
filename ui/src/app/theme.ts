import { ref, watchEffect } from 'vue'

export type Theme = 'light' | 'dark' | 'system'
export type Density = 'normal' | 'compact'

const storedTheme = localStorage.getItem('janet.theme')
export const theme = ref<Theme>(storedTheme === 'light' || storedTheme === 'dark' ? storedTheme : 'system')
export const density = ref<Density>(localStorage.getItem('janet.density') === 'compact' ? 'compact' : 'normal')

const dark = window.matchMedia('(prefers-color-scheme: dark)')
const systemDark = ref(dark.matches)
dark.addEventListener('change', (event) => {
  systemDark.value = event.matches
})

watchEffect(() => {
  const chosen = theme.value === 'system' ? (systemDark.value ? 'dark' : 'light') : theme.value
  document.documentElement.dataset['theme'] = chosen
  localStorage.setItem('janet.theme', theme.value)
  localStorage.setItem('janet.density', density.value)
})
