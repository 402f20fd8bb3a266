/** The columns of the customer list, and which of them this computer shows. */
import { useLocalStorage } from '@vueuse/core'
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Column } from '@/components/dataTable'
import { formatShortDay } from '@/lib/dates'
import type { CustomerRow } from '@/lib/bindings'
import { formatMoment, formatPhone, type Locale } from '@/lib/format'
import { formatMoney } from '@/lib/money'

const initial: readonly string[] = ['status', 'line', 'code', 'name', 'phone', 'address', 'plan', 'balance', 'due_on']

export function useColumns() {
  const { t, locale } = useI18n()
  const shown = useLocalStorage<readonly string[]>('janet.customers.columns', initial)

  const all = computed<Column<CustomerRow>[]>(() => [
    { id: 'status', title: t('customers.status'), width: '92px', text: (row) => t(`status.${row.status}`) },
    { id: 'line', title: t('customers.line'), width: '108px', text: (row) => t(`line.${row.line}`) },
    { id: 'code', title: t('field.code'), width: '98px', mono: true, sortable: true, text: (row) => row.code },
    { id: 'name', title: t('field.name'), width: 'minmax(124px,1.4fr)', sortable: true, text: (row) => row.name },
    { id: 'phone', title: t('field.phone'), width: '140px', muted: true, text: (row) => formatPhone(row.phone) },
    { id: 'address', title: t('field.address'), width: 'minmax(96px,1.6fr)', muted: true, text: (row) => row.address },
    { id: 'plan', title: t('field.plan_id'), width: 'minmax(72px,.8fr)', text: (row) => row.plan_name ?? '—' },
    {
      id: 'username',
      title: t('field.username'),
      width: '120px',
      mono: true,
      text: (row) => row.username ?? '—',
    },
    {
      id: 'balance',
      title: t('customers.owed'),
      width: '88px',
      align: 'right',
      text: (row) => formatMoney(row.balance, locale.value as Locale),
    },
    {
      id: 'due_on',
      title: t('customers.due_on'),
      width: '96px',
      align: 'right',
      muted: true,
      text: (row) => (row.due_on === null ? '—' : formatShortDay(row.due_on, locale.value as Locale)),
    },
    {
      id: 'has_pin',
      title: t('customers.has_pin'),
      width: '110px',
      text: (row) => t(row.has_pin ? 'customers.pinned' : 'customers.not_pinned'),
    },
    {
      id: 'created_at',
      title: t('customers.since'),
      width: '120px',
      muted: true,
      sortable: true,
      text: (row) => formatMoment(row.created_at, locale.value as Locale),
    },
  ])
  // A list without names is no list.
  const choices = computed(() => all.value.map(({ id, title }) => ({ id, title, fixed: id === 'name' })))
  const columns = computed(() => {
    const wanted = Array.isArray(shown.value) ? shown.value : initial
    return all.value.filter((column) => column.id === 'name' || wanted.includes(column.id))
  })

  function reset(): void {
    shown.value = initial
  }
  return { shown, choices, columns, reset }
}
