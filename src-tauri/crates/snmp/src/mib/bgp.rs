//! BGP4-MIB (RFC 4273): the IPv4 peers of a router.

use std::net::Ipv4Addr;

use serde::Serialize;

use crate::error::Error;
use crate::oid::Oid;
use crate::session::Session;
use crate::table::{Row, Table};
use crate::value::Value;

pub(crate) const BGP: [u32; 7] = [1, 3, 6, 1, 2, 1, 15];
const PEER_ENTRY: [u32; 9] = [1, 3, 6, 1, 2, 1, 15, 3, 1];
/// HUAWEI-BGP-VPN-MIB, with the peers of every address family.
const HUAWEI_BGP: [u32; 10] = [1, 3, 6, 1, 4, 1, 2011, 5, 25, 177];

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PeerState {
    Idle,
    Connect,
    Active,
    OpenSent,
    OpenConfirm,
    Established,
}

impl PeerState {
    fn of(number: i64) -> Option<PeerState> {
        use PeerState::*;
        [Idle, Connect, Active, OpenSent, OpenConfirm, Established].get(usize::try_from(number.checked_sub(1)?).ok()?).copied()
    }
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Peer {
    pub peer: Ipv4Addr,
    pub state: Option<PeerState>,
    /// bgpPeerAdminStatus: 1 stop, 2 start.
    #[serde(rename = "admin")]
    pub admin_status: Option<i64>,
    #[serde(rename = "local_addr")]
    pub local_address: Option<Ipv4Addr>,
    pub remote_as: Option<u64>,
    pub in_updates: Option<u64>,
    pub out_updates: Option<u64>,
    /// How long it has been established, or how long ago it last was.
    pub established_s: Option<u64>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bgp {
    pub local_as: Option<u64>,
    pub peers: Vec<Peer>,
    /// How many values Huawei's table of peers by address family holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub huawei_peer_table_rows: Option<usize>,
}

pub async fn read(session: &Session) -> Result<Option<Bgp>, Error> {
    let local_as = session.get(&[Oid::new(&BGP).child(&[2, 0])]).await?.first().and_then(Value::as_u64);
    let table = Table::read(session, &PEER_ENTRY, &[2, 3, 5, 7, 9, 10, 11, 16]).await?;
    let peers: Vec<Peer> = table.rows.iter().filter_map(|(index, row)| peer(index, row)).collect();
    // Agents without BGP have the group, with AS 0 and no peers.
    if peers.is_empty() && local_as.unwrap_or(0) == 0 {
        return Ok(None);
    }
    let huawei = session.walk(&Oid::new(&HUAWEI_BGP)).await?.len();
    Ok(Some(Bgp { local_as, peers, huawei_peer_table_rows: (huawei > 0).then_some(huawei) }))
}

fn peer(index: &[u32], row: &Row) -> Option<Peer> {
    let address = |column| match row.value(column)? {
        Value::IpAddress(address) => Some(*address),
        _ => None,
    };
    // The table's index is the peer's address.
    let indexed = <[u32; 4]>::try_from(index).ok().and_then(|parts| {
        let octets: Vec<u8> = parts.iter().filter_map(|part| u8::try_from(*part).ok()).collect();
        <[u8; 4]>::try_from(octets).ok().map(Ipv4Addr::from)
    });
    Some(Peer {
        peer: indexed.or(address(7))?,
        state: row.integer(2).and_then(PeerState::of),
        admin_status: row.integer(3),
        local_address: address(5),
        remote_as: row.unsigned(9),
        in_updates: row.unsigned(10),
        out_updates: row.unsigned(11),
        established_s: row.unsigned(16),
    })
}
