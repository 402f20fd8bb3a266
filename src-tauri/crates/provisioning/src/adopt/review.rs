//! What an operator decides about finds before they are taken over.

use std::collections::BTreeSet;

use janet_db::{Command, Cx, Failure};
use janet_model::{BranchId, CustomerId, NodeId, PlanId};
use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use super::pairing::pair;
use crate::Error;

/// The most finds of one command.
const MOST: usize = 1000;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "decision", rename_all = "snake_case")]
pub enum Decision {
    /// It is this customer's.
    Customer {
        customer_id: CustomerId,
    },
    /// It is what this pasted row says.
    Row {
        row_id: Uuid,
    },
    /// It is nobody's that is known.
    Nobody,
    Plan {
        plan_id: PlanId,
    },
    /// It is not to be taken over.
    Skip,
    /// To be decided again: the match is the matcher's once more.
    Reopen,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReviewChange {
    pub find_id: Uuid,
    /// The version that was on the screen.
    pub version: i32,
    pub decision: Decision,
}

#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct Review {
    pub changes: Vec<ReviewChange>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Reviewed {
    pub done: u32,
    /// Finds that changed, were taken over or are gone since they were on the screen; nothing was decided about them.
    pub stale: Vec<Uuid>,
}

impl Command for Review {
    const KIND: &'static str = "provisioning.adopt.review";
    type Outcome = Reviewed;

    async fn execute(self, cx: &mut Cx<'_>) -> Result<Reviewed, Failure> {
        if self.changes.len() > MOST {
            return Err(Error::Invalid { field: "changes" }.into());
        }
        let mut reviewed = Reviewed { done: 0, stale: Vec::new() };
        let mut reopened = BTreeSet::new();
        for change in self.changes {
            let row = sqlx::query!(
                "select branch_id, node_id, state, version from public.isp_adoption_finds where id = $1 for update",
                change.find_id
            )
            .fetch_optional(&mut *cx.tx)
            .await?
            .ok_or(Error::NotFound)?;
            let branch = BranchId(row.branch_id);
            cx.author.may_touch(branch)?;
            if row.version != change.version || !matches!(row.state.as_str(), "open" | "skipped") {
                reviewed.stale.push(change.find_id);
                continue;
            }
            if change.decision == Decision::Reopen {
                reopened.insert((branch, NodeId(row.node_id)));
            }
            decide(cx, change.find_id, branch, change.decision).await?;
            reviewed.done += 1;
        }
        for (branch, node) in reopened {
            pair(cx.tx, branch, Some(node)).await?;
        }
        Ok(reviewed)
    }
}

async fn decide(cx: &mut Cx<'_>, find: Uuid, branch: BranchId, decision: Decision) -> Result<(), Error> {
    match decision {
        Decision::Customer { customer_id } => {
            let there = sqlx::query_scalar!(
                r#"select exists (select from public.isp_customers where id = $1 and branch_id = $2) as "there!""#,
                customer_id.0,
                branch.0
            )
            .fetch_one(&mut *cx.tx)
            .await?;
            if !there {
                return Err(Error::Invalid { field: "customer_id" });
            }
            choose(cx, find, Some(customer_id), None).await
        }
        Decision::Row { row_id } => {
            let row = sqlx::query!("select customer_id from public.isp_adoption_rows where id = $1 and branch_id = $2", row_id, branch.0)
                .fetch_optional(&mut *cx.tx)
                .await?
                .ok_or(Error::Invalid { field: "row_id" })?;
            let customer = row.customer_id.map(CustomerId);
            choose(cx, find, customer, if customer.is_none() { Some(row_id) } else { None }).await
        }
        Decision::Nobody => choose(cx, find, None, None).await,
        Decision::Plan { plan_id } => {
            let there = sqlx::query_scalar!(r#"select exists (select from public.isp_plans where id = $1) as "there!""#, plan_id.0)
                .fetch_one(&mut *cx.tx)
                .await?;
            if !there {
                return Err(Error::Invalid { field: "plan_id" });
            }
            sqlx::query!(
                "update public.isp_adoption_finds set plan_id = $2, plan_decided = true, version = version + 1 where id = $1",
                find,
                plan_id.0
            )
            .execute(&mut *cx.tx)
            .await?;
            Ok(())
        }
        Decision::Skip => state(cx, find, "skipped").await,
        Decision::Reopen => {
            sqlx::query!("update public.isp_adoption_finds set decided = false, plan_decided = false where id = $1", find)
                .execute(&mut *cx.tx)
                .await?;
            state(cx, find, "open").await
        }
    }
}

async fn choose(cx: &mut Cx<'_>, find: Uuid, customer: Option<CustomerId>, row: Option<Uuid>) -> Result<(), Error> {
    let known = customer.is_some() || row.is_some();
    sqlx::query!(
        "update public.isp_adoption_finds set customer_id = $2, row_id = $3, decided = true, state = 'open', confidence = $4, reason = 'operator',
             evidence = $5, rivals = 0, version = version + 1 where id = $1",
        find,
        customer.map(|id| id.0),
        row,
        if known { "certain" } else { "none" },
        cx.author.login
    )
    .execute(&mut *cx.tx)
    .await?;
    Ok(())
}

async fn state(cx: &mut Cx<'_>, find: Uuid, state: &str) -> Result<(), Error> {
    sqlx::query!("update public.isp_adoption_finds set state = $2, version = version + 1 where id = $1", find, state)
        .execute(&mut *cx.tx)
        .await?;
    Ok(())
}
