//! A receipt as it was given: what came in, and what it settled at that moment.

use chrono::{DateTime, NaiveDate, Utc};
use janet_billing::Party;
use janet_model::{CustomerId, InvoiceId, Money, TransactionId};
use janet_workspace::Language;
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::PgPool;

use crate::Error;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReceiptAllocation {
    pub invoice_id: InvoiceId,
    pub number: String,
    pub amount: Money,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Receipt {
    pub id: TransactionId,
    pub receipt_number: String,
    pub customer_id: CustomerId,
    pub received_at: DateTime<Utc>,
    /// The day at the branch.
    pub business_date: NaiveDate,
    /// The operator's name, else the login.
    pub received_by: String,
    pub language: Language,
    pub seller: Party,
    pub payer: Party,
    pub amount: Money,
    pub tendered: Option<Money>,
    pub note: String,
    pub allocated: Vec<ReceiptAllocation>,
    /// What became credit.
    pub credit: Money,
}

/// A receipt of the caller's branches; others do not exist for it.
pub async fn receipt(pool: &PgPool, id: TransactionId) -> Result<Receipt, Error> {
    let mut tx = pool.begin_with("begin isolation level repeatable read read only").await?;
    let row = sqlx::query!(
        r#"select t.*, coalesce(u.full_name, t.received_by::text) as "by!"
           from public.isp_transactions t left join public.users u on u.login = t.received_by where t.id = $1"#,
        id.0
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    // Later uses of its credit are the invoice's story, not the receipt's.
    let allocated: Vec<ReceiptAllocation> = sqlx::query!(
        "select a.invoice_id, i.number, a.amount
         from public.payment_allocations a
         join public.journal_entries e on e.id = a.entry_id and e.kind = 'payment'
         join public.isp_invoices i on i.id = a.invoice_id
         where a.transaction_id = $1 order by i.due_on, i.id",
        id.0
    )
    .fetch_all(&mut *tx)
    .await?
    .into_iter()
    .map(|row| ReceiptAllocation { invoice_id: InvoiceId(row.invoice_id), number: row.number, amount: Money::from_minor(row.amount) })
    .collect();
    tx.commit().await?;
    let settled: i64 = allocated.iter().map(|allocation| allocation.amount.minor()).sum();
    Ok(Receipt {
        id,
        receipt_number: row.receipt_number,
        customer_id: CustomerId(row.customer_id),
        received_at: row.received_at,
        business_date: row.business_date,
        received_by: row.by,
        language: if row.language == "en" { Language::En } else { Language::Id },
        seller: serde_json::from_value(row.seller)?,
        payer: serde_json::from_value(row.payer)?,
        amount: Money::from_minor(row.amount),
        tendered: row.tendered.map(Money::from_minor),
        note: row.note,
        allocated,
        credit: Money::from_minor(row.amount - settled),
    })
}
