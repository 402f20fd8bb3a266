//! `/ppp`: secrets (local accounts), active sessions, profiles.

use std::net::IpAddr;
use std::time::Duration;

use crate::command::{Command, Query};
use crate::connection::Connection;
use crate::error::Error;
use crate::login::Password;
use crate::reply::Row;
use crate::value::{Id, Text, format_bool, parse_bool, parse_duration};

/// A local PPP account. Its password is not read along; see [`secret_password`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret {
    pub id: Id,
    pub name: Text,
    /// `any`, `pppoe`, `ovpn`, …
    pub service: Text,
    pub profile: Text,
    pub local_address: Option<Text>,
    /// An address or the name of a pool.
    pub remote_address: Option<Text>,
    pub caller_id: Option<Text>,
    pub disabled: bool,
    pub comment: Option<Text>,
}

/// What `add` takes.
#[derive(Debug, Clone)]
pub struct NewSecret {
    pub name: String,
    pub password: Password,
    pub service: String,
    pub profile: String,
    pub remote_address: Option<String>,
    pub comment: Option<String>,
    pub disabled: bool,
}

/// What `set` changes; `None` leaves a property as it is.
#[derive(Debug, Clone, Default)]
pub struct SecretChange {
    pub password: Option<Password>,
    pub profile: Option<String>,
    /// Empty text removes it.
    pub remote_address: Option<String>,
    pub comment: Option<String>,
    pub disabled: Option<bool>,
}

/// A session that is up.
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

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    pub id: Id,
    pub name: Text,
    pub local_address: Option<Text>,
    pub remote_address: Option<Text>,
    pub rate_limit: Option<Text>,
    pub address_list: Option<Text>,
    pub comment: Option<Text>,
}

const SECRET: &str = "/ppp/secret";
const ACTIVE: &str = "/ppp/active";
const PROFILE: &str = "/ppp/profile";

pub async fn secrets(router: &Connection) -> Result<Vec<Secret>, Error> {
    print_secrets(router, None).await
}

/// The secret of this name, if there is one.
pub async fn secret(router: &Connection, name: &str) -> Result<Option<Secret>, Error> {
    Ok(print_secrets(router, Some(Query::equal("name", name))).await?.into_iter().next())
}

/// The password of a secret; `None` when there is no such secret, or the login lacks the policy `sensitive`.
pub async fn secret_password(router: &Connection, name: &str) -> Result<Option<Password>, Error> {
    let command = Command::new("/ppp/secret/print").properties(&["password"]).query(Query::equal("name", name));
    let answer = router.run(command).await?;
    Ok(answer.rows.first().and_then(|row| row.text("password")?.as_str().map(Password::new)))
}

pub async fn add_secret(router: &Connection, secret: &NewSecret) -> Result<Id, Error> {
    let command = Command::new("/ppp/secret/add")
        .attribute("name", &secret.name)
        .attribute("password", secret.password.reveal())
        .attribute("service", &secret.service)
        .attribute("profile", &secret.profile)
        .attribute_if("remote-address", secret.remote_address.as_ref())
        .attribute_if("comment", secret.comment.as_ref())
        .attribute("disabled", format_bool(secret.disabled));
    router.run(command).await?.new_id().ok_or(Error::Unreadable { menu: SECRET, property: "ret" })
}

pub async fn set_secret(router: &Connection, id: &Id, change: &SecretChange) -> Result<(), Error> {
    let command = Command::new("/ppp/secret/set")
        .attribute(".id", id)
        .attribute_if("password", change.password.as_ref().map(Password::reveal))
        .attribute_if("profile", change.profile.as_ref())
        .attribute_if("remote-address", change.remote_address.as_ref())
        .attribute_if("comment", change.comment.as_ref())
        .attribute_if("disabled", change.disabled.map(format_bool));
    router.run(command).await.map(|_| ())
}

pub async fn remove_secret(router: &Connection, id: &Id) -> Result<(), Error> {
    router.run(Command::new("/ppp/secret/remove").attribute(".id", id)).await.map(|_| ())
}

pub async fn active(router: &Connection) -> Result<Vec<Active>, Error> {
    router.run(print_active()).await?.rows.iter().map(read_active).collect()
}

/// The sessions of one user; the router chooses them, so that a full one need not send thousands.
pub async fn active_of(router: &Connection, name: &str) -> Result<Vec<Active>, Error> {
    router.run(print_active().query(Query::equal("name", name))).await?.rows.iter().map(read_active).collect()
}

/// Ends a session. Its customer's router dials again at once, so this is a way to have it authenticate anew.
pub async fn remove_active(router: &Connection, id: &Id) -> Result<(), Error> {
    router.run(Command::new("/ppp/active/remove").attribute(".id", id)).await.map(|_| ())
}

pub async fn profiles(router: &Connection) -> Result<Vec<Profile>, Error> {
    let command = Command::new("/ppp/profile/print").properties(&[
        ".id",
        "name",
        "local-address",
        "remote-address",
        "rate-limit",
        "address-list",
        "comment",
    ]);
    router.run(command).await?.rows.iter().map(read_profile).collect()
}

fn print_active() -> Command {
    Command::new("/ppp/active/print").properties(&[".id", "name", "service", "caller-id", "address", "uptime", "session-id", "radius"])
}

async fn print_secrets(router: &Connection, query: Option<Query>) -> Result<Vec<Secret>, Error> {
    let command = Command::new("/ppp/secret/print").properties(&[
        ".id",
        "name",
        "service",
        "profile",
        "local-address",
        "remote-address",
        "caller-id",
        "disabled",
        "comment",
    ]);
    let command = match query {
        Some(query) => command.query(query),
        None => command,
    };
    router.run(command).await?.rows.iter().map(read_secret).collect()
}

fn read_secret(row: &Row) -> Result<Secret, Error> {
    Ok(Secret {
        id: row.id().ok_or(Error::Unreadable { menu: SECRET, property: ".id" })?,
        name: row.text("name").ok_or(Error::Unreadable { menu: SECRET, property: "name" })?,
        service: row.text("service").unwrap_or_else(|| "any".into()),
        profile: row.text("profile").unwrap_or_else(|| "default".into()),
        local_address: filled(row, "local-address"),
        remote_address: filled(row, "remote-address"),
        caller_id: filled(row, "caller-id"),
        disabled: flag(row, SECRET, "disabled")?,
        comment: filled(row, "comment"),
    })
}

fn read_active(row: &Row) -> Result<Active, Error> {
    Ok(Active {
        id: row.id().ok_or(Error::Unreadable { menu: ACTIVE, property: ".id" })?,
        name: row.text("name").ok_or(Error::Unreadable { menu: ACTIVE, property: "name" })?,
        service: row.text("service").unwrap_or_default(),
        caller_id: row.text("caller-id").unwrap_or_default(),
        address: row.shown("address").and_then(|address| address.parse().ok()),
        uptime: row.shown("uptime").and_then(|uptime| parse_duration(&uptime)),
        session_id: row.text("session-id").unwrap_or_default(),
        radius: flag(row, ACTIVE, "radius")?,
    })
}

fn read_profile(row: &Row) -> Result<Profile, Error> {
    Ok(Profile {
        id: row.id().ok_or(Error::Unreadable { menu: PROFILE, property: ".id" })?,
        name: row.text("name").ok_or(Error::Unreadable { menu: PROFILE, property: "name" })?,
        local_address: filled(row, "local-address"),
        remote_address: filled(row, "remote-address"),
        rate_limit: filled(row, "rate-limit"),
        address_list: filled(row, "address-list"),
        comment: filled(row, "comment"),
    })
}

/// Absent and empty are the same to RouterOS, by version.
pub(crate) fn filled(row: &Row, key: &str) -> Option<Text> {
    row.text(key).filter(|text| !text.is_empty())
}

/// A flag that is absent is off: older versions leave it out.
pub(crate) fn flag(row: &Row, menu: &'static str, property: &'static str) -> Result<bool, Error> {
    match row.octets(property) {
        Some(octets) => parse_bool(octets).ok_or(Error::Unreadable { menu, property }),
        None => Ok(false),
    }
}
