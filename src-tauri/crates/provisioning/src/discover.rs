//! ONUs that are plugged in and belong to nobody, as each OLT last listed them.

use chrono::{DateTime, Utc};
use janet_db::{Command, Cx, Failure, jobs, jobs::JobError};
use janet_model::{BranchId, Clock, JobId, NewId, NodeId, OltDialect, SecretId};
use janet_network::{Budget, PonPlace, Transport, Vendor};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use specta::Type;
use sqlx::{PgConnection, PgPool};

use crate::{
    Error,
    node::seen,
    olt_log::{self, NewEntry},
    ports::{OltTarget, Olts},
};

/// Queues a search on one OLT. A second request while it runs joins it.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct Discover {
    pub olt_id: NodeId,
}

impl Command for Discover {
    const KIND: &'static str = "provisioning.olt.discover";
    type Outcome = ();

    async fn execute(self, cx: &mut Cx<'_>) -> Result<(), Failure> {
        let branch = sqlx::query_scalar!("select branch_id from public.olts where id = $1", self.olt_id.0)
            .fetch_optional(&mut *cx.tx)
            .await?
            .ok_or(Error::NotFound)?;
        cx.author.may_touch(BranchId(branch))?;
        let job = jobs::NewJob {
            id: JobId::new_id(),
            kind: "olt.discover",
            subject: &self.olt_id.to_string(),
            payload: json!({ "node": self.olt_id }),
            branch: Some(BranchId(branch)),
        };
        jobs::enqueue(cx.tx, job, &cx.author.login).await?;
        Ok(())
    }
}

/// One search. What the OLT no longer lists is gone from the list.
pub async fn discover(pool: &PgPool, olts: &dyn Olts, clock: &dyn Clock, node: NodeId) -> Result<Value, JobError> {
    let (target, branch) = target(&mut *pool.acquire().await?, node).await?;
    let visit = olts.discover(&target).await;
    let at = clock.now();
    let mut tx = pool.begin().await?;
    let outcome = visit.result.as_ref().map_or_else(|fault| fault.told(&target.code), |found| format!("{} found", found.len()));
    let entry = NewEntry { olt: node, branch, device: None, at, operation: "discover", outcome: &outcome, transcript: &visit.transcript };
    olt_log::write(&mut tx, &entry).await?;
    olt_log::pin_host_key(&mut tx, node, visit.host_key.as_deref()).await?;
    let result = match &visit.result {
        Ok(found) => {
            sqlx::query!("delete from public.isp_unregistered_onus where olt_id = $1", node.0)
                .execute(&mut *tx)
                .await
                .map_err(Error::from)?;
            for onu in found {
                sqlx::query!(
                    "insert into public.isp_unregistered_onus (olt_id, serial, branch_id, pon_frame, pon_slot, pon_port, model, seen_at)
                     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (olt_id, serial) do nothing",
                    node.0,
                    onu.serial,
                    branch.0,
                    i16::from(onu.pon.frame),
                    i16::from(onu.pon.slot),
                    i16::from(onu.pon.port),
                    onu.model,
                    at
                )
                .execute(&mut *tx)
                .await
                .map_err(Error::from)?;
            }
            seen(&mut tx, node, branch, at, None, None).await?;
            Ok(json!({ "found": found.len() }))
        }
        Err(fault) => {
            let text = fault.told(&target.code);
            seen(&mut tx, node, branch, at, None, Some(&text)).await?;
            Err(JobError::GiveUp(text))
        }
    };
    tx.commit().await?;
    result
}

pub(crate) async fn target(conn: &mut PgConnection, node: NodeId) -> Result<(OltTarget, BranchId), Error> {
    let row = sqlx::query!(
        "select n.branch_id, n.code, n.address, n.port, n.username, n.secret_id, n.host_key, n.vendor, n.sessions, o.dialect, o.legacy_ssh, o.transport, o.pons
         from public.isp_service_nodes n join public.olts o on o.id = n.id where n.id = $1",
        node.0
    )
    .fetch_optional(conn)
    .await?
    .ok_or(Error::NotFound)?;
    let target = OltTarget {
        node,
        code: row.code,
        dialect: OltDialect::parse(&row.dialect),
        host: row.address,
        port: row.port as u16,
        username: row.username,
        secret: row.secret_id.map(SecretId),
        host_key: row.host_key,
        legacy_ssh: row.legacy_ssh,
        transport: Transport::parse(&row.transport),
        pons: row.pons.map(|pons| pons as u8),
        sessions: Budget::with(Vendor::parse(&row.vendor), row.sessions, None).sessions,
    };
    Ok((target, BranchId(row.branch_id)))
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct UnregisteredOnu {
    pub olt_id: NodeId,
    pub olt_code: String,
    pub serial: String,
    pub model: Option<String>,
    pub pon: PonPlace,
    pub seen_at: DateTime<Utc>,
}

/// When an OLT was last searched, and whether that worked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct OltSeen {
    pub id: NodeId,
    pub code: String,
    pub managed: bool,
    pub seen_at: Option<DateTime<Utc>>,
    pub error: Option<String>,
    /// A search is queued or under way.
    pub searching: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Unregistered {
    pub onus: Vec<UnregisteredOnu>,
    pub olts: Vec<OltSeen>,
}

/// Of one OLT or of all that the caller sees.
pub async fn unregistered(pool: &PgPool, olt: Option<NodeId>) -> Result<Unregistered, Error> {
    let only = olt.map(|id| id.0);
    let onus = sqlx::query!(
        "select u.olt_id, n.code, u.serial, u.model, u.pon_frame, u.pon_slot, u.pon_port, u.seen_at
         from public.isp_unregistered_onus u join public.isp_service_nodes n on n.id = u.olt_id
         where ($1::uuid is null or u.olt_id = $1)
           and not exists (select from public.isp_customer_devices d where d.serial = u.serial and d.desired = 'registered')
         order by n.code, u.pon_frame, u.pon_slot, u.pon_port, u.serial",
        only
    )
    .fetch_all(pool)
    .await?;
    let olts = sqlx::query!(
        r#"select n.id, n.code, n.managed, s.observed_at as "observed_at?", s.error as "error?",
                  exists (select from public.isp_jobs j where j.kind = 'olt.discover' and j.subject = n.id::text and j.state in ('waiting', 'running')) as "searching!"
           from public.isp_service_nodes n left join public.isp_node_observations s on s.node_id = n.id
           where n.kind = 'olt' and ($1::uuid is null or n.id = $1) order by n.code"#,
        only
    )
    .fetch_all(pool)
    .await?;
    Ok(Unregistered {
        onus: onus
            .into_iter()
            .map(|row| UnregisteredOnu {
                olt_id: NodeId(row.olt_id),
                olt_code: row.code,
                serial: row.serial,
                model: row.model,
                pon: PonPlace { frame: row.pon_frame as u8, slot: row.pon_slot as u8, port: row.pon_port as u8 },
                seen_at: row.seen_at,
            })
            .collect(),
        olts: olts
            .into_iter()
            .map(|row| OltSeen {
                id: NodeId(row.id),
                code: row.code,
                managed: row.managed,
                seen_at: row.observed_at,
                error: row.error,
                searching: row.searching,
            })
            .collect(),
    })
}
