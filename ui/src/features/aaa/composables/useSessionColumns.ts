/** The columns of the sessions, in the words and units of the language. */
import { useNow } from '@vueuse/core'
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { hasRole } from '@/app/status'
import type { Column } from '@/components/dataTable'
import { formatMoment, type Locale } from '@/lib/format'
import { formatDuration, formatOctets } from '@/lib/measure'
import type { SessionRow } from '@/lib/bindings'
import { sessionAge, sessionState } from '../sessionState'

export function useSessionColumns() {
  const { t, locale } = useI18n()
  const local = (): Locale => locale.value as Locale
  const now = useNow({ interval: 20_000 })
  const mayDisconnect = computed(() => hasRole('admin', 'noc', 'support'))

  const usage = (row: SessionRow): string =>
    `↓ ${formatOctets(row.download_octets, local())} · ↑ ${formatOctets(row.upload_octets, local())}`

  function uptime(row: SessionRow): string {
    const age = sessionAge(row, now.value.getTime())
    return age === null ? '' : formatDuration(age, local())
  }

  const columns = computed<Column<SessionRow>[]>(() => [
    {
      id: 'state',
      title: t('aaa.sessions.state'),
      width: '104px',
      text: (row) => t(`aaa.sessions.is.${sessionState(row)}`),
    },
    {
      id: 'customer',
      title: t('aaa.sessions.customer'),
      width: 'minmax(130px,1.4fr)',
      text: (row) => row.customer_name ?? t('aaa.sessions.unknown_customer'),
    },
    {
      id: 'username',
      title: t('field.username'),
      width: 'minmax(110px,1fr)',
      mono: true,
      text: (row) => row.username,
    },
    { id: 'address', title: t('aaa.sessions.address'), width: '118px', mono: true, text: (row) => row.address ?? '' },
    {
      id: 'router',
      title: t('network.kind.router'),
      width: '100px',
      mono: true,
      text: (row) => row.router_code ?? row.nas_address,
    },
    {
      id: 'uptime',
      title: t('aaa.sessions.uptime'),
      width: '106px',
      align: 'right',
      text: uptime,
    },
    { id: 'usage', title: t('aaa.sessions.usage'), width: '176px', align: 'right', text: usage },
    {
      id: 'updated',
      title: t('aaa.sessions.updated'),
      width: '118px',
      muted: true,
      text: (row) => (row.updated_at ? formatMoment(row.updated_at, local()) : ''),
    },
    ...(mayDisconnect.value
      ? [{ id: 'actions', title: '', width: '42px', align: 'right' as const, text: () => '' }]
      : []),
  ])
  return columns
}
