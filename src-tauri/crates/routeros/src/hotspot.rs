//! `/ip/hotspot`: users (vouchers too) and who is logged in.

use std::net::IpAddr;
use std::time::Duration;

use crate::ask::Ask;
use crate::command::{Command, Query};
use crate::error::Error;
use crate::login::Password;
use crate::menu::Menu;
use crate::reply::Row;
use crate::value::{Id, Text, format_bool};

/// A local user. The password is not read along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    pub id: Id,
    pub name: Text,
    /// `all` or one hotspot server.
    pub server: Option<Text>,
    pub profile: Option<Text>,
    pub mac: Option<Text>,
    pub address: Option<IpAddr>,
    /// Used so far.
    pub uptime: Option<Duration>,
    pub limit_uptime: Option<Duration>,
    pub limit_octets_total: Option<u64>,
    /// From the user, so far.
    pub octets_in: Option<u64>,
    /// To the user, so far.
    pub octets_out: Option<u64>,
    /// The router's own, such as `default-trial`.
    pub default: bool,
    pub disabled: bool,
    pub comment: Option<Text>,
}

/// What `add` and `set` give a user; `None` leaves a property as it is, or at its default.
#[derive(Debug, Clone, Default)]
pub struct UserSettings {
    pub password: Option<Password>,
    pub server: Option<String>,
    pub profile: Option<String>,
    pub mac: Option<String>,
    /// Whole seconds.
    pub limit_uptime: Option<Duration>,
    pub limit_octets_total: Option<u64>,
    pub disabled: Option<bool>,
    pub comment: Option<String>,
}

/// Who is logged in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Active {
    pub id: Id,
    pub user: Text,
    pub server: Option<Text>,
    pub address: Option<IpAddr>,
    pub mac: Option<Text>,
    /// `http-chap`, `cookie`, `mac`, …
    pub login_by: Option<Text>,
    pub uptime: Option<Duration>,
    pub idle_time: Option<Duration>,
    pub session_time_left: Option<Duration>,
    pub octets_in: Option<u64>,
    pub octets_out: Option<u64>,
    pub radius: bool,
}

const USER: Menu = Menu("/ip/hotspot/user");
const PROFILE: Menu = Menu("/ip/hotspot/user/profile");
const ACTIVE: Menu = Menu("/ip/hotspot/active");
const USER_PROPERTIES: &[&str] = &[
    ".id",
    "name",
    "server",
    "profile",
    "mac-address",
    "address",
    "uptime",
    "limit-uptime",
    "limit-bytes-total",
    "bytes-in",
    "bytes-out",
    "default",
    "disabled",
    "comment",
];
const ACTIVE_PROPERTIES: &[&str] = &[
    ".id",
    "user",
    "server",
    "address",
    "mac-address",
    "login-by",
    "uptime",
    "idle-time",
    "session-time-left",
    "bytes-in",
    "bytes-out",
    "radius",
];

pub async fn users(router: &impl Ask) -> Result<Vec<User>, Error> {
    USER.print(router, USER_PROPERTIES, None, read_user).await
}

pub async fn user(router: &impl Ask, name: &str) -> Result<Option<User>, Error> {
    Ok(USER.print(router, USER_PROPERTIES, Some(Query::equal("name", name)), read_user).await?.into_iter().next())
}

pub async fn add_user(router: &impl Ask, name: &str, settings: &UserSettings) -> Result<Id, Error> {
    USER.add(router, with(USER.command("add").attribute("name", name), settings)).await
}

pub async fn set_user(router: &impl Ask, id: &Id, settings: &UserSettings) -> Result<(), Error> {
    router.ask(with(USER.command("set").attribute(".id", id), settings)).await.map(|_| ())
}

pub async fn remove_user(router: &impl Ask, id: &Id) -> Result<(), Error> {
    USER.remove(router, id).await
}

/// The names of the user profiles, and the rate limit of each.
pub async fn user_profiles(router: &impl Ask) -> Result<Vec<(Text, Option<Text>)>, Error> {
    let read = |row: &Row| Ok((PROFILE.text(row, "name")?, row.filled("rate-limit")));
    PROFILE.print(router, &["name", "rate-limit"], None, read).await
}

pub async fn active(router: &impl Ask) -> Result<Vec<Active>, Error> {
    ACTIVE.print(router, ACTIVE_PROPERTIES, None, read_active).await
}

pub async fn active_of(router: &impl Ask, user: &str) -> Result<Vec<Active>, Error> {
    ACTIVE.print(router, ACTIVE_PROPERTIES, Some(Query::equal("user", user)), read_active).await
}

/// Logs a user out.
pub async fn remove_active(router: &impl Ask, id: &Id) -> Result<(), Error> {
    ACTIVE.remove(router, id).await
}

fn with(command: Command, settings: &UserSettings) -> Command {
    command
        .attribute_if("password", settings.password.as_ref().map(Password::reveal))
        .attribute_if("server", settings.server.as_ref())
        .attribute_if("profile", settings.profile.as_ref())
        .attribute_if("mac-address", settings.mac.as_ref())
        .attribute_if("limit-uptime", settings.limit_uptime.map(|limit| format!("{}s", limit.as_secs())))
        .attribute_if("limit-bytes-total", settings.limit_octets_total.map(|limit| limit.to_string()))
        .attribute_if("disabled", settings.disabled.map(format_bool))
        .attribute_if("comment", settings.comment.as_ref())
}

fn read_user(row: &Row) -> Result<User, Error> {
    Ok(User {
        id: USER.id(row)?,
        name: USER.text(row, "name")?,
        server: row.filled("server"),
        profile: row.filled("profile"),
        mac: row.filled("mac-address").filter(|mac| *mac != "00:00:00:00:00:00"),
        address: row.address("address").filter(|address| !address.is_unspecified()),
        uptime: row.duration("uptime"),
        // 0 stands for none.
        limit_uptime: row.duration("limit-uptime").filter(|limit| !limit.is_zero()),
        limit_octets_total: row.number("limit-bytes-total").filter(|limit| *limit > 0),
        octets_in: row.number("bytes-in"),
        octets_out: row.number("bytes-out"),
        default: USER.flag(row, "default")?,
        disabled: USER.flag(row, "disabled")?,
        comment: row.filled("comment"),
    })
}

fn read_active(row: &Row) -> Result<Active, Error> {
    Ok(Active {
        id: ACTIVE.id(row)?,
        user: ACTIVE.text(row, "user")?,
        server: row.filled("server"),
        address: row.address("address"),
        mac: row.filled("mac-address"),
        login_by: row.filled("login-by"),
        uptime: row.duration("uptime"),
        idle_time: row.duration("idle-time"),
        session_time_left: row.duration("session-time-left"),
        octets_in: row.number("bytes-in"),
        octets_out: row.number("bytes-out"),
        radius: ACTIVE.flag(row, "radius")?,
    })
}
