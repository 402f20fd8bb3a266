//! `/interface`: counters and state, those of PPPoE sessions (`<pppoe-NAME>`) included.

use crate::command::Command;
use crate::connection::Connection;
use crate::error::Error;
use crate::ppp::{filled, flag};
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
    pub comment: Option<Text>,
}

const INTERFACE: &str = "/interface";

pub async fn interfaces(router: &Connection) -> Result<Vec<Interface>, Error> {
    let command =
        Command::new("/interface/print").properties(&[".id", "name", "type", "running", "disabled", "rx-byte", "tx-byte", "comment"]);
    router.run(command).await?.rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Interface, Error> {
    let counter = |key| row.shown(key).and_then(|number| number.parse().ok());
    Ok(Interface {
        id: row.id().ok_or(Error::Unreadable { menu: INTERFACE, property: ".id" })?,
        name: row.text("name").ok_or(Error::Unreadable { menu: INTERFACE, property: "name" })?,
        kind: row.text("type").unwrap_or_default(),
        running: flag(row, INTERFACE, "running")?,
        disabled: flag(row, INTERFACE, "disabled")?,
        rx_octets: counter("rx-byte"),
        tx_octets: counter("tx-byte"),
        comment: filled(row, "comment"),
    })
}
