//! Reaching a device and keeping what it says it is.

use chrono::{DateTime, Utc};
use janet_db::jobs::JobError;
use janet_model::{BranchId, Clock, NodeId, SecretId};
use janet_network::{Budget, Vendor};
use serde_json::{Value, json};
use sqlx::{PgConnection, PgPool};

use crate::{
    Error, discover,
    olt_log::{self, NewEntry},
    ports::{Fault, Identity, Olts, RouterTarget, Routers},
};

/// One visit to a router or an OLT.
pub async fn observe(pool: &PgPool, olts: &dyn Olts, routers: &dyn Routers, clock: &dyn Clock, node: NodeId) -> Result<Value, JobError> {
    let row = sqlx::query!("select branch_id, kind, code from public.isp_service_nodes where id = $1", node.0)
        .fetch_optional(pool)
        .await?
        .ok_or(Error::NotFound)?;
    let branch = BranchId(row.branch_id);
    let (identity, incoming, key, certificate) = if row.kind == "olt" {
        let (target, _) = discover::target(&mut *pool.acquire().await?, node).await?;
        let visit = olts.identify(&target).await;
        let mut conn = pool.acquire().await?;
        let outcome = visit.result.as_ref().map_or_else(|fault| fault.told(&row.code), |_| "read".to_owned());
        let entry = NewEntry {
            olt: node,
            branch,
            device: None,
            at: clock.now(),
            operation: "identify",
            outcome: &outcome,
            transcript: &visit.transcript,
        };
        olt_log::write(&mut conn, &entry).await?;
        (visit.result, None, visit.host_key, None)
    } else {
        let (target, _) = router_target(&mut *pool.acquire().await?, node).await?;
        match routers.read(&target).await {
            Ok(reading) => (Ok(reading.identity), reading.incoming, None, reading.certificate),
            Err(fault) => (Err(fault), None, None, None),
        }
    };
    let mut tx = pool.begin().await?;
    olt_log::pin_host_key(&mut tx, node, key.as_deref()).await?;
    pin_certificate(&mut tx, node, certificate.as_deref()).await?;
    let result = settle(&mut tx, node, branch, &row.code, clock.now(), &identity).await?;
    if let Some((_, port)) = incoming {
        // The router knows best on which port it listens (RouterOS: 3799, or 1700 on old set-ups).
        sqlx::query!(
            "update public.isp_service_nodes set coa_port = $2, version = version + 1 where id = $1 and coa_port is distinct from $2",
            node.0,
            i32::from(port)
        )
        .execute(&mut *tx)
        .await?;
    }
    tx.commit().await?;
    match result {
        None => Ok(json!({ "coa_accepted": incoming.map(|(accept, _)| accept) })),
        Some(error) => Err(JobError::GiveUp(error)),
    }
}

/// A router as its API is reached.
pub(crate) async fn router_target(conn: &mut PgConnection, node: NodeId) -> Result<(RouterTarget, BranchId), Error> {
    let row = sqlx::query!(
        "select branch_id, vendor, address, port, username, secret_id, tls, certificate, sessions
         from public.isp_service_nodes where id = $1 and kind = 'router'",
        node.0
    )
    .fetch_optional(conn)
    .await?
    .ok_or(Error::NotFound)?;
    let target = RouterTarget {
        node,
        host: row.address,
        port: row.port as u16,
        username: row.username,
        secret: row.secret_id.map(SecretId),
        tls: row.tls,
        certificate: row.certificate,
        sessions: Budget::with(Vendor::parse(&row.vendor), row.sessions, None).sessions,
    };
    Ok((target, BranchId(row.branch_id)))
}

/// The first certificate that a router shows is pinned; from then on another one is refused.
async fn pin_certificate(conn: &mut PgConnection, node: NodeId, certificate: Option<&str>) -> Result<(), Error> {
    if let Some(certificate) = certificate {
        sqlx::query!(
            "update public.isp_service_nodes set certificate = $2, version = version + 1 where id = $1 and tls and certificate is null",
            node.0,
            certificate
        )
        .execute(conn)
        .await?;
    }
    Ok(())
}

async fn settle(
    tx: &mut PgConnection,
    node: NodeId,
    branch: BranchId,
    code: &str,
    at: DateTime<Utc>,
    identity: &Result<Identity, Fault>,
) -> Result<Option<String>, Error> {
    match identity {
        Ok(identity) => {
            seen(tx, node, branch, at, Some(identity), None).await?;
            Ok(None)
        }
        Err(fault) => {
            let text = fault.told(code);
            seen(tx, node, branch, at, None, Some(&text)).await?;
            Ok(Some(text))
        }
    }
}

/// Keeps what a visit brought. An identity that was not asked for stays as it was.
pub(crate) async fn seen(
    tx: &mut PgConnection,
    node: NodeId,
    branch: BranchId,
    at: DateTime<Utc>,
    identity: Option<&Identity>,
    error: Option<&str>,
) -> Result<(), Error> {
    sqlx::query!(
        "insert into public.isp_node_observations (node_id, branch_id, observed_at, reachable, identity, model, software, error)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (node_id) do update set branch_id = excluded.branch_id, observed_at = excluded.observed_at, reachable = excluded.reachable,
             identity = coalesce(excluded.identity, isp_node_observations.identity), model = coalesce(excluded.model, isp_node_observations.model),
             software = coalesce(excluded.software, isp_node_observations.software), error = excluded.error",
        node.0,
        branch.0,
        at,
        error.is_none(),
        identity.and_then(|identity| identity.name.clone()),
        identity.and_then(|identity| identity.model.clone()),
        identity.and_then(|identity| identity.software.clone()),
        error
    )
    .execute(tx)
    .await?;
    Ok(())
}
