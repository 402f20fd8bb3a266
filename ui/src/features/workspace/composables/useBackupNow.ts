/** *Back up now*: queues the job; the queue shows how far it is. */
import { useI18n } from 'vue-i18n'
import { toastProblem } from '@/components/toasts'
import { useCommand } from '@/lib/command'
import { newId } from '@/lib/ipc'
import { requestBackup } from '../api'
import { useSubmitted } from '@/components/submitted'

export function useBackupNow() {
  const { t } = useI18n()
  const said = useSubmitted()
  const { busy, run } = useCommand()

  let job = newId()

  async function backUp(): Promise<void> {
    try {
      const outcome = await run(job, requestBackup)
      job = newId()
      said(outcome, t('workspace.backups.queued'), { to: '/queue', text: t('workspace.backups.to_queue') })
    } catch (error) {
      toastProblem(error)
    }
  }
  return { busy, backUp }
}
