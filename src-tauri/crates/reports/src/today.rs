//! The day's six numbers. Each is asked by the function whose list it opens, so a number and its list cannot differ.

use chrono::{DateTime, Utc};
use janet_aaa::SessionListRequest;
use janet_billing::{InvoiceListRequest, InvoiceState};
use janet_customers::{LineFilter, ListRequest, SortColumn};
use janet_model::{BranchId, Money, Role};
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
    /// Taken in since midnight at the company's place. The three amounts are `None` for who may not see money.
    pub collected: Option<Amount>,
    /// Open invoices past their due day.
    pub overdue: Option<Amount>,
    /// Open invoices that fall due within three days.
    pub due_soon: Option<Amount>,
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

/// Who reads invoices and payments: the group `money` of migrations/code/rights/grants.sql, which has the last word.
const MONEY: [Role; 6] = [Role::Admin, Role::Finance, Role::Cashier, Role::Support, Role::Auditor, Role::Branch];

/// For the caller's branches and rights.
pub async fn today(pool: &PgPool, own_branch: Option<BranchId>, roles: &[Role], at: DateTime<Utc>) -> Result<Today, Error> {
    let sees_money = roles.iter().any(|role| MONEY.contains(role));
    let (collected, overdue, due_soon) = if sees_money { money(pool, own_branch).await? } else { (None, None, None) };
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
        collected,
        overdue,
        due_soon,
        down: down.matching,
        online: sessions.online,
        unassigned: unassigned.onus.len() as u32,
        plans: janet_plans::plans(pool).await?.iter().filter(|plan| plan.withdrawn_at.is_none()).count() as u32,
        devices: janet_network::nodes(pool).await?.len() as u32,
        customers: down.total,
        as_of: at,
    })
}

async fn money(pool: &PgPool, branch: Option<BranchId>) -> Result<(Option<Amount>, Option<Amount>, Option<Amount>), Error> {
    let day = janet_payments::payment_day(pool, None).await?;
    let all = InvoiceListRequest { state: InvoiceState::All, branch_id: branch, text: String::new(), after: None, limit: 1 };
    let open = janet_billing::invoices(pool, &all).await?.counts;
    Ok((
        Some(Amount { amount: day.total, count: day.rows.len() as u32 }),
        Some(Amount { amount: open.overdue_amount, count: open.overdue }),
        Some(Amount { amount: open.due_soon_amount, count: open.due_soon }),
    ))
}
