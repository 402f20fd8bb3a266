/** The columns of the invoices. */
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Column } from '@/components/dataTable'
import { formatDay } from '@/lib/dates'
import type { Locale } from '@/lib/format'
import { formatMoney } from '@/lib/money'
import { standingOf } from '../invoiceState'
import type { InvoiceRow } from '@/lib/bindings'

export function useInvoiceColumns() {
  const { t, locale } = useI18n()
  const local = (): Locale => locale.value as Locale
  return computed<Column<InvoiceRow>[]>(() => [
    {
      id: 'state',
      title: t('billing.state_title'),
      width: '150px',
      text: (row) => t(`billing.state.${standingOf(row)}`),
    },
    { id: 'number', title: t('billing.number'), width: '164px', mono: true, text: (row) => row.number },
    {
      id: 'customer',
      title: t('billing.customer'),
      width: 'minmax(150px,1.4fr)',
      text: (row) => `${row.customer_name} ${row.customer_code}`,
    },
    {
      id: 'issued',
      title: t('billing.issued_on'),
      width: '104px',
      muted: true,
      text: (row) => formatDay(row.issued_on, local()),
    },
    { id: 'due', title: t('billing.due_on'), width: '168px', text: (row) => formatDay(row.due_on, local()) },
    {
      id: 'total',
      title: t('billing.total'),
      width: '112px',
      align: 'right',
      text: (row) => formatMoney(row.total, local()),
    },
    {
      id: 'rest',
      title: t('billing.rest'),
      width: '112px',
      align: 'right',
      text: (row) => formatMoney(row.open, local()),
    },
  ])
}
