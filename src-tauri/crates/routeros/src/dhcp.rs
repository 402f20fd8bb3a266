//! `/ip/dhcp-server/lease`.

use std::net::IpAddr;
use std::time::Duration;

use crate::ask::Ask;
use crate::command::{Command, Query};
use crate::error::Error;
use crate::menu::Menu;
use crate::reply::Row;
use crate::value::{Id, Text, format_bool};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    pub id: Id,
    /// An address, or the name of a pool for static leases; `None` where a client waits for one.
    pub address: Option<Text>,
    /// What the client has now.
    pub active_address: Option<IpAddr>,
    pub mac: Option<Text>,
    pub active_mac: Option<Text>,
    pub client_id: Option<Text>,
    pub server: Option<Text>,
    pub host_name: Option<Text>,
    pub status: LeaseStatus,
    pub expires_after: Option<Duration>,
    /// How long ago.
    pub last_seen: Option<Duration>,
    /// Option 82, as the OLT or switch inserted it.
    pub circuit_id: Option<Text>,
    pub remote_id: Option<Text>,
    /// Made by the server itself, and gone with its end.
    pub dynamic: bool,
    pub blocked: bool,
    pub disabled: bool,
    pub comment: Option<Text>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LeaseStatus {
    Waiting,
    Testing,
    Authorizing,
    Busy,
    Offered,
    Bound,
    Declined,
    Conflict,
    /// Of a later version; empty where a static lease has no client.
    Other(Text),
}

/// A static lease to add.
#[derive(Debug, Clone, Default)]
pub struct NewLease {
    pub address: String,
    pub mac: String,
    pub server: Option<String>,
    /// In the grammar of [`crate::RateLimit`].
    pub rate_limit: Option<String>,
    pub address_lists: Option<String>,
    pub comment: Option<String>,
}

const LEASE: Menu = Menu("/ip/dhcp-server/lease");
const PROPERTIES: &[&str] = &[
    ".id",
    "address",
    "active-address",
    "mac-address",
    "active-mac-address",
    "client-id",
    "server",
    "host-name",
    "status",
    "expires-after",
    "last-seen",
    "agent-circuit-id",
    "agent-remote-id",
    "dynamic",
    "blocked",
    "disabled",
    "comment",
];

pub async fn leases(router: &impl Ask) -> Result<Vec<Lease>, Error> {
    LEASE.print(router, PROPERTIES, None, read).await
}

pub async fn leases_where(router: &impl Ask, query: Query) -> Result<Vec<Lease>, Error> {
    LEASE.print(router, PROPERTIES, Some(query), read).await
}

pub async fn add_lease(router: &impl Ask, lease: &NewLease) -> Result<Id, Error> {
    let command = LEASE
        .command("add")
        .attribute("address", &lease.address)
        .attribute("mac-address", &lease.mac)
        .attribute_if("server", lease.server.as_ref())
        .attribute_if("rate-limit", lease.rate_limit.as_ref())
        .attribute_if("address-lists", lease.address_lists.as_ref())
        .attribute_if("comment", lease.comment.as_ref());
    LEASE.add(router, command).await
}

/// Refuses the client its address, or gives it back.
pub async fn set_blocked(router: &impl Ask, id: &Id, blocked: bool) -> Result<(), Error> {
    let command: Command = LEASE.command("set").attribute(".id", id).attribute("block-access", format_bool(blocked));
    router.ask(command).await.map(|_| ())
}

pub async fn remove_lease(router: &impl Ask, id: &Id) -> Result<(), Error> {
    LEASE.remove(router, id).await
}

fn read(row: &Row) -> Result<Lease, Error> {
    Ok(Lease {
        id: LEASE.id(row)?,
        address: row.filled("address"),
        active_address: row.address("active-address"),
        mac: row.filled("mac-address"),
        active_mac: row.filled("active-mac-address"),
        client_id: row.filled("client-id"),
        server: row.filled("server"),
        host_name: row.filled("host-name"),
        status: LeaseStatus::read(row.text("status").unwrap_or_default()),
        expires_after: row.duration("expires-after"),
        last_seen: row.duration("last-seen"),
        circuit_id: row.filled("agent-circuit-id"),
        remote_id: row.filled("agent-remote-id"),
        dynamic: LEASE.flag(row, "dynamic")?,
        blocked: LEASE.flag(row, "blocked")?,
        disabled: LEASE.flag(row, "disabled")?,
        comment: row.filled("comment"),
    })
}

impl LeaseStatus {
    fn read(text: Text) -> LeaseStatus {
        match text.as_str() {
            Some("waiting") => LeaseStatus::Waiting,
            Some("testing") => LeaseStatus::Testing,
            Some("authorizing") => LeaseStatus::Authorizing,
            Some("busy") => LeaseStatus::Busy,
            Some("offered") => LeaseStatus::Offered,
            Some("bound") => LeaseStatus::Bound,
            Some("declined") => LeaseStatus::Declined,
            Some("conflict") => LeaseStatus::Conflict,
            _ => LeaseStatus::Other(text),
        }
    }
}
