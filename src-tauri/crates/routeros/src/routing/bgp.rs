//! BGP sessions.

use std::time::Duration;

use chrono::NaiveDateTime;

use crate::ask::Ask;
use crate::error::Error;
use crate::menu::Menu;
use crate::reply::Row;
use crate::system::Version;
use crate::value::{Id, Text};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub id: Id,
    pub name: Text,
    /// With its interface after `%` where it is link-local.
    pub remote_address: Option<Text>,
    pub remote_as: Option<u32>,
    pub remote_id: Option<Text>,
    /// RouterOS 6 has it at the instance.
    pub local_as: Option<u32>,
    pub established: bool,
    /// RouterOS 6 only: `idle`, `active`, `established`, …
    pub state: Option<Text>,
    pub uptime: Option<Duration>,
    /// Prefixes received. RouterOS 7 leaves it out at times.
    pub prefixes: Option<u64>,
    pub hold_time: Option<Duration>,
    /// More prefixes than allowed.
    pub limit_exceeded: bool,
    /// What we told the peer last, if that ended the session.
    pub sent_notification: Option<Notification>,
    pub received_notification: Option<Notification>,
    pub last_started: Option<NaiveDateTime>,
    pub last_stopped: Option<NaiveDateTime>,
    pub disabled: bool,
}

/// A configured connection of RouterOS 7. One whose peer never answered has no session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    pub id: Id,
    pub name: Text,
    pub remote_address: Option<Text>,
    pub remote_as: Option<u32>,
    pub disabled: bool,
    pub comment: Option<Text>,
}

/// Why a session was ended (RFC 4271 §4.5, RFC 4486).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Notification {
    pub code: u8,
    pub subcode: u8,
}

const SESSION: Menu = Menu("/routing/bgp/session");
const CONNECTION: Menu = Menu("/routing/bgp/connection");
const PEER: Menu = Menu("/routing/bgp/peer");

/// Sessions of RouterOS 7, or peers of 6. On 7 those of peers that are gone stay for a while, and peers that never answered
/// are not among them: see [`connections`].
pub async fn sessions(router: &impl Ask, version: Version) -> Result<Vec<Session>, Error> {
    if version.is_7() {
        let properties = &[
            ".id",
            "name",
            "remote.address",
            "remote.as",
            "remote.id",
            "local.as",
            "established",
            "uptime",
            "prefix-count",
            "hold-time",
            "limit-exceeded",
            "output.last-notification",
            "input.last-notification",
            "last-started",
            "last-stopped",
        ];
        SESSION.print(router, properties, None, read_session).await
    } else {
        let properties = &[
            ".id",
            "name",
            "remote-address",
            "remote-as",
            "remote-id",
            "state",
            "established",
            "uptime",
            "prefix-count",
            "used-hold-time",
            "disabled",
        ];
        PEER.print(router, properties, None, read_peer).await
    }
}

/// What is configured on RouterOS 7.
pub async fn connections(router: &impl Ask) -> Result<Vec<Connection>, Error> {
    CONNECTION.print(router, &[".id", "name", "remote.address", "remote.as", "disabled", "comment"], None, read_connection).await
}

fn read_session(row: &Row) -> Result<Session, Error> {
    Ok(Session {
        id: SESSION.id(row)?,
        name: SESSION.text(row, "name")?,
        remote_address: row.filled("remote.address"),
        remote_as: row.number("remote.as"),
        remote_id: row.filled("remote.id"),
        local_as: row.number("local.as"),
        established: SESSION.flag(row, "established")?,
        state: None,
        uptime: row.duration("uptime"),
        prefixes: row.number("prefix-count"),
        hold_time: row.duration("hold-time"),
        // A switch: there with or without a value, or not there.
        limit_exceeded: SESSION.flag(row, "limit-exceeded")?,
        sent_notification: row.shown("output.last-notification").and_then(|hex| Notification::parse(&hex)),
        received_notification: row.shown("input.last-notification").and_then(|hex| Notification::parse(&hex)),
        last_started: row.date_time("last-started"),
        last_stopped: row.date_time("last-stopped"),
        disabled: false,
    })
}

fn read_peer(row: &Row) -> Result<Session, Error> {
    let state = row.filled("state");
    Ok(Session {
        id: PEER.id(row)?,
        name: PEER.text(row, "name")?,
        remote_address: row.filled("remote-address"),
        remote_as: row.number("remote-as"),
        remote_id: row.filled("remote-id"),
        local_as: None,
        established: PEER.flag(row, "established")? || state.as_ref().is_some_and(|state| *state == "established"),
        state,
        uptime: row.duration("uptime"),
        prefixes: row.number("prefix-count"),
        hold_time: row.duration("used-hold-time"),
        limit_exceeded: false,
        sent_notification: None,
        received_notification: None,
        last_started: None,
        last_stopped: None,
        disabled: PEER.flag(row, "disabled")?,
    })
}

fn read_connection(row: &Row) -> Result<Connection, Error> {
    Ok(Connection {
        id: CONNECTION.id(row)?,
        name: CONNECTION.text(row, "name")?,
        // With a length after it where it is a range of peers.
        remote_address: row.filled("remote.address"),
        remote_as: row.number("remote.as"),
        disabled: CONNECTION.flag(row, "disabled")?,
        comment: row.filled("comment"),
    })
}

impl Notification {
    /// From the BGP message in hexadecimal digits: marker, length, type 3, code, subcode.
    pub fn parse(hex: &str) -> Option<Notification> {
        let octet = |at: usize| u8::from_str_radix(hex.get(2 * at..2 * at + 2)?, 16).ok();
        let marked = (0..16).all(|at| octet(at) == Some(0xFF));
        (marked && octet(18) == Some(3)).then_some(())?;
        Some(Notification { code: octet(19)?, subcode: octet(20)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notifications_are_read_from_the_message() {
        let message = format!("{}0015030601", "f".repeat(32));
        assert_eq!(Notification::parse(&message), Some(Notification { code: 6, subcode: 1 }));
        let keepalive = format!("{}001304", "f".repeat(32));
        for none in ["", "0015030601", &message[..40], &keepalive, "é"] {
            assert_eq!(Notification::parse(none), None, "{none}");
        }
    }
}
