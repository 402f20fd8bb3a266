//! `/radius`: which servers the router asks, and whether it listens for CoA and Disconnect.

use std::time::Duration;

use crate::ask::Ask;
use crate::command::Command;
use crate::error::Error;
use crate::login::Password;
use crate::menu::Menu;
use crate::reply::Row;
use crate::value::{Id, Text, format_bool, parse_bool};

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

/// What `add` and `set` give a server; `None` leaves a property as it is, or at its default.
#[derive(Debug, Clone, Default)]
pub struct ServerSettings {
    pub service: Option<String>,
    pub address: Option<String>,
    pub secret: Option<Password>,
    pub authentication_port: Option<u16>,
    pub accounting_port: Option<u16>,
    /// Whole milliseconds.
    pub timeout: Option<Duration>,
    pub disabled: Option<bool>,
    pub comment: Option<String>,
}

/// `/radius/incoming`: CoA and Disconnect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Incoming {
    /// Off by default.
    pub accept: bool,
    /// 3799 on what is sold today, 1700 in old set-ups.
    pub port: u16,
}

/// What the router counted of one server since it was added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counters {
    pub requests: u64,
    pub accepts: u64,
    pub rejects: u64,
    pub resends: u64,
    pub timeouts: u64,
    pub bad_replies: u64,
    pub last_request_rtt: Option<Duration>,
}

const RADIUS: Menu = Menu("/radius");
const INCOMING: Menu = Menu("/radius/incoming");
const PROPERTIES: &[&str] =
    &[".id", "service", "address", "authentication-port", "accounting-port", "timeout", "require-message-auth", "disabled", "comment"];

pub async fn servers(router: &impl Ask) -> Result<Vec<Server>, Error> {
    RADIUS.print(router, PROPERTIES, None, read_server).await
}

pub async fn add_server(router: &impl Ask, settings: &ServerSettings) -> Result<Id, Error> {
    RADIUS.add(router, with(RADIUS.command("add"), settings)).await
}

pub async fn set_server(router: &impl Ask, id: &Id, settings: &ServerSettings) -> Result<(), Error> {
    router.ask(with(RADIUS.command("set").attribute(".id", id), settings)).await.map(|_| ())
}

pub async fn remove_server(router: &impl Ask, id: &Id) -> Result<(), Error> {
    RADIUS.remove(router, id).await
}

pub async fn counters(router: &impl Ask, id: &Id) -> Result<Counters, Error> {
    const MONITOR: Menu = Menu("/radius/monitor");
    // Without `once` the command never ends.
    let command = Command::new(MONITOR.0).attribute("numbers", id).attribute("once", "");
    let answer = router.ask(command).await?;
    let row = answer.rows.first().cloned().unwrap_or_default();
    Ok(Counters {
        requests: MONITOR.number(&row, "requests")?,
        accepts: MONITOR.number(&row, "accepts")?,
        rejects: MONITOR.number(&row, "rejects")?,
        resends: MONITOR.number(&row, "resends")?,
        timeouts: MONITOR.number(&row, "timeouts")?,
        bad_replies: MONITOR.number(&row, "bad-replies")?,
        last_request_rtt: row.duration("last-request-rtt"),
    })
}

pub async fn incoming(router: &impl Ask) -> Result<Incoming, Error> {
    let row = INCOMING.single(router, &["accept", "port"]).await?;
    Ok(Incoming {
        accept: row.octets("accept").and_then(parse_bool).ok_or(INCOMING.unreadable("accept"))?,
        port: INCOMING.number(&row, "port")?,
    })
}

pub async fn set_incoming(router: &impl Ask, incoming: Incoming) -> Result<(), Error> {
    let command = INCOMING.command("set").attribute("accept", format_bool(incoming.accept)).attribute("port", incoming.port.to_string());
    router.ask(command).await.map(|_| ())
}

fn with(command: Command, settings: &ServerSettings) -> Command {
    command
        .attribute_if("service", settings.service.as_ref())
        .attribute_if("address", settings.address.as_ref())
        .attribute_if("secret", settings.secret.as_ref().map(Password::reveal))
        .attribute_if("authentication-port", settings.authentication_port.map(|port| port.to_string()))
        .attribute_if("accounting-port", settings.accounting_port.map(|port| port.to_string()))
        .attribute_if("timeout", settings.timeout.map(|timeout| format!("{}ms", timeout.as_millis())))
        .attribute_if("disabled", settings.disabled.map(format_bool))
        .attribute_if("comment", settings.comment.as_ref())
}

fn read_server(row: &Row) -> Result<Server, Error> {
    Ok(Server {
        id: RADIUS.id(row)?,
        service: row.text("service").unwrap_or_default(),
        address: RADIUS.text(row, "address")?,
        authentication_port: RADIUS.number(row, "authentication-port")?,
        accounting_port: RADIUS.number(row, "accounting-port")?,
        timeout: row.duration("timeout"),
        require_message_auth: row.filled("require-message-auth"),
        disabled: RADIUS.flag(row, "disabled")?,
        comment: row.filled("comment"),
    })
}
