//! Who is online, from accounting.

use chrono::{DateTime, Utc};
use janet_model::{CustomerId, ServiceId};
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::PgPool;

use crate::Error;

/// Rows of one page.
const PAGE: i64 = 200;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct SessionListRequest {
    /// The beginning of a user name, an address, or part of a customer's name.
    pub text: String,
    pub open_only: bool,
    /// `next` of the page before.
    pub after: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct SessionRow {
    pub id: String,
    pub service_id: Option<ServiceId>,
    pub customer_id: Option<CustomerId>,
    pub customer_code: Option<String>,
    pub customer_name: Option<String>,
    pub username: String,
    pub plan_name: Option<String>,
    pub router_code: Option<String>,
    pub nas_address: String,
    pub address: Option<String>,
    pub caller_id: String,
    pub started_at: Option<DateTime<Utc>>,
    pub updated_at: Option<DateTime<Utc>>,
    pub stopped_at: Option<DateTime<Utc>>,
    pub terminate_cause: Option<String>,
    /// As the router counts: input is what the customer sent.
    pub upload_octets: String,
    pub download_octets: String,
    /// No interim update for three intervals: it may be gone.
    pub stale: bool,
    pub suspended: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct SessionPage {
    pub rows: Vec<SessionRow>,
    pub next: Option<String>,
    pub online: u32,
    pub suspended_online: u32,
}

/// A record of either query below.
macro_rules! session_row {
    ($row:ident) => {
        SessionRow {
            id: $row.id,
            service_id: $row.service_id.map(ServiceId),
            customer_id: $row.customer_id.map(CustomerId),
            customer_code: $row.customer_code,
            customer_name: $row.customer_name,
            username: $row.username,
            plan_name: $row.plan_name,
            router_code: $row.router_code,
            nas_address: $row.nas_address,
            address: $row.address,
            caller_id: $row.caller_id,
            started_at: $row.started_at,
            updated_at: $row.updated_at,
            stopped_at: $row.stopped_at,
            terminate_cause: $row.terminate_cause,
            upload_octets: $row.upload_octets,
            download_octets: $row.download_octets,
            stale: $row.stale,
            suspended: $row.suspended,
        }
    };
}

/// Newest first. Rows of the caller's branches; sessions of nobody's account are the administrators' of all branches.
pub async fn sessions(pool: &PgPool, request: &SessionListRequest) -> Result<SessionPage, Error> {
    let mut tx = pool.begin_with("begin isolation level repeatable read read only").await?;
    let text = request.text.trim().to_lowercase();
    let like = format!("%{}%", text.replace(['\\', '%', '_'], ""));
    let after: Option<i64> = request.after.as_deref().and_then(|text| text.parse().ok());
    let found = sqlx::query!(
        r#"select a.radacctid::text as "id!", s.id as "service_id?", c.customer_id as "customer_id?", c.code as "customer_code?",
                  c.name as "customer_name?", coalesce(a.username, '') as "username!", p.name as "plan_name?", n.code as "router_code?",
                  host(a.nasipaddress) as "nas_address!", host(a.framedipaddress) as address, coalesce(a.callingstationid, '') as "caller_id!",
                  a.acctstarttime as started_at, a.acctupdatetime as updated_at, a.acctstoptime as stopped_at, a.acctterminatecause as terminate_cause,
                  coalesce(a.acctinputoctets, 0)::text as "upload_octets!", coalesce(a.acctoutputoctets, 0)::text as "download_octets!",
                  (a.acctstoptime is null and coalesce(a.acctupdatetime, a.acctstarttime) < now() - interval '15 minutes') as "stale!",
                  exists (select from public.isp_service_holds h where h.service_id = s.id and h.released_at is null) as "suspended!"
           from radius.radacct a
           left join public.isp_services s on s.username = a.username and s.state <> 'ended'
           left join public.isp_plans p on p.id = s.plan_id
           left join public.customer_overview c on c.customer_id = s.customer_id
           left join lateral (select n.code from public.isp_service_nodes n join radius.nas r on r.node_id = n.id
                              where r.nasname = host(a.nasipaddress) order by n.id = s.router_id desc nulls last, n.code limit 1) n on true
           where (not $1 or a.acctstoptime is null)
             and ($2 = '' or a.username like $3 or host(a.framedipaddress) like $3 or lower(c.name) like $3 or lower(c.code) like $3)
             and ($4::bigint is null or a.radacctid < $4)
           order by a.radacctid desc limit $5"#,
        request.open_only,
        text,
        like,
        after,
        PAGE + 1
    )
    .fetch_all(&mut *tx)
    .await?;
    let mut rows: Vec<SessionRow> = found.into_iter().map(|row| session_row!(row)).collect();
    let counts = sqlx::query!(
        r#"select count(*)::int as "online!",
                  count(*) filter (where exists (select from public.isp_service_holds h where h.service_id = s.id and h.released_at is null))::int as "suspended!"
           from radius.radacct a left join public.isp_services s on s.username = a.username and s.state <> 'ended'
           where a.acctstoptime is null"#
    )
    .fetch_one(&mut *tx)
    .await?;
    tx.commit().await?;
    let next = if rows.len() as i64 > PAGE {
        rows.truncate(PAGE as usize);
        rows.last().map(|row| row.id.clone())
    } else {
        None
    };
    Ok(SessionPage { rows, next, online: counts.online.unsigned_abs(), suspended_online: counts.suspended.unsigned_abs() })
}

/// The open session of a service, else its last one.
pub async fn last_session(pool: &PgPool, service: ServiceId) -> Result<Option<SessionRow>, Error> {
    let found = sqlx::query!(
        r#"select a.radacctid::text as "id!", s.id as "service_id?", s.customer_id as "customer_id?", null::text as customer_code,
                  null::text as customer_name, s.username as "username!", null::text as plan_name, n.code as "router_code?",
                  host(a.nasipaddress) as "nas_address!", host(a.framedipaddress) as address, coalesce(a.callingstationid, '') as "caller_id!",
                  a.acctstarttime as started_at, a.acctupdatetime as updated_at, a.acctstoptime as stopped_at, a.acctterminatecause as terminate_cause,
                  coalesce(a.acctinputoctets, 0)::text as "upload_octets!", coalesce(a.acctoutputoctets, 0)::text as "download_octets!",
                  (a.acctstoptime is null and coalesce(a.acctupdatetime, a.acctstarttime) < now() - interval '15 minutes') as "stale!",
                  exists (select from public.isp_service_holds h where h.service_id = s.id and h.released_at is null) as "suspended!"
           from public.isp_services s
           join radius.radacct a on a.username = s.username
           left join lateral (select n.code from public.isp_service_nodes n join radius.nas r on r.node_id = n.id
                              where r.nasname = host(a.nasipaddress) order by n.id = s.router_id desc nulls last, n.code limit 1) n on true
           where s.id = $1 order by a.acctstoptime is null desc, a.acctstarttime desc limit 1"#,
        service.0
    )
    .fetch_optional(pool)
    .await?;
    Ok(found.map(|row| session_row!(row)))
}
