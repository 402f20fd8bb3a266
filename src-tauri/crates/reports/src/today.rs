//! The day's six numbers. Each is asked by the function whose list it opens, so a number and its list cannot differ.

use chrono::{DateTime, Utc};
use janet_aaa::SessionListRequest;
use janet_billing::{InvoiceListRequest, InvoiceState};
use janet_customers::{LineFilter, ListRequest, SortColumn};
use janet_model::{BranchId, Money};
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::PgPool;

use crate::Error;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Amount {
    pub amount: Money,
    pub count: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Today {
    /// Taken in since midnight at the company's place.
    pub collected: Amount,
    /// Open invoices past their due day.
    pub overdue: Amount,
    /// Open invoices that fall due within three days.
    pub due_soon: Amount,
    /// Customers whose line is not online.
    pub down: u32,
    /// Open sessions.
    pub online: u32,
    /// ONUs that are plugged in and belong to nobody.
    pub unassigned: u32,
    /// Sold, reachable, connected: whether there is anything to count yet.
    pub plans: u32,
    pub devices: u32,
    pub customers: u32,
    pub as_of: DateTime<Utc>,
}

/// For the caller's branches.
pub async fn today(pool: &PgPool, own_branch: Option<BranchId>, at: DateTime<Utc>) -> Result<Today, Error> {
    let collected = janet_payments::payment_day(pool, None).await?;
    let all = InvoiceListRequest { state: InvoiceState::All, branch_id: own_branch, text: String::new(), after: None, limit: 1 };
    let invoices = janet_billing::invoices(pool, &all).await?.counts;
    let request = ListRequest {
        status: None,
        line: LineFilter::Down,
        owing: false,
        branch_id: None,
        text: String::new(),
        sort: SortColumn::Name,
        descending: false,
        offset: 0,
        limit: 0,
    };
    let down = janet_customers::list(pool, &request, own_branch).await?;
    let open = SessionListRequest { text: String::new(), open_only: true, after: None };
    let sessions = janet_aaa::sessions(pool, &open).await?;
    let unassigned = janet_provisioning::unregistered(pool, None).await?;
    Ok(Today {
        collected: Amount { amount: collected.total, count: collected.rows.len() as u32 },
        overdue: Amount { amount: invoices.overdue_amount, count: invoices.overdue },
        due_soon: Amount { amount: invoices.due_soon_amount, count: invoices.due_soon },
        down: down.matching,
        online: sessions.online,
        unassigned: unassigned.onus.len() as u32,
        plans: janet_plans::plans(pool).await?.iter().filter(|plan| plan.withdrawn_at.is_none()).count() as u32,
        devices: janet_network::nodes(pool).await?.len() as u32,
        customers: down.total,
        as_of: at,
    })
}
