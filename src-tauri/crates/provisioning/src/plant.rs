//! Boxes with who hangs on them, and which are near a house.

use janet_customers::LineState;
use janet_model::{BranchId, CustomerId, NodeId, OdcId, OdpId, Pin};
use janet_network::{PonPlace, contains, distance_m, distance_to_m};
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::PgPool;

use crate::Error;

/// Boxes that the wizard offers.
const NEAREST: usize = 12;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct OdpRow {
    pub id: OdpId,
    pub branch_id: BranchId,
    pub odc_id: Option<OdcId>,
    pub odc_code: Option<String>,
    pub olt_id: Option<NodeId>,
    pub olt_code: Option<String>,
    pub pon: Option<PonPlace>,
    pub code: String,
    pub name: String,
    pub pin: Pin,
    pub ports: u8,
    pub used: u8,
    pub version: i32,
}

/// Every box of the caller's branches.
pub async fn odps(pool: &PgPool) -> Result<Vec<OdpRow>, Error> {
    rows(pool, None).await
}

async fn rows(pool: &PgPool, id: Option<OdpId>) -> Result<Vec<OdpRow>, Error> {
    let rows = sqlx::query!(
        r#"select o.id, o.branch_id, o.odc_id, c.code as "odc_code?", o.olt_id, n.code as "olt_code?", o.pon_frame, o.pon_slot, o.pon_port, o.code, o.name,
                  o.latitude, o.longitude, o.ports, o.version, coalesce(u.used, 0)::smallint as "used!"
           from public.odps o
           left join public.odcs c on c.id = o.odc_id
           left join public.isp_service_nodes n on n.id = o.olt_id
           left join (select odp_id, count(*) as used from public.isp_services where state <> 'ended' and odp_id is not null group by odp_id) u on u.odp_id = o.id
           where $1::uuid is null or o.id = $1
           order by o.code"#,
        id.map(|id| id.0)
    )
    .fetch_all(pool)
    .await?;
    // Ports are held between 1 and 64 by the table's CHECK.
    Ok(rows
        .into_iter()
        .map(|row| OdpRow {
            id: OdpId(row.id),
            branch_id: BranchId(row.branch_id),
            odc_id: row.odc_id.map(OdcId),
            odc_code: row.odc_code,
            olt_id: row.olt_id.map(NodeId),
            olt_code: row.olt_code,
            pon: PonPlace::of(row.pon_frame, row.pon_slot, row.pon_port),
            code: row.code,
            name: row.name,
            pin: Pin { latitude: row.latitude, longitude: row.longitude },
            ports: row.ports as u8,
            used: row.used as u8,
            version: row.version,
        })
        .collect())
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct OdpPort {
    pub port: u8,
    pub customer_id: Option<CustomerId>,
    pub customer_code: Option<String>,
    pub customer_name: Option<String>,
    pub line: Option<LineState>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct OdpDetail {
    pub row: OdpRow,
    pub ports: Vec<OdpPort>,
}

/// One box, port by port.
pub async fn odp(pool: &PgPool, id: OdpId) -> Result<OdpDetail, Error> {
    let row = rows(pool, Some(id)).await?.pop().ok_or(Error::NotFound)?;
    let taken = sqlx::query!(
        r#"select s.odp_port as "port!", c.customer_id, c.code, c.name, c.line
           from public.isp_services s join public.customer_overview c on c.customer_id = s.customer_id
           where s.odp_id = $1 and s.state <> 'ended'"#,
        id.0
    )
    .fetch_all(pool)
    .await?;
    let ports = (1..=row.ports)
        .map(|port| {
            let who = taken.iter().find(|who| who.port == i16::from(port));
            OdpPort {
                port,
                customer_id: who.map(|who| CustomerId(who.customer_id)),
                customer_code: who.map(|who| who.code.clone()),
                customer_name: who.map(|who| who.name.clone()),
                line: who.map(|who| LineState::parse(&who.line)),
            }
        })
        .collect();
    Ok(OdpDetail { row, ports })
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct OdpChoice {
    pub id: OdpId,
    pub code: String,
    pub name: String,
    pub distance_m: u32,
    pub free_ports: Vec<u8>,
    pub ports: u8,
    pub olt_id: Option<NodeId>,
    pub olt_code: Option<String>,
    pub pon: Option<PonPlace>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PlaceAdvice {
    /// Nearest first.
    pub odps: Vec<OdpChoice>,
    /// The zone that the house lies in.
    pub zone: Option<String>,
    /// Metres to the nearest zone when it lies in none; `None` when it does, or no zone is drawn.
    pub outside_m: Option<u32>,
}

/// What stands near a house. The box search is a square that doubles until it holds enough, so its cost does not grow
/// with the number of boxes elsewhere.
pub async fn place_advice(pool: &PgPool, pin: Pin, branch: BranchId) -> Result<PlaceAdvice, Error> {
    let zones = janet_network::zones(pool).await?;
    let mine: Vec<_> = zones.into_iter().filter(|zone| zone.branch_id == branch).collect();
    let zone = mine.iter().find(|zone| contains(&zone.polygon, pin)).map(|zone| zone.name.clone());
    let outside_m = match &zone {
        Some(_) => None,
        None => mine.iter().filter_map(|zone| distance_to_m(&zone.polygon, pin)).min_by(f64::total_cmp).map(whole),
    };
    let mut degrees = 0.01;
    loop {
        let odps = within(pool, pin, branch, degrees).await?;
        // 0.01° is about a kilometre; beyond five nobody pulls a drop cable.
        if odps.len() >= NEAREST || degrees > 0.05 {
            return Ok(PlaceAdvice { odps, zone, outside_m });
        }
        degrees *= 2.0;
    }
}

async fn within(pool: &PgPool, pin: Pin, branch: BranchId, degrees: f64) -> Result<Vec<OdpChoice>, Error> {
    let rows = sqlx::query!(
        r#"select o.id, o.code, o.name, o.latitude, o.longitude, o.ports, o.olt_id, n.code as "olt_code?", o.pon_frame, o.pon_slot, o.pon_port,
                  coalesce(array(select s.odp_port from public.isp_services s where s.odp_id = o.id and s.state <> 'ended'), '{}') as "taken!"
           from public.odps o left join public.isp_service_nodes n on n.id = o.olt_id
           where o.branch_id = $1 and o.latitude between $2::float8 - $4::float8 and $2::float8 + $4::float8
             and o.longitude between $3::float8 - $4::float8 and $3::float8 + $4::float8
           limit 2000"#,
        branch.0,
        pin.latitude,
        pin.longitude,
        degrees
    )
    .fetch_all(pool)
    .await?;
    let mut odps: Vec<OdpChoice> = rows
        .into_iter()
        .map(|row| OdpChoice {
            id: OdpId(row.id),
            distance_m: whole(distance_m(pin, Pin { latitude: row.latitude, longitude: row.longitude })),
            free_ports: (1..=row.ports as u8).filter(|port| !row.taken.contains(&i16::from(*port))).collect(),
            ports: row.ports as u8,
            code: row.code,
            name: row.name,
            olt_id: row.olt_id.map(NodeId),
            olt_code: row.olt_code,
            pon: PonPlace::of(row.pon_frame, row.pon_slot, row.pon_port),
        })
        .collect();
    odps.sort_by_key(|odp| (odp.distance_m, odp.code.clone()));
    odps.truncate(NEAREST);
    Ok(odps)
}

/// Metres on the earth fit.
fn whole(metres: f64) -> u32 {
    metres.round() as u32
}
