//! `/ppp/active`: sessions that are up.

use std::net::IpAddr;
use std::time::Duration;

use crate::ask::Ask;
use crate::command::Query;
use crate::error::Error;
use crate::menu::Menu;
use crate::reply::Row;
use crate::value::{Id, Text};

/// A session that is up. It has no octet counters here: those of its interface `<pppoe-NAME>` count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Active {
    pub id: Id,
    pub name: Text,
    pub service: Text,
    /// MAC address, or address and port for tunnels.
    pub caller_id: Text,
    pub address: Option<IpAddr>,
    pub uptime: Option<Duration>,
    /// Acct-Session-Id, in the router's spelling `0x…`.
    pub session_id: Text,
    /// Authenticated by RADIUS and not by a secret.
    pub radius: bool,
}

const ACTIVE: Menu = Menu("/ppp/active");
const PROPERTIES: &[&str] = &[".id", "name", "service", "caller-id", "address", "uptime", "session-id", "radius"];

pub async fn active(router: &impl Ask) -> Result<Vec<Active>, Error> {
    ACTIVE.print(router, PROPERTIES, None, read).await
}

/// The sessions of one user; the router chooses them, so that a full one need not send thousands.
pub async fn active_of(router: &impl Ask, name: &str) -> Result<Vec<Active>, Error> {
    ACTIVE.print(router, PROPERTIES, Some(Query::equal("name", name)), read).await
}

/// The sessions of these services, such as `ovpn` and `sstp`; all of them where none is named.
pub async fn active_of_services(router: &impl Ask, services: &[&str]) -> Result<Vec<Active>, Error> {
    let query = services.iter().map(|service| Query::equal("service", service)).reduce(Query::or);
    ACTIVE.print(router, PROPERTIES, query, read).await
}

/// Ends a session. Its customer's router dials again at once, so this is a way to have it authenticate anew.
pub async fn remove_active(router: &impl Ask, id: &Id) -> Result<(), Error> {
    ACTIVE.remove(router, id).await
}

fn read(row: &Row) -> Result<Active, Error> {
    Ok(Active {
        id: ACTIVE.id(row)?,
        name: ACTIVE.text(row, "name")?,
        service: row.text("service").unwrap_or_default(),
        caller_id: row.text("caller-id").unwrap_or_default(),
        address: row.address("address"),
        uptime: row.duration("uptime"),
        session_id: row.text("session-id").unwrap_or_default(),
        radius: ACTIVE.flag(row, "radius")?,
    })
}
