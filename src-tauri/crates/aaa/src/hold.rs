//! Placing and releasing a hold, with its effect on access in the same transaction.

use chrono::{DateTime, Utc};
use janet_customers::{HoldReason, hold};
use janet_db::{Command, Cx, Failure};
use janet_model::{BranchId, CustomerId, HoldId, ServiceId};
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::PgConnection;

use crate::{Error, account};

#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct PlaceHold {
    pub id: HoldId,
    pub service_id: ServiceId,
    pub reason: HoldReason,
    /// When it is to end by itself.
    pub until: Option<DateTime<Utc>>,
    pub note: String,
}

impl Command for PlaceHold {
    const KIND: &'static str = "aaa.hold.place";
    type Outcome = ();

    async fn execute(self, cx: &mut Cx<'_>) -> Result<(), Failure> {
        if self.until.is_some_and(|until| until <= cx.at) {
            return Err(Error::Invalid { field: "until" }.into());
        }
        let note = self.note.trim();
        if note.chars().count() > 500 {
            return Err(Error::Invalid { field: "note" }.into());
        }
        let service = lock(cx.tx, self.service_id).await?;
        cx.author.may_touch(service.branch)?;
        // A line that its router lets in by itself would stay open: nothing here tells the router yet.
        if !service.by_radius {
            return Err(Error::Invalid { field: "access" }.into());
        }
        let new =
            hold::NewHold { id: self.id, service: self.service_id, branch: service.branch, reason: self.reason, until: self.until, note };
        if !place(cx.tx, service.customer, new, &cx.author.login.clone(), cx.at).await? {
            return Err(Error::Held.into());
        }
        Ok(())
    }
}

#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct ReleaseHold {
    pub service_id: ServiceId,
    pub reason: HoldReason,
}

impl Command for ReleaseHold {
    const KIND: &'static str = "aaa.hold.release";
    type Outcome = ();

    async fn execute(self, cx: &mut Cx<'_>) -> Result<(), Failure> {
        let service = lock(cx.tx, self.service_id).await?;
        cx.author.may_touch(service.branch)?;
        let by = cx.author.login.clone();
        if !release_hold(cx.tx, self.service_id, self.reason, &by, cx.at).await? {
            return Err(Error::NotFound.into());
        }
        Ok(())
    }
}

/// Places a hold for the areas below. `false`: the service is held for this reason already.
pub async fn place_hold(
    tx: &mut PgConnection,
    id: HoldId,
    service: ServiceId,
    reason: HoldReason,
    by: &str,
    at: DateTime<Utc>,
) -> Result<bool, Error> {
    let found = lock(tx, service).await?;
    let new = hold::NewHold { id, service, branch: found.branch, reason, until: None, note: "" };
    place(tx, found.customer, new, by, at).await
}

/// Releases a hold for the areas below. `false`: there is none.
pub async fn release_hold(
    tx: &mut PgConnection,
    service: ServiceId,
    reason: HoldReason,
    by: &str,
    at: DateTime<Utc>,
) -> Result<bool, Error> {
    let found = lock(tx, service).await?;
    if !hold::release(tx, service, reason, by, at).await? {
        return Ok(false);
    }
    account::follow(tx, service, by).await?;
    janet_customers::refresh_services(tx, found.customer).await?;
    Ok(true)
}

async fn place(tx: &mut PgConnection, customer: CustomerId, new: hold::NewHold<'_>, by: &str, at: DateTime<Utc>) -> Result<bool, Error> {
    let service = new.service;
    if !hold::place(tx, new, by, at).await? {
        return Ok(false);
    }
    account::follow(tx, service, by).await?;
    janet_customers::refresh_services(tx, customer).await?;
    Ok(true)
}

struct Found {
    branch: BranchId,
    customer: CustomerId,
    /// Access is decided by RADIUS.
    by_radius: bool,
}

async fn lock(tx: &mut PgConnection, service: ServiceId) -> Result<Found, Error> {
    let row = sqlx::query!(
        "select branch_id, customer_id, access from public.isp_services where id = $1 and state <> 'ended' for update",
        service.0
    )
    .fetch_optional(tx)
    .await?
    .ok_or(Error::NotFound)?;
    Ok(Found { branch: BranchId(row.branch_id), customer: CustomerId(row.customer_id), by_radius: row.access == "radius-pppoe" })
}
