//! The list of invoices: a window of rows after a key, and the chips' counts, from one snapshot.

use chrono::NaiveDate;
use janet_model::{BranchId, CustomerId, InvoiceId, Money};
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::{PgConnection, PgPool, Postgres, QueryBuilder, Row};
use uuid::Uuid;

use crate::Error;

/// The most rows a window may ask for at once.
const WINDOW: u32 = 200;
/// The most customers that a typed filter follows.
const CUSTOMERS: i32 = 2000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum InvoiceState {
    All,
    /// Not paid whole.
    Open,
    /// Open, and past its due day at the branch.
    Overdue,
    /// Open, and due today or within three days.
    DueSoon,
    Paid,
}

/// Where a window ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct InvoiceKey {
    pub issued_on: NaiveDate,
    pub id: InvoiceId,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct InvoiceListRequest {
    pub state: InvoiceState,
    pub branch_id: Option<BranchId>,
    /// What was typed after `/`: a number (`INV-000123` or `123`), or a customer as in the customer list.
    pub text: String,
    /// The last row of the window before; `None` for the first.
    pub after: Option<InvoiceKey>,
    pub limit: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct InvoiceRow {
    pub id: InvoiceId,
    pub number: String,
    pub customer_id: CustomerId,
    pub customer_code: String,
    pub customer_name: String,
    pub issued_on: NaiveDate,
    pub due_on: NaiveDate,
    pub total: Money,
    pub open: Money,
    pub overdue: bool,
}

/// With the typed filter and the branch applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct InvoiceCounts {
    pub all: u32,
    pub open: u32,
    pub overdue: u32,
    pub due_soon: u32,
    pub paid: u32,
    /// What is open of all that match, and of those that are overdue.
    pub open_amount: Money,
    pub overdue_amount: Money,
    pub due_soon_amount: Money,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct InvoicePage {
    /// Newest first.
    pub rows: Vec<InvoiceRow>,
    /// For the next window; `None` when this was the last.
    pub next: Option<InvoiceKey>,
    pub counts: InvoiceCounts,
}

/// Reads one window of the caller's branches.
pub async fn invoices(pool: &PgPool, request: &InvoiceListRequest) -> Result<InvoicePage, Error> {
    let text = request.text.trim();
    let filter = if text.is_empty() { None } else { Some(Filter::find(pool, text).await?) };
    let mut tx = pool.begin_with("begin isolation level repeatable read read only").await?;
    let counts = count(&mut tx, request, filter.as_ref()).await?;
    let limit = request.limit.clamp(1, WINDOW);
    let mut rows = window(&mut tx, request, filter.as_ref(), limit + 1).await?;
    tx.commit().await?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next = rows.last().filter(|_| more).map(|row| InvoiceKey { issued_on: row.issued_on, id: row.id });
    Ok(InvoicePage { rows, next, counts })
}

/// What a typed text means: one number, or the customers it finds.
struct Filter {
    number: String,
    serial: Option<i64>,
    customers: Vec<Uuid>,
}

impl Filter {
    async fn find(pool: &PgPool, text: &str) -> Result<Filter, Error> {
        let found = janet_customers::search(pool, text, CUSTOMERS).await?;
        Ok(Filter {
            number: text.to_uppercase(),
            serial: text.parse().ok(),
            customers: found.into_iter().map(|customer| customer.id.0).collect(),
        })
    }
}

/// Past its due day at its branch, and open.
const OVERDUE: &str = "(b.paid < b.total and b.due_on < (now() at time zone r.timezone)::date)";
/// Due today or within three days at its branch, and open.
const DUE_SOON: &str =
    "(b.paid < b.total and b.due_on between (now() at time zone r.timezone)::date and (now() at time zone r.timezone)::date + 3)";

/// Everything a request narrows by stands in the balances or is looked up there, so that counting reads the narrow table
/// alone.
fn narrow(query: &mut QueryBuilder<Postgres>, request: &InvoiceListRequest, filter: Option<&Filter>) {
    if let Some(branch) = request.branch_id {
        query.push(" and b.branch_id = ").push_bind(branch.0);
    }
    if let Some(filter) = filter {
        query.push(" and (b.customer_id = any(").push_bind(filter.customers.clone());
        query.push(") or b.invoice_id in (select n.id from public.isp_invoices n where n.number = ").push_bind(filter.number.clone());
        if let Some(serial) = filter.serial {
            query.push(" union all select n.id from public.isp_invoices n where n.serial = ").push_bind(serial);
        }
        query.push("))");
    }
}

async fn count(tx: &mut PgConnection, request: &InvoiceListRequest, filter: Option<&Filter>) -> Result<InvoiceCounts, Error> {
    // All are counted from an index; what is open is a small part and has an index of its own.
    let mut query = QueryBuilder::<Postgres>::new("select (select count(*)::int from public.isp_invoice_balances b where true");
    narrow(&mut query, request, filter);
    query.push(format!(
        "), count(*)::int, count(*) filter (where {OVERDUE})::int,
            coalesce(sum(b.total - b.paid), 0)::bigint, coalesce(sum(b.total - b.paid) filter (where {OVERDUE}), 0)::bigint,
            count(*) filter (where {DUE_SOON})::int, coalesce(sum(b.total - b.paid) filter (where {DUE_SOON}), 0)::bigint
         from public.isp_invoice_balances b join public.isp_branches r on r.id = b.branch_id where b.paid < b.total"
    ));
    narrow(&mut query, request, filter);
    let row = query.build().fetch_one(tx).await?;
    let number = |at: usize| -> Result<u32, sqlx::Error> { Ok(row.try_get::<i32, _>(at)?.unsigned_abs()) };
    let (all, open) = (number(0)?, number(1)?);
    Ok(InvoiceCounts {
        all,
        open,
        overdue: number(2)?,
        paid: all - open,
        open_amount: Money::from_minor(row.try_get(3)?),
        overdue_amount: Money::from_minor(row.try_get(4)?),
        due_soon: number(5)?,
        due_soon_amount: Money::from_minor(row.try_get(6)?),
    })
}

async fn window(
    tx: &mut PgConnection,
    request: &InvoiceListRequest,
    filter: Option<&Filter>,
    limit: u32,
) -> Result<Vec<InvoiceRow>, Error> {
    let mut query = QueryBuilder::<Postgres>::new(format!(
        "select i.id, i.number, i.customer_id, i.buyer ->> 'code', i.buyer ->> 'name', i.issued_on, i.due_on, i.total, b.total - b.paid, {OVERDUE}
         from public.isp_invoices i
         join public.isp_invoice_balances b on b.invoice_id = i.id
         join public.isp_branches r on r.id = i.branch_id where true"
    ));
    narrow(&mut query, request, filter);
    match request.state {
        InvoiceState::All => {}
        InvoiceState::Open => {
            query.push(" and b.paid < b.total");
        }
        InvoiceState::Overdue => {
            query.push(" and ").push(OVERDUE);
        }
        InvoiceState::DueSoon => {
            query.push(" and ").push(DUE_SOON);
        }
        InvoiceState::Paid => {
            query.push(" and b.paid = b.total");
        }
    }
    if let Some(after) = request.after {
        query.push(" and (i.issued_on, i.id) < (").push_bind(after.issued_on).push(", ").push_bind(after.id.0).push(")");
    }
    query.push(" order by i.issued_on desc, i.id desc limit ").push_bind(i64::from(limit));
    let rows = query.build().fetch_all(tx).await?;
    rows.into_iter()
        .map(|row| {
            Ok(InvoiceRow {
                id: InvoiceId(row.try_get(0)?),
                number: row.try_get(1)?,
                customer_id: CustomerId(row.try_get(2)?),
                customer_code: row.try_get(3)?,
                customer_name: row.try_get(4)?,
                issued_on: row.try_get(5)?,
                due_on: row.try_get(6)?,
                total: Money::from_minor(row.try_get(7)?),
                open: Money::from_minor(row.try_get(8)?),
                overdue: row.try_get(9)?,
            })
        })
        .collect()
}
