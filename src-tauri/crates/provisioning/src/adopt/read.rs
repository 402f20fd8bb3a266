//! Reading a node: asked for by command, done by a job that shows how far it is.

use chrono::{DateTime, Utc};
use janet_db::{
    Command, Cx, Failure,
    jobs::{self, JobError, Progress},
};
use janet_model::{BranchId, Clock, JobId, NewId, NodeId};
use janet_network::PonPlace;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use specta::Type;
use sqlx::PgPool;

use super::{
    pairing::pair,
    store::{Read, Row, Scope, keep, onu_row, router_row},
};
use crate::{
    Error, discover,
    node::{router_target, seen},
    olt_log::{self, NewEntry},
    ports::{Fault, OltTarget, Olts, RouterTarget, Routers},
};

/// The most PON ports that are named in one request.
const MOST_PONS: usize = 256;

/// Queues a read of what stands on a router or an OLT. A second request while it runs joins it. A read-only node may be
/// read.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct ReadNode {
    pub node_id: NodeId,
    /// Of an OLT; empty: every port of its boards, or where it does not tell them, those that feed our boxes.
    pub pons: Vec<PonPlace>,
}

impl Command for ReadNode {
    const KIND: &'static str = "provisioning.adopt.read";
    type Outcome = ();

    async fn execute(self, cx: &mut Cx<'_>) -> Result<(), Failure> {
        if self.pons.len() > MOST_PONS {
            return Err(Error::Invalid { field: "pons" }.into());
        }
        let branch = sqlx::query_scalar!("select branch_id from public.isp_service_nodes where id = $1", self.node_id.0)
            .fetch_optional(&mut *cx.tx)
            .await?
            .ok_or(Error::NotFound)?;
        cx.author.may_touch(BranchId(branch))?;
        let job = jobs::NewJob {
            id: JobId::new_id(),
            kind: "adopt.read",
            subject: &self.node_id.to_string(),
            payload: json!({ "node": self.node_id, "pons": self.pons }),
            branch: Some(BranchId(branch)),
        };
        jobs::enqueue(cx.tx, job, &cx.author.login).await?;
        Ok(())
    }
}

/// Where a read stands: what it needs of the database, the clock and the queue.
struct Reading<'a> {
    pool: &'a PgPool,
    clock: &'a dyn Clock,
    progress: &'a Progress,
    node: NodeId,
    branch: BranchId,
}

/// One read. Nothing is written to the node.
pub async fn read_node(
    pool: &PgPool,
    (olts, routers): (&dyn Olts, &dyn Routers),
    clock: &dyn Clock,
    progress: &Progress,
    node: NodeId,
    pons: Vec<PonPlace>,
) -> Result<Value, JobError> {
    let row = sqlx::query!("select branch_id, kind, code from public.isp_service_nodes where id = $1", node.0)
        .fetch_optional(pool)
        .await?
        .ok_or(Error::NotFound)?;
    let reading = Reading { pool, clock, progress, node, branch: BranchId(row.branch_id) };
    let found = if row.kind == "olt" {
        let (target, _) = discover::target(&mut *pool.acquire().await?, node).await?;
        reading.olt(olts, &target, pons).await
    } else {
        let (target, _) = router_target(&mut *pool.acquire().await?, node).await?;
        reading.router(routers, &target, &row.code).await
    }?;
    let mut tx = pool.begin().await?;
    pair(&mut tx, reading.branch, Some(node)).await?;
    tx.commit().await?;
    Ok(found)
}

impl Reading<'_> {
    async fn router(&self, routers: &dyn Routers, target: &RouterTarget, code: &str) -> Result<Value, JobError> {
        let started = self.clock.now();
        let found = match routers.inventory(target).await {
            Ok(found) => found,
            Err(fault) => return self.fail(code, &fault).await,
        };
        let rows: Vec<Row> = found.iter().filter_map(router_row).collect();
        self.keep(started, Scope::Router, &rows).await?;
        let total = i32::try_from(rows.len()).unwrap_or(i32::MAX);
        self.progress.report(total, total).await?;
        Ok(json!({ "found": rows.len(), "ms": (self.clock.now() - started).num_milliseconds() }))
    }

    /// Port by port, each a visit of its own: what was read stays when the next one fails, and people get their turn.
    async fn olt(&self, olts: &dyn Olts, target: &OltTarget, named: Vec<PonPlace>) -> Result<Value, JobError> {
        let pons = self.pons(olts, target, named).await?;
        let total = i32::try_from(pons.len()).unwrap_or(i32::MAX);
        let mut found = 0;
        let mut unread = Vec::new();
        for (done, pon) in (0..).zip(pons) {
            if !self.progress.report(done, total).await? {
                return Err(JobError::GiveUp("cancelled".into()));
            }
            let at = self.clock.now();
            let visit = olts.registered(target, pon).await;
            let outcome = visit.result.as_ref().map_or_else(ToString::to_string, |onus| format!("{} found", onus.len()));
            self.log(target, "registered", &outcome, &visit.transcript, visit.host_key.as_deref()).await?;
            match visit.result {
                Ok(onus) => {
                    let rows: Vec<Row> = onus.iter().map(onu_row).collect();
                    self.keep(at, Scope::Pon(pon), &rows).await?;
                    found += onus.len();
                }
                // One port that is not understood costs itself; a device that is away costs the read.
                Err(fault @ Fault::NotUnderstood(_)) => unread.push(format!("{}/{}/{}: {fault}", pon.frame, pon.slot, pon.port)),
                Err(fault) => return self.fail(&target.code, &fault).await,
            }
        }
        if found == 0 && !unread.is_empty() {
            return Err(JobError::GiveUp(format!("{}: {}", target.code, unread.join("; "))));
        }
        Ok(json!({ "found": found, "unread": unread }))
    }

    /// Those that were named, else those of the boards, else those that feed our boxes.
    async fn pons(&self, olts: &dyn Olts, target: &OltTarget, named: Vec<PonPlace>) -> Result<Vec<PonPlace>, JobError> {
        if !named.is_empty() {
            return Ok(named);
        }
        let visit = olts.pon_ports(target).await;
        let outcome = visit.result.as_ref().map_or_else(ToString::to_string, |pons| format!("{} ports", pons.len()));
        self.log(target, "ports", &outcome, &visit.transcript, visit.host_key.as_deref()).await?;
        match visit.result {
            Ok(pons) if !pons.is_empty() => return Ok(pons),
            Ok(_) | Err(Fault::NotUnderstood(_)) => {}
            Err(fault) => return self.fail(&target.code, &fault).await,
        }
        let rows = sqlx::query!(
            r#"select distinct pon_frame as "frame!", pon_slot as "slot!", pon_port as "port!" from public.odps where olt_id = $1 and pon_port is not null order by 1, 2, 3"#,
            self.node.0
        )
        .fetch_all(self.pool)
        .await?;
        if rows.is_empty() {
            return Err(JobError::GiveUp(format!("{} does not tell its PON ports: name them", target.code)));
        }
        // Held in range by the table's CHECKs.
        Ok(rows.into_iter().map(|row| PonPlace { frame: row.frame as u8, slot: row.slot as u8, port: row.port as u8 }).collect())
    }

    async fn log(&self, target: &OltTarget, operation: &str, outcome: &str, transcript: &str, key: Option<&str>) -> Result<(), Error> {
        let mut conn = self.pool.acquire().await?;
        let at = self.clock.now();
        let entry = NewEntry { olt: target.node, branch: self.branch, device: None, at, operation, outcome, transcript };
        olt_log::write(&mut conn, &entry).await?;
        olt_log::pin_host_key(&mut conn, target.node, key).await
    }

    async fn keep(&self, at: DateTime<Utc>, scope: Scope, rows: &[Row]) -> Result<(), Error> {
        let mut tx = self.pool.begin().await?;
        keep(&mut tx, &Read { node: self.node, branch: self.branch, at, scope, rows }).await?;
        seen(&mut tx, self.node, self.branch, at, None, None).await?;
        tx.commit().await?;
        Ok(())
    }

    /// A read that is asked for is not worth waiting for a device that is down; the reason stands on the page.
    async fn fail<T>(&self, code: &str, fault: &Fault) -> Result<T, JobError> {
        let text = fault.told(code);
        seen(&mut *self.pool.acquire().await?, self.node, self.branch, self.clock.now(), None, Some(&text)).await?;
        Err(JobError::GiveUp(text))
    }
}
