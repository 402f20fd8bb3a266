//! `/radius`: which servers the router asks, and whether it listens for CoA and Disconnect.

use std::time::Duration;

use crate::command::Command;
use crate::connection::Connection;
use crate::error::Error;
use crate::ppp::{filled, flag};
use crate::reply::Row;
use crate::value::{Id, Text, parse_bool, parse_duration};

/// A server that the router asks. Its secret is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    pub id: Id,
    /// A comma list of `ppp`, `login`, `hotspot`, `dhcp`, …
    pub service: Text,
    /// An address; later versions take names too.
    pub address: Text,
    pub authentication_port: u16,
    pub accounting_port: u16,
    pub timeout: Option<Duration>,
    /// From 7.15 on.
    pub require_message_auth: Option<Text>,
    pub disabled: bool,
    pub comment: Option<Text>,
}

/// `/radius/incoming`: CoA and Disconnect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Incoming {
    /// Off by default.
    pub accept: bool,
    /// 3799 on what is sold today, 1700 in old set-ups.
    pub port: u16,
}

const RADIUS: &str = "/radius";
const INCOMING: &str = "/radius/incoming";

pub async fn servers(router: &Connection) -> Result<Vec<Server>, Error> {
    let command = Command::new("/radius/print").properties(&[
        ".id",
        "service",
        "address",
        "authentication-port",
        "accounting-port",
        "timeout",
        "require-message-auth",
        "disabled",
        "comment",
    ]);
    router.run(command).await?.rows.iter().map(read_server).collect()
}

pub async fn incoming(router: &Connection) -> Result<Incoming, Error> {
    let answer = router.run(Command::new("/radius/incoming/print").properties(&["accept", "port"])).await?;
    let empty = Row::default();
    let row = answer.rows.first().unwrap_or(&empty);
    Ok(Incoming {
        accept: row.octets("accept").and_then(parse_bool).ok_or(Error::Unreadable { menu: INCOMING, property: "accept" })?,
        port: port(row, INCOMING, "port")?,
    })
}

fn read_server(row: &Row) -> Result<Server, Error> {
    Ok(Server {
        id: row.id().ok_or(Error::Unreadable { menu: RADIUS, property: ".id" })?,
        service: row.text("service").unwrap_or_default(),
        address: row.text("address").ok_or(Error::Unreadable { menu: RADIUS, property: "address" })?,
        authentication_port: port(row, RADIUS, "authentication-port")?,
        accounting_port: port(row, RADIUS, "accounting-port")?,
        timeout: row.shown("timeout").and_then(|timeout| parse_duration(&timeout)),
        require_message_auth: filled(row, "require-message-auth"),
        disabled: flag(row, RADIUS, "disabled")?,
        comment: filled(row, "comment"),
    })
}

fn port(row: &Row, menu: &'static str, property: &'static str) -> Result<u16, Error> {
    row.shown(property).and_then(|port| port.parse().ok()).ok_or(Error::Unreadable { menu, property })
}
