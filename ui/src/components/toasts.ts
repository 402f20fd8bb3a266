import { ref } from 'vue'
import { problemText } from '@/lib/problem'

/** Where to see more of what the toast says. */
export interface ToastLink {
  to: string
  text: string
}

export interface Toast {
  id: number
  tone: 'up' | 'down'
  text: string
  link?: ToastLink
}

export const toasts = ref<Toast[]>([])
let next = 1

export function toast(text: string, tone: Toast['tone'] = 'up', link?: ToastLink): void {
  const id = next
  next += 1
  toasts.value.push(link === undefined ? { id, tone, text } : { id, tone, text, link })
  // A problem stays until it was read; good news goes by itself.
  if (tone === 'up') setTimeout(() => dismiss(id), link === undefined ? 5000 : 10_000)
}

export function toastProblem(error: unknown): void {
  toast(problemText(error), 'down')
}

export function dismiss(id: number): void {
  toasts.value = toasts.value.filter((entry) => entry.id !== id)
}
