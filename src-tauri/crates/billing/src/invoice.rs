//! One invoice, whole: what was charged and why, what was paid of it, and how it stands in the books.

use chrono::{DateTime, NaiveDate, Utc};
use janet_model::{BranchId, CustomerId, InvoiceId, Money, ServiceId, TransactionId};
use janet_workspace::Language;
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::{PgConnection, PgPool};

use crate::{
    Error, Party, Period, PpnRule,
    quote::{Derivation, LineKind},
};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct InvoiceItem {
    pub service_id: ServiceId,
    pub kind: LineKind,
    pub description: String,
    /// What is charged, half-open.
    pub period: Option<Period>,
    pub days: Option<i32>,
    pub period_days: Option<i32>,
    pub unit_price: Money,
    /// As priced: with PPN inside where prices include it.
    pub amount: Money,
    pub dpp: Money,
    pub ppn: Money,
    pub derivation: Vec<Derivation>,
}

/// The part of a payment that settled this invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct InvoicePayment {
    pub payment_id: TransactionId,
    pub receipt_number: String,
    pub amount: Money,
    pub at: DateTime<Utc>,
    /// The money had come in earlier and was credit until then.
    pub from_credit: bool,
}

/// Debit is positive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct JournalLine {
    pub business_date: NaiveDate,
    /// The number of the invoice or receipt that posted it.
    pub document: String,
    pub account: String,
    /// In the language of the settings.
    pub account_name: String,
    pub amount: Money,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Invoice {
    pub id: InvoiceId,
    pub number: String,
    pub customer_id: CustomerId,
    pub branch_id: BranchId,
    pub issued_on: NaiveDate,
    pub issued_by: String,
    pub due_on: NaiveDate,
    /// The line is held until this is paid.
    pub pay_first: bool,
    pub language: Language,
    pub seller: Party,
    pub buyer: Party,
    pub items: Vec<InvoiceItem>,
    pub dpp: Money,
    pub ppn: Money,
    pub ppn_base: Money,
    pub ppn_label: Option<String>,
    pub prices_include_ppn: bool,
    pub total: Money,
    pub paid: Money,
    pub open: Money,
    /// Past its due day at the branch, and open.
    pub overdue: bool,
    pub payments: Vec<InvoicePayment>,
    pub journal: Vec<JournalLine>,
}

/// An invoice of the caller's branches; others do not exist for it.
pub async fn invoice(pool: &PgPool, id: InvoiceId) -> Result<Invoice, Error> {
    let mut tx = pool.begin_with("begin isolation level repeatable read read only").await?;
    let row = sqlx::query!(
        r#"select i.*, i.issued_by::text as "by!", b.paid as balance_paid,
                  (b.paid < b.total and b.due_on < (now() at time zone r.timezone)::date) as "overdue!"
           from public.isp_invoices i
           join public.isp_invoice_balances b on b.invoice_id = i.id
           join public.isp_branches r on r.id = i.branch_id
           where i.id = $1"#,
        id.0
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    let rule = match (row.ppn_rate_bp, row.ppn_dpp_num, row.ppn_dpp_den) {
        (Some(rate_bp), Some(dpp_num), Some(dpp_den)) => Some(PpnRule { rate_bp, dpp_num, dpp_den }),
        _ => None,
    };
    let found = Invoice {
        id,
        number: row.number,
        customer_id: CustomerId(row.customer_id),
        branch_id: BranchId(row.branch_id),
        issued_on: row.issued_on,
        issued_by: row.by,
        due_on: row.due_on,
        pay_first: row.pay_first,
        language: if row.language == "en" { Language::En } else { Language::Id },
        seller: serde_json::from_value(row.seller)?,
        buyer: serde_json::from_value(row.buyer)?,
        items: items(&mut tx, id).await?,
        dpp: Money::from_minor(row.dpp),
        ppn: Money::from_minor(row.ppn),
        ppn_base: Money::from_minor(row.ppn_base),
        ppn_label: rule.map(PpnRule::label),
        prices_include_ppn: row.prices_include_ppn,
        total: Money::from_minor(row.total),
        paid: Money::from_minor(row.balance_paid),
        open: Money::from_minor(row.total - row.balance_paid),
        overdue: row.overdue,
        payments: payments(&mut tx, id).await?,
        journal: journal(&mut tx, id).await?,
    };
    tx.commit().await?;
    Ok(found)
}

async fn items(tx: &mut PgConnection, id: InvoiceId) -> Result<Vec<InvoiceItem>, Error> {
    sqlx::query!(
        "select service_id, kind, description, period_start, period_end, quantity_days, period_days, unit_price, amount, dpp, ppn, derivation
         from public.isp_invoice_items where invoice_id = $1 order by line",
        id.0
    )
    .fetch_all(tx)
    .await?
    .into_iter()
    .map(|row| {
        Ok(InvoiceItem {
            service_id: ServiceId(row.service_id),
            kind: LineKind::parse(&row.kind),
            description: row.description,
            period: row.period_start.zip(row.period_end).map(|(start, end)| Period { start, end }),
            days: row.quantity_days.map(i32::from),
            period_days: row.period_days.map(i32::from),
            unit_price: Money::from_minor(row.unit_price),
            amount: Money::from_minor(row.amount),
            dpp: Money::from_minor(row.dpp),
            ppn: Money::from_minor(row.ppn),
            derivation: serde_json::from_value(row.derivation)?,
        })
    })
    .collect()
}

async fn payments(tx: &mut PgConnection, id: InvoiceId) -> Result<Vec<InvoicePayment>, Error> {
    let rows = sqlx::query!(
        r#"select a.transaction_id, e.document, a.amount, a.allocated_at, a.entry_id <> e.id as "from_credit!"
           from public.payment_allocations a join public.journal_entries e on e.kind = 'payment' and e.source_id = a.transaction_id
           where a.invoice_id = $1 order by a.allocated_at, a.id"#,
        id.0
    )
    .fetch_all(tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| InvoicePayment {
            payment_id: TransactionId(row.transaction_id),
            receipt_number: row.document,
            amount: Money::from_minor(row.amount),
            at: row.allocated_at,
            from_credit: row.from_credit,
        })
        .collect())
}

/// The entry that charged it and those that settled it.
async fn journal(tx: &mut PgConnection, id: InvoiceId) -> Result<Vec<JournalLine>, Error> {
    let rows = sqlx::query!(
        r#"select e.business_date, e.document, l.account, l.amount,
                  case when s.language = 'en' then a.name_en else a.name_id end as "account_name!"
           from public.journal_entries e
           join public.journal_lines l on l.entry_id = e.id
           join public.isp_accounts a on a.code = l.account
           cross join public.isp_settings s
           where e.id in (select id from public.journal_entries where kind = 'invoice' and source_id = $1
                          union select entry_id from public.payment_allocations where invoice_id = $1)
           order by e.posted_at, e.id, l.line"#,
        id.0
    )
    .fetch_all(tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| JournalLine {
            business_date: row.business_date,
            document: row.document,
            account: row.account,
            account_name: row.account_name,
            amount: Money::from_minor(row.amount),
        })
        .collect())
}
