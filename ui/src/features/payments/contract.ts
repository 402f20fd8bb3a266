/** What the payments commands take and give. The names are those of the generated bindings, which take this over. */
import type { CustomerId } from '@/lib/bindings'
import { ask } from '@/lib/ipc'

export type TransactionId = string
export type Paper = 'a4' | 'roll58'
export type PaymentRow = {
  id: TransactionId
  receipt_number: string
  amount: string
  received_at: string
  received_by: string
  note: string
}
export type DayPayment = PaymentRow & { customer_id: CustomerId; customer_code: string; customer_name: string }
export type DayPayments = { rows: DayPayment[]; total: string }

export const calls = {
  paymentsPayments: (day: string | null) => ask<DayPayments>('payments_payments', { day }),
  paymentsReceiptPdf: (transaction: TransactionId, paper: Paper) =>
    ask<string>('payments_receipt_pdf', { transaction, paper }),
  paymentsReceiptWhatsapp: (transaction: TransactionId) => ask<string>('payments_receipt_whatsapp', { transaction }),
  appOpenLink: (url: string) => ask<null>('app_open_link', { url }),
}
