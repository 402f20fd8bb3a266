import type { Tone } from '@/components/StatusMark.vue'
import type { Invoice, InvoiceCounts, InvoiceRow, InvoiceState } from '@/lib/bindings'
import { daysBetween } from '@/lib/dates'
import { isZero } from '@/lib/money'

/** What one invoice is; a list has more to ask for, such as what falls due soon. */
export type Standing = 'open' | 'partly' | 'overdue' | 'paid'

export function standingOf(invoice: Pick<InvoiceRow, 'total' | 'open' | 'overdue'>): Standing {
  if (isZero(invoice.open)) return 'paid'
  if (invoice.overdue) return 'overdue'
  return invoice.open === invoice.total ? 'open' : 'partly'
}

export const standingTone: Record<Standing, Tone> = { open: 'unknown', partly: 'warn', overdue: 'down', paid: 'up' }
/** The soft ground behind the state in a title. */
export const standingSoft: Record<Standing, string> = {
  open: 'bg-code',
  partly: 'bg-warn-soft',
  overdue: 'bg-down-soft',
  paid: 'bg-up-soft',
}

export type Chip = Exclude<InvoiceState, 'all'>
export const chips: readonly Chip[] = ['open', 'due_soon', 'overdue', 'paid']
export const chipTone: Record<Chip, Tone> = { open: 'unknown', due_soon: 'warn', overdue: 'down', paid: 'up' }

/** What is open of those that a chip counts; nothing is open of what is paid. */
export function amountOf(counts: InvoiceCounts, chip: Chip): string | null {
  return chip === 'paid' ? null : counts[`${chip}_amount`]
}

/** A filter that came with the address, such as from a number on the first page. */
export function listState(value: unknown): InvoiceState {
  return chips.find((chip) => chip === value) ?? 'all'
}

/** Days past the due date; nothing where it is not owed or not due. */
export function daysLate(invoice: Pick<Invoice, 'due_on' | 'overdue'>, today: string): number {
  return invoice.overdue ? Math.max(0, daysBetween(invoice.due_on, today)) : 0
}
