//! A customer's money on one page: what is owed, what is credit, and every entry that made it so.

use chrono::{DateTime, NaiveDate, Utc};
use janet_model::{CustomerId, InvoiceId, Money, TransactionId};
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::{PgConnection, PgPool};

use crate::{Error, party::holder, standing::standing};

/// The most entries a page shows.
const ENTRIES: i64 = 50;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct OpenInvoice {
    pub id: InvoiceId,
    pub number: String,
    pub issued_on: NaiveDate,
    pub due_on: NaiveDate,
    pub total: Money,
    pub open: Money,
    pub overdue: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PaymentEntry {
    pub id: TransactionId,
    pub receipt_number: String,
    pub at: DateTime<Utc>,
    pub amount: Money,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum EntryNoun {
    Invoice,
    Payment,
    /// Credit of an earlier payment settled an invoice; the balance stays.
    CreditUse,
}

/// One journal entry as the customer sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct AccountEntry {
    pub noun: EntryNoun,
    pub business_date: NaiveDate,
    pub document: String,
    /// What it did to the balance: an invoice raises it, a payment lowers it.
    pub change: Money,
    /// The balance after it.
    pub balance: Money,
}

/// Of whoever pays for the customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct CustomerAccount {
    /// The customer in whose name the money is booked; another one where somebody else pays.
    pub holder_id: CustomerId,
    pub holder_name: String,
    /// Open invoices less credit.
    pub balance: Money,
    pub credit: Money,
    /// Oldest due first.
    pub open: Vec<OpenInvoice>,
    /// Newest first, at most fifty each.
    pub payments: Vec<PaymentEntry>,
    pub entries: Vec<AccountEntry>,
}

pub async fn account(pool: &PgPool, customer: CustomerId) -> Result<CustomerAccount, Error> {
    let mut tx = pool.begin_with("begin isolation level repeatable read read only").await?;
    let holder = holder(&mut tx, customer).await?;
    let standing = standing(&mut tx, holder.id).await?;
    let found = CustomerAccount {
        holder_id: holder.id,
        holder_name: holder.party.name,
        balance: standing.balance,
        credit: standing.credit,
        open: open(&mut tx, holder.id).await?,
        payments: payments(&mut tx, holder.id).await?,
        entries: entries(&mut tx, holder.id).await?,
    };
    tx.commit().await?;
    Ok(found)
}

async fn open(tx: &mut PgConnection, holder: CustomerId) -> Result<Vec<OpenInvoice>, Error> {
    let rows = sqlx::query!(
        r#"select i.id, i.number, i.issued_on, b.due_on, b.total, b.total - b.paid as "open!",
                  b.due_on < (now() at time zone r.timezone)::date as "overdue!"
           from public.isp_invoice_balances b
           join public.isp_invoices i on i.id = b.invoice_id
           join public.isp_branches r on r.id = b.branch_id
           where b.customer_id = $1 and b.paid < b.total order by b.due_on, b.invoice_id"#,
        holder.0
    )
    .fetch_all(tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| OpenInvoice {
            id: InvoiceId(row.id),
            number: row.number,
            issued_on: row.issued_on,
            due_on: row.due_on,
            total: Money::from_minor(row.total),
            open: Money::from_minor(row.open),
            overdue: row.overdue,
        })
        .collect())
}

async fn payments(tx: &mut PgConnection, holder: CustomerId) -> Result<Vec<PaymentEntry>, Error> {
    let rows = sqlx::query!(
        r#"select e.source_id, e.document, e.posted_at, -sum(l.amount)::bigint as "amount!"
           from public.journal_lines l join public.journal_entries e on e.id = l.entry_id
           where l.customer_id = $1 and e.kind = 'payment'
           group by e.id order by e.posted_at desc, e.id desc limit $2"#,
        holder.0,
        ENTRIES
    )
    .fetch_all(tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| PaymentEntry {
            id: TransactionId(row.source_id),
            receipt_number: row.document,
            at: row.posted_at,
            amount: Money::from_minor(row.amount),
        })
        .collect())
}

async fn entries(tx: &mut PgConnection, holder: CustomerId) -> Result<Vec<AccountEntry>, Error> {
    let rows = sqlx::query!(
        r#"select kind as "kind!", business_date as "business_date!", document as "document!", change as "change!", balance as "balance!"
           from (select e.id, e.kind, e.business_date, e.document, e.posted_at, sum(l.amount)::bigint as change,
                        (sum(sum(l.amount)) over (order by e.posted_at, e.id))::bigint as balance
                 from public.journal_lines l join public.journal_entries e on e.id = l.entry_id
                 where l.customer_id = $1 group by e.id) t
           order by posted_at desc, id desc limit $2"#,
        holder.0,
        ENTRIES
    )
    .fetch_all(tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| AccountEntry {
            noun: match row.kind.as_str() {
                "invoice" => EntryNoun::Invoice,
                "payment" => EntryNoun::Payment,
                // The CHECK of the table knows these three.
                _ => EntryNoun::CreditUse,
            },
            business_date: row.business_date,
            document: row.document,
            change: Money::from_minor(row.change),
            balance: Money::from_minor(row.balance),
        })
        .collect())
}
