//! `/ppp/secret`: local accounts.

use chrono::NaiveDateTime;

use crate::ask::Ask;
use crate::command::Query;
use crate::error::Error;
use crate::login::Password;
use crate::menu::Menu;
use crate::reply::Row;
use crate::value::{Id, Text, format_bool};

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
    /// On the router's clock; `None` where it never was, or the version does not keep it.
    pub last_logged_out: Option<NaiveDateTime>,
    pub last_caller_id: Option<Text>,
    pub last_disconnect_reason: Option<Text>,
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

const SECRET: Menu = Menu("/ppp/secret");
const PROPERTIES: &[&str] = &[
    ".id",
    "name",
    "service",
    "profile",
    "local-address",
    "remote-address",
    "caller-id",
    "disabled",
    "comment",
    "last-logged-out",
    "last-caller-id",
    "last-disconnect-reason",
];

pub async fn secrets(router: &impl Ask) -> Result<Vec<Secret>, Error> {
    SECRET.print(router, PROPERTIES, None, read).await
}

/// Those that the query chooses.
pub async fn secrets_where(router: &impl Ask, query: Query) -> Result<Vec<Secret>, Error> {
    SECRET.print(router, PROPERTIES, Some(query), read).await
}

/// The secret of this name, if there is one.
pub async fn secret(router: &impl Ask, name: &str) -> Result<Option<Secret>, Error> {
    Ok(secrets_where(router, Query::equal("name", name)).await?.into_iter().next())
}

/// The password of a secret; `None` when there is no such secret, or the login lacks the policy `sensitive`.
pub async fn secret_password(router: &impl Ask, name: &str) -> Result<Option<Password>, Error> {
    let command = SECRET.command("print").properties(&["password"]).query(Query::equal("name", name));
    let answer = router.ask(command).await?;
    Ok(answer.rows.first().and_then(|row| row.text("password")?.as_str().map(Password::new)))
}

pub async fn add_secret(router: &impl Ask, secret: &NewSecret) -> Result<Id, Error> {
    let command = SECRET
        .command("add")
        .attribute("name", &secret.name)
        .attribute("password", secret.password.reveal())
        .attribute("service", &secret.service)
        .attribute("profile", &secret.profile)
        .attribute_if("remote-address", secret.remote_address.as_ref())
        .attribute_if("comment", secret.comment.as_ref())
        .attribute("disabled", format_bool(secret.disabled));
    SECRET.add(router, command).await
}

pub async fn set_secret(router: &impl Ask, id: &Id, change: &SecretChange) -> Result<(), Error> {
    let command = SECRET
        .command("set")
        .attribute(".id", id)
        .attribute_if("password", change.password.as_ref().map(Password::reveal))
        .attribute_if("profile", change.profile.as_ref())
        .attribute_if("remote-address", change.remote_address.as_ref())
        .attribute_if("comment", change.comment.as_ref())
        .attribute_if("disabled", change.disabled.map(format_bool));
    router.ask(command).await.map(|_| ())
}

pub async fn remove_secret(router: &impl Ask, id: &Id) -> Result<(), Error> {
    SECRET.remove(router, id).await
}

fn read(row: &Row) -> Result<Secret, Error> {
    Ok(Secret {
        id: SECRET.id(row)?,
        name: SECRET.text(row, "name")?,
        service: row.text("service").unwrap_or_else(|| "any".into()),
        profile: row.text("profile").unwrap_or_else(|| "default".into()),
        local_address: row.filled("local-address"),
        remote_address: row.filled("remote-address"),
        caller_id: row.filled("caller-id"),
        disabled: SECRET.flag(row, "disabled")?,
        comment: row.filled("comment"),
        last_logged_out: row.date_time("last-logged-out"),
        last_caller_id: row.filled("last-caller-id"),
        last_disconnect_reason: row.filled("last-disconnect-reason"),
    })
}
