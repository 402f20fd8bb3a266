//! MIKROTIK-MIB: what RouterOS offers beyond the standard.

mod health;
mod optical;
mod poe;
mod queue;

use serde::Serialize;

pub use self::health::{Gauge, GaugeUnit, LegacyHealth};
pub use self::optical::Optical;
pub use self::poe::{PoePort, PoeStatus};
pub use self::queue::{SimpleQueue, TreeQueue};
use crate::error::Error;
use crate::oid::Oid;
use crate::session::Session;

pub(crate) const MIKROTIK: [u32; 9] = [1, 3, 6, 1, 4, 1, 14988, 1, 1];
/// CISCO-AAA-SESSION-MIB casnActiveTableEntries, by which RouterOS gives the number of its PPP sessions.
const ACTIVE_SESSIONS: [u32; 13] = [1, 3, 6, 1, 4, 1, 9, 9, 150, 1, 1, 1, 0];

/// Below `MIKROTIK`.
fn mikrotik(parts: &[u32]) -> Oid {
    Oid::new(&MIKROTIK).child(parts)
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MikroTik {
    #[serde(rename = "ros_version", skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub license_level: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub serial: Option<String>,
    /// Not stored: sysDescr has it too.
    #[serde(skip)]
    pub board: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dhcp_lease_count: Option<u64>,
    #[serde(rename = "hotspot_active_users", skip_serializing_if = "Option::is_none")]
    pub hotspot_active: Option<u64>,
    #[serde(
        rename = "ppp_active_sessions(CISCO-AAA-SESSION casnActiveTableEntries .1.3.6.1.4.1.9.9.150.1.1.1.0)",
        skip_serializing_if = "Option::is_none"
    )]
    pub ppp_active: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conntrack_total: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conntrack_ipv4: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conntrack_ipv6: Option<u64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gauges: Vec<Gauge>,
    /// Firmware before the gauge table. Where both are present and differ, the gauges are right (RouterOS 7).
    #[serde(rename = "legacy_health_scalars", skip_serializing_if = "LegacyHealth::is_empty")]
    pub legacy_health: LegacyHealth,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub poe: Vec<PoePort>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub optical: Vec<Optical>,
    #[serde(rename = "queue_simple", skip_serializing_if = "Vec::is_empty")]
    pub simple_queues: Vec<SimpleQueue>,
    #[serde(rename = "queue_tree", skip_serializing_if = "Vec::is_empty")]
    pub tree_queues: Vec<TreeQueue>,
}

pub async fn read(session: &Session) -> Result<MikroTik, Error> {
    let names = [
        mikrotik(&[4, 4, 0]),
        mikrotik(&[4, 3, 0]),
        mikrotik(&[7, 3, 0]),
        mikrotik(&[7, 9, 0]),
        mikrotik(&[6, 1, 0]),
        mikrotik(&[5, 1, 0]),
        Oid::new(&ACTIVE_SESSIONS),
        mikrotik(&[22, 1, 1, 0]),
        mikrotik(&[22, 1, 2, 0]),
        mikrotik(&[22, 1, 3, 0]),
    ];
    let values = session.get(&names).await?;
    let [version, license_level, serial, board, dhcp, hotspot, ppp, total, ipv4, ipv6] = &values[..] else {
        return Err(Error::TooBig { after: names[0].clone() });
    };
    Ok(MikroTik {
        version: version.text(),
        license_level: license_level.as_i64(),
        serial: serial.text(),
        board: board.text(),
        dhcp_lease_count: dhcp.as_u64(),
        hotspot_active: hotspot.as_u64(),
        ppp_active: ppp.as_u64(),
        conntrack_total: total.as_u64(),
        conntrack_ipv4: ipv4.as_u64(),
        conntrack_ipv6: ipv6.as_u64(),
        gauges: health::read_gauges(session).await?,
        legacy_health: health::read_legacy(session).await?,
        poe: poe::read(session).await?,
        optical: optical::read(session).await?,
        simple_queues: queue::read_simple(session).await?,
        tree_queues: queue::read_tree(session).await?,
    })
}
