//! `/interface`: counters and state, those of PPPoE sessions (`<pppoe-NAME>`) included, and the traffic of the moment.

use chrono::NaiveDateTime;

use crate::ask::Ask;
use crate::command::{Command, Query};
use crate::error::Error;
use crate::menu::Menu;
use crate::reply::Row;
use crate::value::{Id, Text};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interface {
    pub id: Id,
    pub name: Text,
    /// `ether`, `vlan`, `pppoe-in`, …
    pub kind: Text,
    pub running: bool,
    pub disabled: bool,
    /// Octets that the router received: on a session's interface, the customer's upload.
    pub rx_octets: Option<u64>,
    /// Octets that the router sent.
    pub tx_octets: Option<u64>,
    pub rx_errors: Option<u64>,
    pub tx_errors: Option<u64>,
    /// How often the link went down.
    pub link_downs: Option<u64>,
    pub last_link_up: Option<NaiveDateTime>,
    pub comment: Option<Text>,
}

/// What passes an interface now, per second.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Traffic {
    /// `None` where the version does not say it: rows then come in the order that was asked for.
    pub name: Option<Text>,
    pub rx_bits: u64,
    pub tx_bits: u64,
    pub rx_packets: Option<u64>,
    pub tx_packets: Option<u64>,
}

const INTERFACE: Menu = Menu("/interface");
const TRAFFIC: Menu = Menu("/interface/monitor-traffic");
const PROPERTIES: &[&str] = &[
    ".id",
    "name",
    "type",
    "running",
    "disabled",
    "rx-byte",
    "tx-byte",
    "rx-error",
    "tx-error",
    "link-downs",
    "last-link-up-time",
    "comment",
];

pub async fn interfaces(router: &impl Ask) -> Result<Vec<Interface>, Error> {
    INTERFACE.print(router, PROPERTIES, None, read).await
}

pub async fn interface(router: &impl Ask, name: &str) -> Result<Option<Interface>, Error> {
    Ok(INTERFACE.print(router, PROPERTIES, Some(Query::equal("name", name)), read).await?.into_iter().next())
}

/// The traffic of these interfaces now. A name with a comma in it must be asked for by id.
pub async fn traffic(router: &impl Ask, interfaces: &[&str]) -> Result<Vec<Traffic>, Error> {
    // Without `once` the command never ends.
    let command = monitor_traffic(interfaces).attribute("once", "");
    let answer = router.ask(command).await?;
    let mut rows: Vec<Traffic> = answer.rows.iter().map(read_traffic).collect::<Result<_, _>>()?;
    if rows.len() == interfaces.len() {
        for (row, name) in rows.iter_mut().zip(interfaces).filter(|(row, _)| row.name.is_none()) {
            row.name = Some((*name).into());
        }
    }
    Ok(rows)
}

/// The command that gives a row for each of these every second until it is cancelled; for [`crate::Link::follow`].
pub fn monitor_traffic(interfaces: &[&str]) -> Command {
    Command::new(TRAFFIC.0).attribute("interface", interfaces.join(","))
}

pub fn read_traffic(row: &Row) -> Result<Traffic, Error> {
    Ok(Traffic {
        name: row.filled("name"),
        rx_bits: TRAFFIC.number(row, "rx-bits-per-second")?,
        tx_bits: TRAFFIC.number(row, "tx-bits-per-second")?,
        rx_packets: row.number("rx-packets-per-second"),
        tx_packets: row.number("tx-packets-per-second"),
    })
}

fn read(row: &Row) -> Result<Interface, Error> {
    Ok(Interface {
        id: INTERFACE.id(row)?,
        name: INTERFACE.text(row, "name")?,
        kind: row.text("type").unwrap_or_default(),
        running: INTERFACE.flag(row, "running")?,
        disabled: INTERFACE.flag(row, "disabled")?,
        rx_octets: row.number("rx-byte"),
        tx_octets: row.number("tx-byte"),
        rx_errors: row.number("rx-error"),
        tx_errors: row.number("tx-error"),
        link_downs: row.number("link-downs"),
        last_link_up: row.date_time("last-link-up-time"),
        comment: row.filled("comment"),
    })
}
