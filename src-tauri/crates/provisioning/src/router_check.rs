//! What a router lacks for this program, and the exact commands that give it that. The router is only read.

use chrono::{DateTime, Utc};
use janet_db::{Command, Cx, Failure, jobs, jobs::JobError};
use janet_model::{BranchId, Clock, JobId, NewId, NodeId};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use specta::Type;
use sqlx::PgPool;

use crate::{
    Error,
    node::router_target,
    ports::{NeedState, RouterFinding, RouterNeeds, Routers},
};

/// Queues a fresh look. A second request while it runs joins it.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct CheckRouter {
    pub node_id: NodeId,
}

impl Command for CheckRouter {
    const KIND: &'static str = "provisioning.router.check";
    type Outcome = ();

    async fn execute(self, cx: &mut Cx<'_>) -> Result<(), Failure> {
        let branch =
            sqlx::query_scalar!("select branch_id from public.isp_service_nodes where id = $1 and kind = 'router'", self.node_id.0)
                .fetch_optional(&mut *cx.tx)
                .await?
                .ok_or(Error::NotFound)?;
        cx.author.may_touch(BranchId(branch))?;
        let job = jobs::NewJob {
            id: JobId::new_id(),
            kind: "router.check",
            subject: &self.node_id.to_string(),
            payload: json!({ "node": self.node_id }),
            branch: Some(BranchId(branch)),
        };
        jobs::enqueue(cx.tx, job, &cx.author.login).await?;
        Ok(())
    }
}

/// One visit.
pub async fn check_router(pool: &PgPool, routers: &dyn Routers, clock: &dyn Clock, node: NodeId) -> Result<Value, JobError> {
    let (target, branch) = router_target(&mut *pool.acquire().await?, node).await?;
    let row = sqlx::query!("select code, coa_port from public.isp_service_nodes where id = $1", node.0).fetch_one(pool).await?;
    // Which pool and list a held line is given stands in the RADIUS group (migrations/code/aaa/groups.sql).
    let group =
        sqlx::query!("select attribute, value from radius.radgroupreply where groupname = $1", janet_aaa::ISOLIR).fetch_all(pool).await?;
    let given = |attribute: &str| group.iter().find(|row| row.attribute == attribute).map(|row| row.value.clone());
    let needs = RouterNeeds {
        coa_port: row.coa_port.map_or(3799, |port| port as u16),
        radius_address: None,
        isolir_pool: given("Framed-Pool").unwrap_or_else(|| "pool-isolir".to_owned()),
        isolir_list: given("Mikrotik-Address-List").unwrap_or_else(|| janet_aaa::ISOLIR.to_owned()),
    };
    let checked = routers.check(&target, &needs).await;
    let (findings, error) = match &checked {
        Ok(findings) => (json!(findings), None),
        Err(fault) => (json!([]), Some(fault.told(&row.code))),
    };
    sqlx::query!(
        "insert into public.isp_router_checks (node_id, branch_id, checked_at, findings, error) values ($1, $2, $3, $4, $5)
         on conflict (node_id) do update set branch_id = excluded.branch_id, checked_at = excluded.checked_at, error = excluded.error,
             -- What was seen before stays beside the reason why nothing is seen now.
             findings = case when excluded.error is null then excluded.findings else isp_router_checks.findings end",
        node.0,
        branch.0,
        clock.now(),
        findings,
        error
    )
    .execute(pool)
    .await?;
    match (checked, error) {
        (Ok(findings), _) => Ok(json!({ "missing": findings.iter().filter(|finding| finding.state == NeedState::Missing).count() })),
        (Err(_), error) => Err(JobError::GiveUp(error.unwrap_or_default())),
    }
}

/// As it was last seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct RouterCheck {
    pub checked_at: DateTime<Utc>,
    pub findings: Vec<RouterFinding>,
    /// Why it could not be seen the last time (see the form of troubles).
    pub error: Option<String>,
}

/// `None`: it was never looked at.
pub async fn router_check(pool: &PgPool, node: NodeId) -> Result<Option<RouterCheck>, Error> {
    let row = sqlx::query!("select checked_at, findings, error from public.isp_router_checks where node_id = $1", node.0)
        .fetch_optional(pool)
        .await?;
    // Written by the function above only.
    Ok(row.map(|row| RouterCheck {
        checked_at: row.checked_at,
        findings: serde_json::from_value(row.findings).unwrap_or_default(),
        error: row.error,
    }))
}
