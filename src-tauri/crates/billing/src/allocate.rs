//! Which money settles which invoice: a named one first, then the oldest due; the rest is credit, and credit is used by
//! the next invoice by itself.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use janet_model::{CommandId, InvoiceId, Money, TransactionId};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{
    Error,
    issue::derived_id,
    journal::{AccountRole, Entry, EntryKind, Posting, post},
    party::Holder,
    standing::show,
};

/// Money that came in, not yet booked.
#[derive(Debug, Clone)]
pub struct Payment<'a> {
    pub id: TransactionId,
    pub holder: &'a Holder,
    pub amount: Money,
    /// Where the money is now.
    pub account: AccountRole,
    pub at: DateTime<Utc>,
    pub command: Option<CommandId>,
    pub receipt_number: &'a str,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allocation {
    pub invoice: InvoiceId,
    pub number: String,
    pub amount: Money,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allocated {
    pub allocations: Vec<Allocation>,
    /// What of this payment found no invoice.
    pub credit: Money,
}

struct Open {
    invoice: InvoiceId,
    number: String,
    open: Money,
}

/// Books a payment: journal, allocations, open balances, credit, overview. The caller holds the lock of the holder and
/// has written the payment's own row. A named invoice that is paid already takes nothing; one of another customer is
/// not found.
pub async fn allocate(tx: &mut PgConnection, payment: &Payment<'_>, named: Option<InvoiceId>) -> Result<Allocated, Error> {
    let holder = payment.holder;
    if let Some(invoice) = named {
        sqlx::query!("select id from public.isp_invoices where id = $1 and customer_id = $2", invoice.0, holder.id.0)
            .fetch_optional(&mut *tx)
            .await?
            .ok_or(Error::NotFound)?;
    }
    let open = open_invoices(tx, holder).await?;
    let balances: Vec<(InvoiceId, Money)> = open.iter().map(|open| (open.invoice, open.open)).collect();
    let (shares, credit) = distribute(payment.amount, named, &balances);
    let entry = Entry {
        id: derived_id(payment.at, "entry", &[payment.id.0]),
        kind: EntryKind::Payment,
        source: payment.id.0,
        at: payment.at,
        business_date: holder.day(payment.at),
        branch: holder.branch,
        command: payment.command,
        document: payment.receipt_number.to_owned(),
        lines: vec![
            Posting::debit(payment.account, None, payment.amount),
            Posting::credit(AccountRole::Receivable, Some(holder.id), payment.amount.checked_sub(credit)?),
            Posting::credit(AccountRole::CustomerCredit, Some(holder.id), credit),
        ],
    };
    post(tx, &entry).await?;
    let mut allocations = Vec::with_capacity(shares.len());
    for (at, amount) in shares {
        write(tx, holder, payment.id, open[at].invoice, amount, payment.at, entry.id).await?;
        allocations.push(Allocation { invoice: open[at].invoice, number: open[at].number.clone(), amount });
    }
    if credit > Money::ZERO {
        sqlx::query!(
            "insert into public.isp_customer_credits (transaction_id, customer_id, branch_id, received_at, amount) values ($1, $2, $3, $4, $5)",
            payment.id.0,
            holder.id.0,
            holder.branch.0,
            payment.at,
            credit.minor()
        )
        .execute(&mut *tx)
        .await?;
    }
    show(tx, holder.id).await?;
    Ok(Allocated { allocations, credit })
}

/// Uses what credit the holder has for what is open, oldest to oldest, and shows the result in the overview. The caller
/// holds the lock of the holder.
pub async fn settle(tx: &mut PgConnection, holder: &Holder, at: DateTime<Utc>, command: Option<CommandId>) -> Result<(), Error> {
    let credits: Vec<(TransactionId, Money)> = sqlx::query!(
        "select transaction_id, amount - used as \"left!\" from public.isp_customer_credits
         where customer_id = $1 and used < amount order by received_at, transaction_id",
        holder.id.0
    )
    .fetch_all(&mut *tx)
    .await?
    .into_iter()
    .map(|row| (TransactionId(row.transaction_id), Money::from_minor(row.left)))
    .collect();
    if !credits.is_empty() {
        let open = open_invoices(tx, holder).await?;
        let mut uses: BTreeMap<usize, Vec<(TransactionId, Money)>> = BTreeMap::new();
        let mut balances: Vec<(InvoiceId, Money)> = open.iter().map(|open| (open.invoice, open.open)).collect();
        for (source, left) in credits {
            for (at, amount) in distribute(left, None, &balances).0 {
                balances[at].1 = balances[at].1.checked_sub(amount)?;
                uses.entry(at).or_default().push((source, amount));
            }
        }
        for (index, sources) in uses {
            use_credit(tx, holder, &open[index], &sources, at, command).await?;
        }
    }
    show(tx, holder.id).await
}

async fn use_credit(
    tx: &mut PgConnection,
    holder: &Holder,
    open: &Open,
    sources: &[(TransactionId, Money)],
    at: DateTime<Utc>,
    command: Option<CommandId>,
) -> Result<(), Error> {
    let whole = sources.iter().try_fold(Money::ZERO, |sum, (_, amount)| sum.checked_add(*amount))?;
    let source = derived_id(at, "credit_use", &[open.invoice.0]);
    let entry = Entry {
        id: derived_id(at, "entry", &[source]),
        kind: EntryKind::CreditUse,
        source,
        at,
        business_date: holder.day(at),
        branch: holder.branch,
        command,
        document: open.number.clone(),
        lines: vec![
            Posting::debit(AccountRole::CustomerCredit, Some(holder.id), whole),
            Posting::credit(AccountRole::Receivable, Some(holder.id), whole),
        ],
    };
    post(tx, &entry).await?;
    for (payment, amount) in sources {
        sqlx::query!("update public.isp_customer_credits set used = used + $2 where transaction_id = $1", payment.0, amount.minor())
            .execute(&mut *tx)
            .await?;
        write(tx, holder, *payment, open.invoice, *amount, at, entry.id).await?;
    }
    Ok(())
}

async fn write(
    tx: &mut PgConnection,
    holder: &Holder,
    payment: TransactionId,
    invoice: InvoiceId,
    amount: Money,
    at: DateTime<Utc>,
    entry: Uuid,
) -> Result<(), Error> {
    sqlx::query!(
        "insert into public.payment_allocations (id, transaction_id, invoice_id, customer_id, branch_id, amount, allocated_at, entry_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        derived_id(at, "allocation", &[payment.0, invoice.0, entry]),
        payment.0,
        invoice.0,
        holder.id.0,
        holder.branch.0,
        amount.minor(),
        at,
        entry
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!("update public.isp_invoice_balances set paid = paid + $2 where invoice_id = $1", invoice.0, amount.minor())
        .execute(tx)
        .await?;
    Ok(())
}

/// Oldest due first.
async fn open_invoices(tx: &mut PgConnection, holder: &Holder) -> Result<Vec<Open>, Error> {
    let rows = sqlx::query!(
        "select b.invoice_id, i.number, b.total - b.paid as \"open!\"
         from public.isp_invoice_balances b join public.isp_invoices i on i.id = b.invoice_id
         where b.customer_id = $1 and b.paid < b.total order by b.due_on, b.invoice_id",
        holder.id.0
    )
    .fetch_all(tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Open { invoice: InvoiceId(row.invoice_id), number: row.number, open: Money::from_minor(row.open) })
        .collect())
}

/// Shares `amount` among open balances, given oldest first: the named one first, then in order. Returns which balance
/// gets how much, and what is left.
pub(crate) fn distribute(amount: Money, named: Option<InvoiceId>, open: &[(InvoiceId, Money)]) -> (Vec<(usize, Money)>, Money) {
    let mut left = amount;
    let mut shares = Vec::new();
    let first = named.and_then(|named| open.iter().position(|(invoice, _)| *invoice == named));
    for at in first.into_iter().chain((0..open.len()).filter(|at| Some(*at) != first)) {
        let share = left.min(open[at].1);
        if share > Money::ZERO {
            shares.push((at, share));
            left = Money::from_minor(left.minor() - share.minor());
        }
    }
    (shares, left)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn open(balances: &[i64]) -> Vec<(InvoiceId, Money)> {
        balances.iter().enumerate().map(|(at, balance)| (InvoiceId(Uuid::from_u128(at as u128)), Money::from_minor(*balance))).collect()
    }

    #[test]
    fn inv_31_named_first_then_oldest() {
        let invoices = open(&[166_500, 166_500, 166_500]);
        let shares = |amount, named: Option<usize>| {
            let (shares, left) = distribute(Money::from_minor(amount), named.map(|at| invoices[at].0), &invoices);
            (shares.into_iter().map(|(at, share)| (at, share.minor())).collect::<Vec<_>>(), left.minor())
        };
        assert_eq!(shares(400_000, None), (vec![(0, 166_500), (1, 166_500), (2, 67_000)], 0));
        assert_eq!(shares(200_000, Some(2)), (vec![(2, 166_500), (0, 33_500)], 0));
        assert_eq!(shares(600_000, Some(1)), (vec![(1, 166_500), (0, 166_500), (2, 166_500)], 100_500));
    }

    proptest! {
        #[test]
        fn inv_30_shares_and_rest_are_the_payment(amount in 1i64..1_000_000_000_000, balances in proptest::collection::vec(1i64..1_000_000_000, 0..8), named in 0usize..8) {
            let invoices = open(&balances);
            let (shares, left) = distribute(Money::from_minor(amount), invoices.get(named).map(|open| open.0), &invoices);
            let allocated: i64 = shares.iter().map(|(_, share)| share.minor()).sum();
            prop_assert_eq!(allocated + left.minor(), amount);
            prop_assert!(left >= Money::ZERO);
            for (at, share) in shares {
                prop_assert!(share > Money::ZERO && share <= invoices[at].1);
            }
            prop_assert!(left == Money::ZERO || allocated == balances.iter().sum::<i64>(), "credit is left only when nothing is open");
        }
    }
}
