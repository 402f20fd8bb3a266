import { ref } from 'vue'
import { problemText } from '@/lib/problem'

export interface Toast {
  id: number
  tone: 'up' | 'down'
  text: string
}

export const toasts = ref<Toast[]>([])
let next = 1

export function toast(text: string, tone: Toast['tone'] = 'up'): void {
  const id = next
  next += 1
  toasts.value.push({ id, tone, text })
  // A problem stays until it was read; good news goes by itself.
  if (tone === 'up') setTimeout(() => dismiss(id), 5000)
}

export function toastProblem(error: unknown): void {
  toast(problemText(error), 'down')
}

export function dismiss(id: number): void {
  toasts.value = toasts.value.filter((entry) => entry.id !== id)
}
