//! Devices as a list shows them: what they are to us, and what they last said of themselves.

use chrono::{DateTime, Utc};
use janet_model::{BranchId, NodeId, OltDialect, Pin};
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::PgPool;

use crate::{Budget, Error, NodeInput, NodeKind, Reach, Transport, Vendor};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct NodeRow {
    pub id: NodeId,
    pub branch_id: BranchId,
    pub branch_name: String,
    pub kind: NodeKind,
    pub vendor: Vendor,
    pub code: String,
    pub name: String,
    pub address: String,
    pub port: u16,
    pub managed: bool,
    pub has_password: bool,
    /// When it was last asked; `None`: never.
    pub observed_at: Option<DateTime<Utc>>,
    pub reachable: Option<bool>,
    pub identity: Option<String>,
    pub model: Option<String>,
    pub software: Option<String>,
    pub error: Option<String>,
    pub version: i32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Node {
    pub row: NodeRow,
    pub input: NodeInput,
    /// SHA-256 of the accepted SSH host key.
    pub host_key: Option<String>,
    /// SHA-256 of the accepted certificate of a router's API.
    pub certificate: Option<String>,
    /// What was set, where it is not the default of the make.
    pub sessions: Option<u8>,
    pub optics_minutes: Option<u32>,
    pub default_budget: Budget,
    pub least_optics_minutes: u32,
}

/// The devices of the caller's branches.
pub async fn nodes(pool: &PgPool) -> Result<Vec<NodeRow>, Error> {
    Ok(read(pool, None).await?.into_iter().map(|node| node.row).collect())
}

pub async fn node(pool: &PgPool, id: NodeId) -> Result<Node, Error> {
    read(pool, Some(id)).await?.pop().ok_or(Error::NotFound)
}

async fn read(pool: &PgPool, id: Option<NodeId>) -> Result<Vec<Node>, Error> {
    let rows = sqlx::query!(
        r#"select n.id, n.branch_id, n.kind, n.code, n.name, n.vendor, n.address, n.port, n.username, n.secret_id, n.host_key, n.coa_port, n.managed,
                  n.latitude, n.longitude, n.version, coalesce(host(n.nas_address), '') as "nas_text!", b.name as branch_name,
                  o.legacy_ssh as "legacy_ssh?", o.vlan as "vlan?", o.dialect as "dialect?", o.transport as "transport?", o.pons as "pons?",
                  n.tls, n.certificate, n.sessions, n.optics_minutes,
                  s.observed_at as "observed_at?", s.reachable as "reachable?", s.identity as "identity?", s.model as "model?",
                  s.software as "software?", s.error as "error?"
           from public.isp_service_nodes n
           join public.isp_branches b on b.id = n.branch_id
           left join public.olts o on o.id = n.id
           left join public.isp_node_observations s on s.node_id = n.id
           where $1::uuid is null or n.id = $1
           order by n.kind desc, n.code"#,
        id.map(|id| id.0)
    )
    .fetch_all(pool)
    .await?;
    // Ports and VLANs are held in their ranges by CHECKs of the tables.
    Ok(rows
        .into_iter()
        .map(|row| {
            let (kind, vendor) = (NodeKind::parse(&row.kind), Vendor::parse(&row.vendor));
            Node {
                input: NodeInput {
                    branch_id: BranchId(row.branch_id),
                    kind,
                    vendor,
                    code: row.code.clone(),
                    name: row.name.clone(),
                    address: row.address.clone(),
                    port: row.port as u16,
                    username: row.username,
                    pin: row.latitude.zip(row.longitude).map(|(latitude, longitude)| Pin { latitude, longitude }),
                    coa_port: row.coa_port.map(|port| port as u16),
                    nas_address: row.nas_text,
                    legacy_ssh: row.legacy_ssh.unwrap_or(false),
                    vlan: row.vlan.map(|vlan| vlan as u16),
                    reach: Reach {
                        dialect: row.dialect.as_deref().map(OltDialect::parse),
                        transport: row.transport.as_deref().map_or(Transport::Ssh, Transport::parse),
                        pons: row.pons.map(|pons| pons as u8),
                        tls: row.tls,
                    },
                },
                host_key: row.host_key,
                certificate: row.certificate,
                sessions: row.sessions.map(|sessions| sessions as u8),
                optics_minutes: row.optics_minutes.map(|minutes| minutes as u32),
                default_budget: Budget::of(vendor),
                least_optics_minutes: Budget::least_optics_minutes(vendor),
                row: NodeRow {
                    id: NodeId(row.id),
                    branch_id: BranchId(row.branch_id),
                    branch_name: row.branch_name,
                    kind,
                    vendor,
                    code: row.code,
                    name: row.name,
                    address: row.address,
                    port: row.port as u16,
                    managed: row.managed,
                    has_password: row.secret_id.is_some(),
                    observed_at: row.observed_at,
                    reachable: row.reachable,
                    identity: row.identity,
                    model: row.model,
                    software: row.software,
                    error: row.error,
                    version: row.version,
                },
            }
        })
        .collect())
}

/// Devices that are reached in a weaker way than they could be, by code.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WeakLinks {
    /// OLTs whose SSH offers SHA-1 and CBC only.
    pub legacy_ssh: Vec<String>,
    /// OLTs whose command line is reached without encryption.
    pub telnet: Vec<String>,
    /// Routers whose API is spoken without TLS.
    pub plain_api: Vec<String>,
}

pub async fn weak_links(pool: &PgPool) -> Result<WeakLinks, Error> {
    let rows = sqlx::query!(
        r#"select n.code, n.kind, n.tls, coalesce(o.legacy_ssh, false) as "legacy_ssh!", coalesce(o.transport = 'telnet', false) as "telnet!"
           from public.isp_service_nodes n left join public.olts o on o.id = n.id order by n.code"#
    )
    .fetch_all(pool)
    .await?;
    let mut links = WeakLinks::default();
    for row in rows {
        match (row.kind == "router", row.telnet) {
            (true, _) if !row.tls => links.plain_api.push(row.code),
            (false, true) => links.telnet.push(row.code),
            (false, false) if row.legacy_ssh => links.legacy_ssh.push(row.code),
            _ => {}
        }
    }
    Ok(links)
}
