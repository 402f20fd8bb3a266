//! Two routers, two OLTs, four cabinets with five boxes each, four plans and a zone.

use std::net::TcpListener;

use chrono::{DateTime, Utc};
use janet_aaa::SetNas;
use janet_model::{BranchId, Money, NewId, NodeId, OdcId, OdpId, Pin, PlanId, SecretId, ZoneId};
use janet_network::{
    CreateNode, CreateOdc, CreateOdp, CreateZone, ManageNode, NodeInput, NodeKind, OdcInput, OdpInput, PonPlace, Reach, SetNodeSecret,
    Vendor, ZoneInput,
};
use janet_plans::{ChargeTiming, CreatePlan, Cutoff, LineProfileInput, PlanInput, Proration};
use janet_vault::{Purpose, SealingKey, Secret, StoreSecret};
use sqlx::PgPool;

use super::{DEVICE_PASSWORD, RADIUS_SECRET, SampleError, run};

/// Ports of a box.
pub const PORTS: u8 = 16;
const VLAN: u16 = 100;

pub struct Network {
    pub router: NodeId,
    pub boxes: Vec<Odp>,
    /// Cheapest first.
    pub plans: Vec<PlanId>,
}

pub struct Odp {
    pub id: OdpId,
    pub olt: NodeId,
    pub zte: bool,
    pub pon: PonPlace,
    pub pin: Pin,
}

pub async fn build(pool: &PgPool, branch: BranchId, at: DateTime<Utc>) -> Result<Network, SampleError> {
    let before = at - chrono::Duration::days(89);
    let centre = Pin { latitude: -6.2360, longitude: 107.0000 };
    let router = node(pool, branch, before, "RTR-BKS-1", NodeKind::Router, Vendor::Mikrotik).await?;
    // The second stands for another site; its PPP side has no customers, because simulators share one loopback address and
    // RADIUS knows a router by its address.
    node(pool, branch, before, "RTR-BKS-2", NodeKind::Router, Vendor::Mikrotik).await?;
    let zte = node(pool, branch, before, "OLT-BKS-1", NodeKind::Olt, Vendor::Zte).await?;
    let huawei = node(pool, branch, before, "OLT-BKS-2", NodeKind::Olt, Vendor::Huawei).await?;
    let mut tx = pool.begin().await?;
    run(&mut tx, before, SetNas { node_id: router, secret: RADIUS_SECRET.into() }).await?;
    let mut boxes = Vec::new();
    for cabinet in 0..4u8 {
        let odc = OdcId::new_id();
        let pin = near(centre, f64::from(cabinet % 2) * 0.012 - 0.006, f64::from(cabinet / 2) * 0.012 - 0.006);
        let values = OdcInput { branch_id: branch, code: format!("ODC-BKS-{}", cabinet + 1), name: String::new(), pin };
        run(&mut tx, before, CreateOdc { id: odc, values }).await?;
        for street in 0..5u8 {
            let (olt, is_zte) = if cabinet < 2 { (zte, true) } else { (huawei, false) };
            let number = cabinet * 5 + street;
            // Two boxes share a PON port. ZTE counts ports from 1.
            let port = (number % 10) / 2 + u8::from(is_zte);
            let pon = PonPlace { frame: u8::from(is_zte), slot: 1, port };
            let id = OdpId::new_id();
            let angle = f64::from(street) * 1.2566;
            let place = near(pin, 0.0028 * angle.sin(), 0.0028 * angle.cos());
            let values = OdpInput {
                branch_id: branch,
                odc_id: Some(odc),
                olt_id: Some(olt),
                pon: Some(pon),
                code: format!("ODP-BKT-{:02}", number + 1),
                name: String::new(),
                pin: place,
                ports: PORTS,
            };
            run(&mut tx, before, CreateOdp { id, values }).await?;
            boxes.push(Odp { id, olt, zte: is_zte, pon, pin: place });
        }
    }
    let corners = [(-0.013, -0.013), (-0.013, 0.013), (0.013, 0.013), (0.013, -0.013)];
    let polygon = corners.iter().map(|(north, east)| near(centre, *north, *east)).collect();
    run(
        &mut tx,
        before,
        CreateZone { id: ZoneId::new_id(), values: ZoneInput { branch_id: branch, name: "Bekasi Timur".into(), polygon } },
    )
    .await?;
    let mut plans = Vec::new();
    for (mbps, price, pay_first) in [(10, 100_000, false), (20, 120_000, false), (30, 150_000, false), (50, 220_000, true)] {
        let id = PlanId::new_id();
        run(&mut tx, before, CreatePlan { id, values: plan(mbps, price, pay_first) }).await?;
        plans.push(id);
    }
    tx.commit().await?;
    Ok(Network { router, boxes, plans })
}

async fn node(
    pool: &PgPool,
    branch: BranchId,
    at: DateTime<Utc>,
    code: &str,
    kind: NodeKind,
    vendor: Vendor,
) -> Result<NodeId, SampleError> {
    let id = NodeId::new_id();
    let router = kind == NodeKind::Router;
    let values = NodeInput {
        branch_id: branch,
        kind,
        vendor,
        code: code.into(),
        name: if router { "Router BRAS" } else { "OLT Bekasi Timur" }.into(),
        address: "127.0.0.1".into(),
        port: free_port()?,
        username: if router { "janet" } else { "admin" }.into(),
        pin: None,
        coa_port: if router { Some(free_port()?) } else { None },
        nas_address: String::new(),
        legacy_ssh: false,
        vlan: if router { None } else { Some(VLAN) },
        reach: Reach::default(),
    };
    let secret_id = SecretId::new_id();
    let sealed = SealingKey::current(pool).await?.seal(secret_id, &Secret::new(DEVICE_PASSWORD))?;
    let mut tx = pool.begin().await?;
    run(&mut tx, at, CreateNode { id, values }).await?;
    run(&mut tx, at, StoreSecret { id: secret_id, purpose: Purpose::DevicePassword, subject: id.0, sealed }).await?;
    run(&mut tx, at, SetNodeSecret { id, secret_id }).await?;
    run(&mut tx, at, ManageNode { id, version: 2, managed: true }).await?;
    tx.commit().await?;
    Ok(id)
}

fn plan(mbps: u32, price: i64, pay_first: bool) -> PlanInput {
    PlanInput {
        code: format!("HOME-{mbps}"),
        name: format!("Home {mbps}"),
        price: Money::from_minor(price),
        installation_charge: Money::from_minor(250_000),
        taxable: true,
        pay_first,
        charge_timing: ChargeTiming::Advance,
        cutoff: Cutoff::Postpaid,
        proration: Proration::Daily,
        download_kbps: mbps * 1000,
        upload_kbps: mbps * 1000,
        radius_group: format!("home-{mbps}"),
        pool: Some("pool-home".into()),
        line_profiles: vec![LineProfileInput::zte("F670L", "UP-20M", Some(("UP-20M", "DOWN-20M"))), LineProfileInput::huawei(60, 1, 1)],
    }
}

/// Degrees north and east of a place.
pub fn near(pin: Pin, north: f64, east: f64) -> Pin {
    Pin { latitude: pin.latitude + north, longitude: pin.longitude + east }
}

fn free_port() -> Result<u16, SampleError> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
