//! Holds: coded reasons that restrict access. A service is suspended while any of them is active; the line stays.

use chrono::{DateTime, Utc};
use janet_model::{BranchId, HoldId, ServiceId};
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::{PgConnection, PgPool};

use crate::Error;

/// Each reason has one owner: unpaid → billing, quota → aaa, abuse and freeze → customers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum HoldReason {
    Unpaid,
    Quota,
    Abuse,
    Freeze,
}

impl HoldReason {
    pub const fn as_str(self) -> &'static str {
        match self {
            HoldReason::Unpaid => "unpaid",
            HoldReason::Quota => "quota",
            HoldReason::Abuse => "abuse",
            HoldReason::Freeze => "freeze",
        }
    }

    pub fn parse(text: &str) -> HoldReason {
        match text {
            "quota" => HoldReason::Quota,
            "abuse" => HoldReason::Abuse,
            "freeze" => HoldReason::Freeze,
            // The CHECK of the table knows these four.
            _ => HoldReason::Unpaid,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Hold {
    pub id: HoldId,
    pub reason: HoldReason,
    pub since: DateTime<Utc>,
    pub until: Option<DateTime<Utc>>,
    pub placed_by: String,
    pub note: String,
    pub released_at: Option<DateTime<Utc>>,
    pub released_by: Option<String>,
}

/// A hold to be placed.
pub struct NewHold<'a> {
    pub id: HoldId,
    pub service: ServiceId,
    pub branch: BranchId,
    pub reason: HoldReason,
    pub until: Option<DateTime<Utc>>,
    pub note: &'a str,
}

/// Places a hold. `false`: the service is held for this reason already.
pub async fn place(tx: &mut PgConnection, hold: NewHold<'_>, by: &str, at: DateTime<Utc>) -> Result<bool, Error> {
    let rows = sqlx::query!(
        "insert into public.isp_service_holds (id, service_id, branch_id, reason, since, until, placed_by, note)
         values ($1, $2, $3, $4, $5, $6, $7::text::name, $8) on conflict (service_id, reason) where released_at is null do nothing",
        hold.id.0,
        hold.service.0,
        hold.branch.0,
        hold.reason.as_str(),
        at,
        hold.until,
        by,
        hold.note
    )
    .execute(tx)
    .await?;
    Ok(rows.rows_affected() > 0)
}

/// Releases the active hold of this reason. `false`: there is none.
pub async fn release(tx: &mut PgConnection, service: ServiceId, reason: HoldReason, by: &str, at: DateTime<Utc>) -> Result<bool, Error> {
    let rows = sqlx::query!(
        "update public.isp_service_holds set released_at = greatest($3, since), released_by = $4::text::name
         where service_id = $1 and reason = $2 and released_at is null",
        service.0,
        reason.as_str(),
        at,
        by
    )
    .execute(tx)
    .await?;
    Ok(rows.rows_affected() > 0)
}

/// The holds of a service, active ones first.
pub async fn holds(pool: &PgPool, service: ServiceId) -> Result<Vec<Hold>, Error> {
    let rows = sqlx::query!(
        r#"select id, reason, since, until, placed_by::text as "placed_by!", note, released_at, released_by::text
           from public.isp_service_holds where service_id = $1 order by released_at is not null, since desc limit 50"#,
        service.0
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Hold {
            id: HoldId(row.id),
            reason: HoldReason::parse(&row.reason),
            since: row.since,
            until: row.until,
            placed_by: row.placed_by,
            note: row.note,
            released_at: row.released_at,
            released_by: row.released_by,
        })
        .collect())
}
