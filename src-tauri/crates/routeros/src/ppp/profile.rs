//! `/ppp/profile`: what sessions get that name it.

use crate::ask::Ask;
use crate::command::Command;
use crate::error::Error;
use crate::menu::Menu;
use crate::reply::Row;
use crate::value::{Id, Text};

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

/// What `add` and `set` give a profile; `None` leaves a property as it is, or at its default.
#[derive(Debug, Clone, Default)]
pub struct ProfileSettings {
    pub local_address: Option<String>,
    /// An address or the name of a pool.
    pub remote_address: Option<String>,
    /// In the grammar of [`crate::RateLimit`]; empty text removes it.
    pub rate_limit: Option<String>,
    pub address_list: Option<String>,
    pub comment: Option<String>,
}

const PROFILE: Menu = Menu("/ppp/profile");
const PROPERTIES: &[&str] = &[".id", "name", "local-address", "remote-address", "rate-limit", "address-list", "comment"];

pub async fn profiles(router: &impl Ask) -> Result<Vec<Profile>, Error> {
    PROFILE.print(router, PROPERTIES, None, read).await
}

pub async fn add_profile(router: &impl Ask, name: &str, settings: &ProfileSettings) -> Result<Id, Error> {
    PROFILE.add(router, with(PROFILE.command("add").attribute("name", name), settings)).await
}

pub async fn set_profile(router: &impl Ask, id: &Id, settings: &ProfileSettings) -> Result<(), Error> {
    router.ask(with(PROFILE.command("set").attribute(".id", id), settings)).await.map(|_| ())
}

/// Move the secrets that name it to another profile first: what becomes of them differs by version.
pub async fn remove_profile(router: &impl Ask, id: &Id) -> Result<(), Error> {
    PROFILE.remove(router, id).await
}

fn with(command: Command, settings: &ProfileSettings) -> Command {
    command
        .attribute_if("local-address", settings.local_address.as_ref())
        .attribute_if("remote-address", settings.remote_address.as_ref())
        .attribute_if("rate-limit", settings.rate_limit.as_ref())
        .attribute_if("address-list", settings.address_list.as_ref())
        .attribute_if("comment", settings.comment.as_ref())
}

fn read(row: &Row) -> Result<Profile, Error> {
    Ok(Profile {
        id: PROFILE.id(row)?,
        name: PROFILE.text(row, "name")?,
        local_address: row.filled("local-address"),
        remote_address: row.filled("remote-address"),
        rate_limit: row.filled("rate-limit"),
        address_list: row.filled("address-list"),
        comment: row.filled("comment"),
    })
}
