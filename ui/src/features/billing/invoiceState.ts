import type { Tone } from '@/components/StatusMark.vue'
import { daysBetween } from '@/lib/dates'
import { isZero } from '@/lib/money'
import type { InvoiceListState, InvoiceRow, InvoiceState } from './contract'

export const invoiceTone: Record<InvoiceState, Tone> = { open: 'unknown', overdue: 'down', paid: 'up', void: 'hold' }
/** The soft ground behind the state in a title. */
export const invoiceSoft: Record<InvoiceState, string> = {
  open: 'bg-code',
  overdue: 'bg-down-soft',
  paid: 'bg-up-soft',
  void: 'bg-hold-soft',
}
export const listStates: readonly Exclude<InvoiceListState, 'all'>[] = ['open', 'overdue', 'paid']

/** A filter that came with the address, such as from a number on the first page. */
export function listState(value: unknown): InvoiceListState {
  return value === 'open' || value === 'overdue' || value === 'paid' ? value : 'all'
}

export const isPartlyPaid = (invoice: Pick<InvoiceRow, 'paid' | 'state'>): boolean =>
  (invoice.state === 'open' || invoice.state === 'overdue') && !isZero(invoice.paid)

/** Days past the due date; nothing where it is not owed or not due. */
export function daysLate(invoice: Pick<InvoiceRow, 'due_on' | 'state'>, today: string): number {
  return invoice.state === 'overdue' ? Math.max(0, daysBetween(invoice.due_on, today)) : 0
}
