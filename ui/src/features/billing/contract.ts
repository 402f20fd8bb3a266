/** What the billing commands take and give. The names are those of the generated bindings, which take this over. */
import type { CustomerId } from '@/lib/bindings'
import { ask } from '@/lib/ipc'

export type InvoiceId = string
export type TransactionId = string
export type InvoiceState = 'open' | 'overdue' | 'paid' | 'void'
export type InvoiceListState = 'all' | 'open' | 'overdue' | 'paid'
export type InvoiceRow = {
  id: InvoiceId
  number: string
  customer_id: CustomerId
  customer_code: string
  customer_name: string
  issued_on: string
  due_on: string
  total: string
  paid: string
  state: InvoiceState
}
export type InvoiceListRequest = { state: InvoiceListState; text: string; after: string | null }
export type InvoicePage = {
  rows: InvoiceRow[]
  next: string | null
  counts: { state: InvoiceListState; count: number; amount: string }[]
}
export type InvoiceItem = {
  kind: 'installation' | 'recurring'
  description: string
  /** Why this amount, in one sentence. */
  derivation: string
  period_start: string | null
  period_end: string | null
  quantity_days: number | null
  period_days: number | null
  unit_price: string
  amount: string
  dpp: string
  ppn: string
}
/** Debits are positive, credits negative; together they are nothing. */
export type JournalLine = { account: string; account_name_id: string; account_name_en: string; amount: string }
export type InvoicePayment = {
  receipt_number: string
  transaction_id: TransactionId
  received_at: string
  amount: string
}
export type Invoice = {
  row: InvoiceRow
  seller_name: string
  buyer_name: string
  dpp: string
  ppn: string
  ppn_rate_bp: number
  prices_include_ppn: boolean
  items: InvoiceItem[]
  payments: InvoicePayment[]
  journal: JournalLine[]
}

export const calls = {
  billingInvoices: (request: InvoiceListRequest) => ask<InvoicePage>('billing_invoices', { request }),
  billingInvoice: (id: InvoiceId) => ask<Invoice>('billing_invoice', { id }),
  billingInvoicePdf: (invoice: InvoiceId) => ask<string>('billing_invoice_pdf', { invoice }),
  billingInvoiceWhatsapp: (invoice: InvoiceId) => ask<string>('billing_invoice_whatsapp', { invoice }),
  appOpenLink: (url: string) => ask<null>('app_open_link', { url }),
}
