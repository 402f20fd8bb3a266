//! The customer list: a window of rows, the number of matches and the chips' counts, all from one snapshot.

use chrono::{DateTime, NaiveDate, Utc};
use janet_model::{BranchId, CustomerId, Money};
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::{PgConnection, PgPool, Postgres, QueryBuilder, Row};

use crate::{Error, LineState, search_keys::term};

/// The most rows a window may ask for at once.
const WINDOW: u32 = 500;
/// The most matches a typed filter follows; the page says when there are more.
const MATCHES: i32 = 2000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum CustomerStatus {
    /// Calon: known, not yet connected.
    Prospect,
    Active,
    /// Isolir: a hold restricts access.
    Suspended,
    Ended,
}

impl CustomerStatus {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            CustomerStatus::Prospect => "prospect",
            CustomerStatus::Active => "active",
            CustomerStatus::Suspended => "suspended",
            CustomerStatus::Ended => "ended",
        }
    }

    pub(crate) fn parse(text: &str) -> CustomerStatus {
        match text {
            "active" => CustomerStatus::Active,
            "suspended" => CustomerStatus::Suspended,
            "ended" => CustomerStatus::Ended,
            // The CHECK of the table knows these four.
            _ => CustomerStatus::Prospect,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum SortColumn {
    Name,
    Code,
    CreatedAt,
    /// The day on which the oldest open invoice is or was due; who owes nothing comes last.
    DueOn,
}

impl SortColumn {
    const fn sql(self) -> &'static str {
        match self {
            SortColumn::Name => "o.name",
            SortColumn::Code => "o.code",
            SortColumn::CreatedAt => "o.created_at",
            SortColumn::DueOn => "o.due_on",
        }
    }
}

/// What the line last said of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum LineFilter {
    Any,
    Online,
    /// Connected, and not online: offline, no light, no power.
    Down,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ListRequest {
    pub status: Option<CustomerStatus>,
    pub line: LineFilter,
    /// Only who has an open invoice.
    pub owing: bool,
    pub branch_id: Option<BranchId>,
    /// What was typed after `/`.
    pub text: String,
    pub sort: SortColumn,
    pub descending: bool,
    pub offset: u32,
    pub limit: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct CustomerRow {
    pub id: CustomerId,
    pub code: String,
    pub name: String,
    pub phone: Option<String>,
    pub address: String,
    pub status: CustomerStatus,
    pub has_pin: bool,
    pub created_at: DateTime<Utc>,
    pub plan_name: Option<String>,
    pub username: Option<String>,
    pub line: LineState,
    /// Owed less credit.
    pub balance: Money,
    pub due_on: Option<NaiveDate>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct StatusCount {
    pub status: CustomerStatus,
    pub count: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ListPage {
    pub rows: Vec<CustomerRow>,
    pub offset: u32,
    /// Rows that match the whole request.
    pub matching: u32,
    /// Rows of the branch (or of all branches), whatever the other filters say.
    pub total: u32,
    /// Per status, with the typed filter and the branch applied.
    pub counts: Vec<StatusCount>,
    /// The typed filter matched more than it follows; narrow it.
    pub truncated: bool,
}

/// Reads one window. `own_branch` is the branch of the signed-in operator: row-level security holds it anyway, saying it
/// again lets the planner use the index that begins with it.
pub async fn list(pool: &PgPool, request: &ListRequest, own_branch: Option<BranchId>) -> Result<ListPage, Error> {
    let mut tx = pool.begin_with("begin isolation level repeatable read read only").await?;
    let branch = own_branch.or(request.branch_id);
    let term = term(&request.text);
    let matches = if term.is_empty() {
        None
    } else {
        Some(
            sqlx::query_scalar!(r#"select customer_id as "id!" from api.search_customers($1, $2)"#, term, MATCHES)
                .fetch_all(&mut *tx)
                .await?,
        )
    };
    let counts = count(&mut tx, Some(request), branch, matches.as_deref()).await?;
    let total = if matches.is_none() && request.line == LineFilter::Any && !request.owing {
        counts.iter().map(|count| count.count).sum()
    } else {
        count(&mut tx, None, branch, None).await?.iter().map(|count| count.count).sum()
    };
    let matching = counts.iter().filter(|count| request.status.is_none_or(|status| status == count.status)).map(|count| count.count).sum();
    let rows = window(&mut tx, request, branch, matches.as_deref()).await?;
    tx.commit().await?;
    let truncated = matches.is_some_and(|matches| matches.len() >= MATCHES as usize);
    Ok(ListPage { rows, offset: request.offset, matching, total, counts, truncated })
}

async fn count(
    tx: &mut PgConnection,
    request: Option<&ListRequest>,
    branch: Option<BranchId>,
    matches: Option<&[uuid::Uuid]>,
) -> Result<Vec<StatusCount>, Error> {
    let mut query = QueryBuilder::<Postgres>::new("select o.status, count(*)::int from public.customer_overview o where true");
    narrow(&mut query, request, branch, matches);
    query.push(" group by o.status");
    let rows = query.build().fetch_all(tx).await?;
    rows.into_iter()
        .map(|row| {
            let status: String = row.try_get(0)?;
            let count: i32 = row.try_get(1)?;
            Ok(StatusCount { status: CustomerStatus::parse(&status), count: count.unsigned_abs() })
        })
        .collect()
}

async fn window(
    tx: &mut PgConnection,
    request: &ListRequest,
    branch: Option<BranchId>,
    matches: Option<&[uuid::Uuid]>,
) -> Result<Vec<CustomerRow>, Error> {
    let direction = if request.descending { " desc" } else { "" };
    let order = format!(" order by {}{direction}, o.customer_id{direction}", request.sort.sql());
    // Which rows come first is read from an index alone; only the window's rows are fetched.
    let mut query = QueryBuilder::<Postgres>::new(
        "select o.customer_id, o.code, o.name, o.phone, o.address, o.status, o.has_pin, o.created_at, o.plan_name, o.username, o.line, o.balance, o.due_on from public.customer_overview o where o.customer_id in (select o.customer_id from public.customer_overview o where true",
    );
    narrow(&mut query, Some(request), branch, matches);
    if let Some(status) = request.status {
        query.push(" and o.status = ").push_bind(status.as_str());
    }
    query
        .push(&order)
        .push(" offset ")
        .push_bind(i64::from(request.offset))
        .push(" limit ")
        .push_bind(i64::from(request.limit.min(WINDOW)))
        .push(")")
        .push(&order);
    let rows = query.build().fetch_all(tx).await?;
    rows.into_iter()
        .map(|row| {
            let status: String = row.try_get(5)?;
            let line: String = row.try_get(10)?;
            Ok(CustomerRow {
                id: CustomerId(row.try_get(0)?),
                code: row.try_get(1)?,
                name: row.try_get(2)?,
                phone: row.try_get(3)?,
                address: row.try_get(4)?,
                status: CustomerStatus::parse(&status),
                has_pin: row.try_get(6)?,
                created_at: row.try_get(7)?,
                plan_name: row.try_get(8)?,
                username: row.try_get(9)?,
                line: LineState::parse(&line),
                balance: Money::from_minor(row.try_get(11)?),
                due_on: row.try_get(12)?,
            })
        })
        .collect()
}

fn narrow(query: &mut QueryBuilder<Postgres>, request: Option<&ListRequest>, branch: Option<BranchId>, matches: Option<&[uuid::Uuid]>) {
    if let Some(branch) = branch {
        query.push(" and o.branch_id = ").push_bind(branch.0);
    }
    if let Some(request) = request {
        match request.line {
            LineFilter::Any => {}
            LineFilter::Online => {
                query.push(" and o.line = 'online'");
            }
            LineFilter::Down => {
                query.push(" and o.line in ('offline', 'los', 'power') and o.status in ('active', 'suspended')");
            }
        }
        if request.owing {
            query.push(" and o.due_on is not null");
        }
    }
    if let Some(matches) = matches {
        query.push(" and o.customer_id = any(").push_bind(matches.to_vec()).push(")");
    }
}
