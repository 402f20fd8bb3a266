/** Says what became of a command: done, or stored until an agent runs it. */
import { useI18n } from 'vue-i18n'
import { toast, type ToastLink } from './toasts'
import type { Submitted } from '@/lib/bindings'

export function useSubmitted() {
  const { t } = useI18n()
  return (outcome: Submitted<unknown>, done: string, link?: ToastLink): void => {
    toast(outcome.state === 'applied' ? done : t('queue.command_waits'), 'up', link)
  }
}
