//! Issuing: a quote becomes a numbered document with its lines, its journal entry and its open balance, and credit that
//! the customer has is used for it.

use chrono::{DateTime, Days, NaiveDate, Utc};
use janet_model::{CommandId, InvoiceId, Money, ServiceId};
use janet_workspace::next_number;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{
    Error,
    allocate::settle,
    journal::{AccountRole, Entry, EntryKind, Posting, post},
    party::{self, Holder},
    period::BillingDay,
    quote::{LineKind, Quote, Terms},
    wording::language_code,
};

/// When an invoice is to be paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DueRule {
    /// On a day of the month, the next one on or after the day of issue.
    Day(BillingDay),
    /// So many days after the day of issue.
    After(u8),
}

/// The last day on which the invoice is not overdue.
pub fn due_on(rule: DueRule, issued_on: NaiveDate) -> NaiveDate {
    match rule {
        DueRule::Day(day) => day.on_or_after(issued_on),
        DueRule::After(days) => issued_on.checked_add_days(Days::new(u64::from(days))).unwrap_or(issued_on),
    }
}

/// An id that a replay of the same use case makes again: time-ordered like every id here, and for the rest the digest of
/// what the thing is.
pub(crate) fn derived_id(at: DateTime<Utc>, what: &str, parts: &[Uuid]) -> Uuid {
    let mut hash = Sha256::new();
    hash.update(what);
    for part in parts {
        hash.update(part.as_bytes());
    }
    let digest = hash.finalize();
    let mut tail = [0; 10];
    tail.copy_from_slice(&digest[..10]);
    uuid::Builder::from_unix_timestamp_millis(u64::try_from(at.timestamp_millis()).unwrap_or(0), &tail).into_uuid()
}

pub(crate) struct Issue<'a> {
    pub service: ServiceId,
    pub holder: &'a Holder,
    pub quote: &'a Quote,
    pub terms: &'a Terms,
    /// The line waits for this one, so it is due at once.
    pub pay_first: bool,
    pub by: &'a str,
    pub at: DateTime<Utc>,
    pub command: Option<CommandId>,
}

/// The caller holds the lock of the holder and has found nothing of this charged yet.
pub(crate) async fn issue(tx: &mut PgConnection, issue: &Issue<'_>) -> Result<InvoiceId, Error> {
    let Issue { holder, quote, at, .. } = *issue;
    let what = if issue.pay_first { "installation" } else { "activation" };
    let id = InvoiceId(derived_id(at, what, &[issue.service.0]));
    let issued_on = holder.day(at);
    let due = if issue.pay_first { issued_on } else { due_on(due_rule(tx).await?, issued_on) };
    let (seller, language) = party::seller(tx, holder.branch).await?;
    let number = next_number(tx, "invoice", 1).await?.remove(0);
    let rule = quote.ppn_rule;
    sqlx::query!(
        "insert into public.isp_invoices (id, number, customer_id, branch_id, issued_at, issued_on, issued_by, due_on, pay_first, dpp, ppn, total,
             ppn_base, ppn_rate_bp, ppn_dpp_num, ppn_dpp_den, ppn_rounding, prices_include_ppn, language, seller, buyer, command_id)
         values ($1, $2, $3, $4, $5, $6, $7::text::name, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)",
        id.0,
        number,
        holder.id.0,
        holder.branch.0,
        at,
        issued_on,
        issue.by,
        due,
        issue.pay_first,
        quote.dpp.minor(),
        quote.ppn.minor(),
        quote.total.minor(),
        quote.ppn_base.minor(),
        rule.map(|rule| rule.rate_bp),
        rule.map(|rule| rule.dpp_num),
        rule.map(|rule| rule.dpp_den),
        rule.map(|_| "half_up"),
        issue.terms.prices_include_ppn,
        language_code(language),
        serde_json::to_value(&seller)?,
        serde_json::to_value(&holder.party)?,
        issue.command.map(Uuid::from)
    )
    .execute(&mut *tx)
    .await?;
    write_items(tx, id, issue).await?;
    sqlx::query!(
        "insert into public.isp_invoice_balances (invoice_id, customer_id, branch_id, due_on, pay_first, total) values ($1, $2, $3, $4, $5, $6)",
        id.0,
        holder.id.0,
        holder.branch.0,
        due,
        issue.pay_first,
        quote.total.minor()
    )
    .execute(&mut *tx)
    .await?;
    post(tx, &entry(id, issue, &number, issued_on)).await?;
    settle(tx, holder, at, issue.command).await?;
    Ok(id)
}

async fn due_rule(tx: &mut PgConnection) -> Result<DueRule, Error> {
    let row = sqlx::query!("select due_day, due_after_days from public.isp_settings").fetch_optional(tx).await?.ok_or(Error::NotSetUp)?;
    let day = row.due_day.and_then(|day| u8::try_from(day).ok()).and_then(BillingDay::new);
    // The CHECK of the table holds 0–60.
    Ok(day.map_or(DueRule::After(u8::try_from(row.due_after_days).unwrap_or(0)), DueRule::Day))
}

async fn write_items(tx: &mut PgConnection, invoice: InvoiceId, issue: &Issue<'_>) -> Result<(), Error> {
    for (at, line) in issue.quote.lines.iter().enumerate() {
        sqlx::query!(
            "insert into public.isp_invoice_items (id, invoice_id, line, service_id, branch_id, kind, period_start, period_end, quantity_days,
                 period_days, unit_price, amount, dpp, ppn, description, derivation)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
            derived_id(issue.at, line.kind.as_str(), &[invoice.0, issue.service.0]),
            invoice.0,
            at as i16 + 1,
            issue.service.0,
            issue.holder.branch.0,
            line.kind.as_str(),
            line.period.map(|period| period.start),
            line.period.map(|period| period.end),
            line.days.map(|days| days as i16),
            line.period_days.map(|days| days as i16),
            line.unit_price.minor(),
            line.amount.minor(),
            line.dpp.minor(),
            line.ppn.minor(),
            line.description,
            serde_json::to_value(&line.derivation)?
        )
        .execute(&mut *tx)
        .await?;
    }
    Ok(())
}

/// Receivable against revenue and PPN. Revenue is what the lines cost without PPN.
fn entry(invoice: InvoiceId, issue: &Issue<'_>, number: &str, issued_on: NaiveDate) -> Entry {
    let quote = issue.quote;
    let revenue =
        |kind: LineKind| Money::from_minor(quote.lines.iter().filter(|line| line.kind == kind).map(|line| line.dpp.minor()).sum());
    Entry {
        id: derived_id(issue.at, "entry", &[invoice.0]),
        kind: EntryKind::Invoice,
        source: invoice.0,
        at: issue.at,
        business_date: issued_on,
        branch: issue.holder.branch,
        command: issue.command,
        document: number.to_owned(),
        lines: vec![
            Posting::debit(AccountRole::Receivable, Some(issue.holder.id), quote.total),
            Posting::credit(AccountRole::RevenueInstallation, None, revenue(LineKind::Installation)),
            Posting::credit(AccountRole::RevenueRecurring, None, revenue(LineKind::Recurring)),
            Posting::credit(AccountRole::PpnOut, None, quote.ppn),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_fixed_day_is_the_next_one_and_days_are_counted() {
        let twentieth = DueRule::Day(BillingDay::new(20).unwrap());
        assert_eq!(due_on(twentieth, date("2026-11-01")), date("2026-11-20"));
        assert_eq!(due_on(twentieth, date("2026-11-20")), date("2026-11-20"));
        assert_eq!(due_on(twentieth, date("2026-11-22")), date("2026-12-20"));
        assert_eq!(due_on(DueRule::After(19), date("2026-11-22")), date("2026-12-11"));
    }

    #[test]
    fn a_replay_makes_the_same_id() {
        let at = "2026-11-22T03:00:00Z".parse().unwrap();
        let service = Uuid::now_v7();
        assert_eq!(derived_id(at, "activation", &[service]), derived_id(at, "activation", &[service]));
        assert_ne!(derived_id(at, "activation", &[service]), derived_id(at, "installation", &[service]));
        assert_eq!(derived_id(at, "activation", &[service]).get_version_num(), 7);
    }
}
