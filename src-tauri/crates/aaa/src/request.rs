//! What a NAS is asked about a live session, and what it said: one row per target.

use chrono::{DateTime, Utc};
use janet_db::{Command, Cx, Failure, jobs};
use janet_model::{BranchId, JobId, NewId, NodeId, ServiceId};
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use crate::Error;

/// Ends the live session of a service, so that it comes back with what stands in the rows now.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct DisconnectSession {
    pub service_id: ServiceId,
}

impl Command for DisconnectSession {
    const KIND: &'static str = "aaa.session.disconnect";
    type Outcome = ();

    async fn execute(self, cx: &mut Cx<'_>) -> Result<(), Failure> {
        let branch = sqlx::query_scalar!("select branch_id from public.isp_services where id = $1", self.service_id.0)
            .fetch_optional(&mut *cx.tx)
            .await?
            .ok_or(Error::NotFound)?;
        cx.author.may_touch(BranchId(branch))?;
        let by = cx.author.login.clone();
        disconnect_later(cx.tx, self.service_id, &by).await?;
        Ok(())
    }
}

/// Queues it in the caller's transaction; the reconciler in `provisioning` does it.
pub async fn disconnect_later(tx: &mut PgConnection, service: ServiceId, by: &str) -> Result<(), Error> {
    let branch = sqlx::query_scalar!("select branch_id from public.isp_services where id = $1", service.0).fetch_one(&mut *tx).await?;
    let job = jobs::NewJob {
        id: JobId::new_id(),
        kind: "session.disconnect",
        subject: &service.to_string(),
        payload: serde_json::json!({ "service": service }),
        branch: Some(BranchId(branch)),
    };
    jobs::enqueue(tx, job, by).await?;
    Ok(())
}

/// A session that accounting says is open, and the NAS that holds it. Read by the agent only: it carries the secret.
#[derive(Clone)]
pub struct OpenSession {
    pub service: ServiceId,
    pub branch: BranchId,
    pub node: Option<NodeId>,
    pub username: String,
    pub acct_session_id: String,
    pub framed_ip: Option<String>,
    pub nas_address: String,
    /// `None`: no router of ours has this address.
    pub coa_port: Option<u16>,
    pub secret: Option<String>,
    /// Whether the router may be told anything; its code, for the reason.
    pub managed: bool,
    pub router_code: Option<String>,
}

/// The open sessions of a service. Where several routers share an address, the service's own is taken.
pub async fn open_sessions(conn: &mut PgConnection, service: ServiceId) -> Result<Vec<OpenSession>, Error> {
    let rows = sqlx::query!(
        r#"select s.branch_id, s.username, a.acctsessionid, host(a.framedipaddress) as framed_ip, host(a.nasipaddress) as "nas_address!",
                  n.id as "node?", n.coa_port as "coa_port?", n.secret as "secret?", n.managed as "managed?", n.code as "code?"
           from public.isp_services s
           join radius.radacct a on a.username = s.username and a.acctstoptime is null
           left join lateral (
               select n.id, n.coa_port, n.managed, n.code, r.secret
               from public.isp_service_nodes n join radius.nas r on r.node_id = n.id
               where r.nasname = host(a.nasipaddress)
               order by n.id = s.router_id desc nulls last, n.code limit 1
           ) n on true
           where s.id = $1 order by a.acctstarttime limit 20"#,
        service.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| OpenSession {
            service,
            branch: BranchId(row.branch_id),
            node: row.node.map(NodeId),
            username: row.username,
            acct_session_id: row.acctsessionid,
            framed_ip: row.framed_ip,
            nas_address: row.nas_address,
            // Held in range by the table's CHECK.
            coa_port: row.coa_port.map(|port| port as u16),
            secret: row.secret,
            managed: row.managed.unwrap_or(false),
            router_code: row.code,
        })
        .collect())
}

/// What was asked, and the answer.
pub struct Asked<'a> {
    pub session: &'a OpenSession,
    pub request: &'static str,
    pub asked_at: DateTime<Utc>,
    pub answered_at: Option<DateTime<Utc>>,
    /// ack, nak, timeout, or unsent with the reason in `detail`.
    pub outcome: &'static str,
    pub error_cause: Option<u32>,
    pub detail: String,
}

pub async fn record(conn: &mut PgConnection, asked: &Asked<'_>) -> Result<(), Error> {
    sqlx::query!(
        "insert into public.isp_session_requests (id, service_id, branch_id, node_id, username, acct_session_id, request, asked_at, answered_at, outcome, error_cause, detail)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        Uuid::now_v7(),
        asked.session.service.0,
        asked.session.branch.0,
        asked.session.node.map(|node| node.0),
        asked.session.username,
        asked.session.acct_session_id,
        asked.request,
        asked.asked_at,
        asked.answered_at,
        asked.outcome,
        asked.error_cause.map(|cause| cause as i32),
        asked.detail
    )
    .execute(conn)
    .await?;
    Ok(())
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct SessionRequestRow {
    pub id: Uuid,
    pub request: String,
    pub router_code: Option<String>,
    pub acct_session_id: String,
    pub asked_at: DateTime<Utc>,
    pub answered_at: Option<DateTime<Utc>>,
    pub outcome: String,
    pub error_cause: Option<i32>,
    pub detail: String,
}

/// The last requests about a service, newest first.
pub async fn requests(pool: &PgPool, service: ServiceId) -> Result<Vec<SessionRequestRow>, Error> {
    Ok(sqlx::query_as!(
        SessionRequestRow,
        r#"select r.id, r.request, n.code as "router_code?", r.acct_session_id, r.asked_at, r.answered_at, r.outcome, r.error_cause, r.detail
           from public.isp_session_requests r left join public.isp_service_nodes n on n.id = r.node_id
           where r.service_id = $1 order by r.asked_at desc limit 20"#,
        service.0
    )
    .fetch_all(pool)
    .await?)
}
