//! Every session with an OLT as it went over the wire, secrets masked.

use chrono::{DateTime, Utc};
use janet_model::{BranchId, DeviceId, NodeId, ServiceId};
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use crate::Error;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct OltLogEntry {
    pub at: DateTime<Utc>,
    pub operation: String,
    pub outcome: String,
    pub transcript: String,
}

/// The last sessions about a service's ONUs, newest first.
pub async fn olt_log(pool: &PgPool, service: ServiceId) -> Result<Vec<OltLogEntry>, Error> {
    Ok(sqlx::query_as!(
        OltLogEntry,
        "select l.at, l.operation, l.outcome, l.transcript from public.isp_olt_command_logs l
         join public.isp_customer_devices d on d.id = l.device_id where d.service_id = $1 order by l.at desc limit 20",
        service.0
    )
    .fetch_all(pool)
    .await?)
}

pub(crate) struct NewEntry<'a> {
    pub olt: NodeId,
    pub branch: BranchId,
    pub device: Option<DeviceId>,
    pub at: DateTime<Utc>,
    pub operation: &'a str,
    pub outcome: &'a str,
    pub transcript: &'a str,
}

pub(crate) async fn write(conn: &mut PgConnection, entry: &NewEntry<'_>) -> Result<(), Error> {
    sqlx::query!(
        "insert into public.isp_olt_command_logs (id, olt_id, branch_id, device_id, at, operation, outcome, transcript) values ($1, $2, $3, $4, $5, $6, $7, $8)",
        Uuid::now_v7(),
        entry.olt.0,
        entry.branch.0,
        entry.device.map(|id| id.0),
        entry.at,
        entry.operation,
        entry.outcome,
        entry.transcript
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The first host key that a device shows is pinned; from then on another one is refused.
pub(crate) async fn pin_host_key(conn: &mut PgConnection, olt: NodeId, key: Option<&str>) -> Result<(), Error> {
    if let Some(key) = key {
        sqlx::query!(
            "update public.isp_service_nodes set host_key = $2, version = version + 1 where id = $1 and host_key is null",
            olt.0,
            key
        )
        .execute(conn)
        .await?;
    }
    Ok(())
}
