//! Posting: a balanced entry in one statement. The database refuses one that does not balance, or a second one of the
//! same source.

use chrono::{DateTime, NaiveDate, Utc};
use janet_model::{BranchId, CommandId, CustomerId, Money};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::Error;

/// What the program posts to, whatever code the chart gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountRole {
    Cash,
    Receivable,
    CustomerCredit,
    PpnOut,
    RevenueRecurring,
    RevenueInstallation,
}

impl AccountRole {
    const fn as_str(self) -> &'static str {
        match self {
            AccountRole::Cash => "cash",
            AccountRole::Receivable => "receivable",
            AccountRole::CustomerCredit => "customer_credit",
            AccountRole::PpnOut => "ppn_out",
            AccountRole::RevenueRecurring => "revenue_recurring",
            AccountRole::RevenueInstallation => "revenue_installation",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    Invoice,
    Payment,
    /// Credit of an earlier payment settles an invoice.
    CreditUse,
}

impl EntryKind {
    const fn as_str(self) -> &'static str {
        match self {
            EntryKind::Invoice => "invoice",
            EntryKind::Payment => "payment",
            EntryKind::CreditUse => "credit_use",
        }
    }
}

/// One line: debit is positive. Lines of no amount are left out.
#[derive(Debug, Clone, Copy)]
pub struct Posting {
    pub account: AccountRole,
    pub customer: Option<CustomerId>,
    pub amount: Money,
}

impl Posting {
    pub fn debit(account: AccountRole, customer: Option<CustomerId>, amount: Money) -> Posting {
        Posting { account, customer, amount }
    }

    pub fn credit(account: AccountRole, customer: Option<CustomerId>, amount: Money) -> Posting {
        Posting { account, customer, amount: Money::from_minor(-amount.minor()) }
    }
}

#[derive(Debug, Clone)]
pub struct Entry {
    pub id: Uuid,
    pub kind: EntryKind,
    pub source: Uuid,
    pub at: DateTime<Utc>,
    pub business_date: NaiveDate,
    pub branch: BranchId,
    pub command: Option<CommandId>,
    /// The number a person knows it by.
    pub document: String,
    pub lines: Vec<Posting>,
}

pub async fn post(tx: &mut PgConnection, entry: &Entry) -> Result<(), Error> {
    let lines: Vec<&Posting> = entry.lines.iter().filter(|line| line.amount != Money::ZERO).collect();
    let roles: Vec<String> = lines.iter().map(|line| line.account.as_str().to_owned()).collect();
    let customers: Vec<Option<Uuid>> = lines.iter().map(|line| line.customer.map(Uuid::from)).collect();
    let amounts: Vec<i64> = lines.iter().map(|line| line.amount.minor()).collect();
    // One statement, because an entry without lines is refused as soon as its statement ends.
    sqlx::query!(
        "with entry as (
             insert into public.journal_entries (id, posted_at, business_date, kind, source_id, branch_id, command_id, document)
             values ($1, $2, $3, $4, $5, $6, $7, $8) returning id, branch_id
         )
         insert into public.journal_lines (entry_id, line, account, customer_id, branch_id, amount)
         select e.id, l.line::smallint, (select a.code from public.isp_accounts a where a.role = l.role), l.customer, e.branch_id, l.amount
         from entry e cross join unnest($9::text[], $10::uuid[], $11::bigint[]) with ordinality as l (role, customer, amount, line)",
        entry.id,
        entry.at,
        entry.business_date,
        entry.kind.as_str(),
        entry.source,
        entry.branch.0,
        entry.command.map(Uuid::from),
        entry.document,
        &roles,
        &customers as &[Option<Uuid>],
        &amounts
    )
    .execute(tx)
    .await?;
    Ok(())
}
