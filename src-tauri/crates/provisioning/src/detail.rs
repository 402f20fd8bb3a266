//! A customer's services with everything that is known of them: contract, RADIUS, session, OLT, and what waits.

use chrono::{DateTime, Utc};
use janet_aaa::{RadiusRow, SessionRequestRow, SessionRow};
use janet_customers::Hold;
use janet_model::{CustomerId, DeviceId, JobId, Money, NodeId, OdpId, PlanId, ServiceId};
use janet_network::PonPlace;
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::PgPool;

use crate::Error;

/// What we want of the ONU, and what the OLT last said of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct OnuDetail {
    pub device_id: DeviceId,
    pub serial: String,
    pub model: Option<String>,
    pub olt_id: NodeId,
    pub olt_code: String,
    pub pon: PonPlace,
    pub onu_id: Option<u8>,
    pub vlan: u16,
    pub desired: String,
    /// `None`: the OLT was never read about it.
    pub observed_at: Option<DateTime<Utc>>,
    pub verdict: Option<String>,
    pub verdict_note: String,
    pub state: Option<String>,
    pub olt_rx_dbm: Option<f64>,
    pub onu_rx_dbm: Option<f64>,
    pub onu_tx_dbm: Option<f64>,
    pub distance_m: Option<i32>,
    pub saved: bool,
    pub last_error: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ServiceJob {
    pub id: JobId,
    pub kind: String,
    pub state: String,
    pub reason: Option<String>,
    pub attempts: i32,
    pub created_at: DateTime<Utc>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ServiceDetail {
    pub id: ServiceId,
    pub plan_id: PlanId,
    pub plan_name: String,
    pub price: Money,
    pub download_kbps: u32,
    pub upload_kbps: u32,
    pub username: String,
    pub state: String,
    pub billing_day: u8,
    pub activated_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub router_code: Option<String>,
    pub odp_id: Option<OdpId>,
    pub odp_code: Option<String>,
    pub odp_port: Option<u8>,
    /// The group that the service should be in.
    pub group: String,
    /// The group that RADIUS has.
    pub radius_group: Option<String>,
    pub holds: Vec<Hold>,
    pub onu: Option<OnuDetail>,
    /// The account and its plan's attributes.
    pub radius: Vec<RadiusRow>,
    /// The open session, else the last one.
    pub session: Option<SessionRow>,
    pub requests: Vec<SessionRequestRow>,
    /// Work about this service: open, and the last that was done.
    pub jobs: Vec<ServiceJob>,
}

/// The services of a customer, ended ones last.
pub async fn services(pool: &PgPool, customer: CustomerId) -> Result<Vec<ServiceDetail>, Error> {
    let rows = sqlx::query!(
        r#"select s.id, s.plan_id, p.name as plan_name, p.price, p.download_kbps, p.upload_kbps, s.username, s.state, s.billing_day, s.activated_at,
                  s.created_at, n.code as "router_code?", s.odp_id, o.code as "odp_code?", s.odp_port, p.radius_group as plan_group,
                  (select g.groupname from radius.radusergroup g where g.username = s.username order by g.priority limit 1) as radius_group
           from public.isp_services s
           join public.isp_plans p on p.id = s.plan_id
           left join public.isp_service_nodes n on n.id = s.router_id
           left join public.odps o on o.id = s.odp_id
           where s.customer_id = $1 order by s.state = 'ended', s.created_at desc limit 20"#,
        customer.0
    )
    .fetch_all(pool)
    .await?;
    let mut services = Vec::with_capacity(rows.len());
    for row in rows {
        let id = ServiceId(row.id);
        let holds = janet_customers::hold::holds(pool, id).await?;
        let held = holds.iter().any(|hold| hold.released_at.is_none());
        let onu = onu(pool, id).await?;
        let mut radius = row.radius_group.as_deref().map(|group| janet_aaa::account_rows(&row.username, group)).unwrap_or_default();
        radius.extend(janet_aaa::group_rows(pool, PlanId(row.plan_id)).await?);
        services.push(ServiceDetail {
            id,
            plan_id: PlanId(row.plan_id),
            plan_name: row.plan_name,
            price: Money::from_minor(row.price),
            // Numbers are held in their ranges by the tables' CHECKs.
            download_kbps: row.download_kbps as u32,
            upload_kbps: row.upload_kbps as u32,
            username: row.username,
            state: row.state,
            billing_day: row.billing_day as u8,
            activated_at: row.activated_at,
            created_at: row.created_at,
            router_code: row.router_code,
            odp_id: row.odp_id.map(OdpId),
            odp_code: row.odp_code,
            odp_port: row.odp_port.map(|port| port as u8),
            group: if held { janet_aaa::ISOLIR.into() } else { row.plan_group },
            radius_group: row.radius_group,
            holds,
            session: janet_aaa::last_session(pool, id).await?,
            requests: janet_aaa::requests(pool, id).await?,
            jobs: jobs(pool, id, onu.as_ref().map(|onu| onu.device_id)).await?,
            onu,
            radius,
        });
    }
    Ok(services)
}

async fn onu(pool: &PgPool, service: ServiceId) -> Result<Option<OnuDetail>, Error> {
    let row = sqlx::query!(
        r#"select d.id, d.serial, d.model, d.olt_id, n.code, d.pon_frame, d.pon_slot, d.pon_port, d.onu_id, d.vlan, d.desired, v.observed_at as "observed_at?",
                  v.verdict as "verdict?", v.verdict_note as "verdict_note?", v.state as "state?", v.olt_rx_cdbm as "olt_rx_cdbm?", v.onu_rx_cdbm as "onu_rx_cdbm?",
                  v.onu_tx_cdbm as "onu_tx_cdbm?", v.distance_m as "distance_m?", v.saved as "saved?", v.last_error as "last_error?"
           from public.isp_customer_devices d
           join public.isp_service_nodes n on n.id = d.olt_id
           left join public.isp_onu_observations v on v.device_id = d.id
           where d.service_id = $1 order by d.desired, d.created_at desc limit 1"#,
        service.0
    )
    .fetch_optional(pool)
    .await?;
    let dbm = |hundredths: Option<i32>| hundredths.map(|value| f64::from(value) / 100.0);
    Ok(row.map(|row| OnuDetail {
        device_id: DeviceId(row.id),
        serial: row.serial,
        model: row.model,
        olt_id: NodeId(row.olt_id),
        olt_code: row.code,
        pon: PonPlace { frame: row.pon_frame as u8, slot: row.pon_slot as u8, port: row.pon_port as u8 },
        onu_id: row.onu_id.map(|id| id as u8),
        vlan: row.vlan as u16,
        desired: row.desired,
        // An attempt that read nothing is no observation.
        observed_at: row.observed_at.filter(|_| row.verdict.as_deref() != Some("unread")),
        verdict: row.verdict,
        verdict_note: row.verdict_note.unwrap_or_default(),
        state: row.state,
        olt_rx_dbm: dbm(row.olt_rx_cdbm),
        onu_rx_dbm: dbm(row.onu_rx_cdbm),
        onu_tx_dbm: dbm(row.onu_tx_cdbm),
        distance_m: row.distance_m,
        saved: row.saved.unwrap_or(false),
        last_error: row.last_error,
    }))
}

async fn jobs(pool: &PgPool, service: ServiceId, device: Option<DeviceId>) -> Result<Vec<ServiceJob>, Error> {
    let subjects: Vec<String> = [Some(service.to_string()), device.map(|id| id.to_string())].into_iter().flatten().collect();
    let rows = sqlx::query!(
        "select id, kind, state, reason, attempts, created_at from public.isp_jobs
         where subject = any ($1) order by state in ('waiting', 'running') desc, created_at desc limit 8",
        &subjects
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| ServiceJob {
            id: JobId(row.id),
            kind: row.kind,
            state: row.state,
            reason: row.reason,
            attempts: row.attempts,
            created_at: row.created_at,
        })
        .collect::<Vec<_>>())
}
