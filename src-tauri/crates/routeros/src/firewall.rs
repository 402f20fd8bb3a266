//! `/ip/firewall`: address lists, who is treated how, such as those in isolir; and the rules that look at a list.

use std::time::Duration;

use chrono::NaiveDateTime;

use crate::ask::Ask;
use crate::command::Query;
use crate::error::Error;
use crate::menu::Menu;
use crate::reply::Row;
use crate::value::{Id, Text};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListEntry {
    pub id: Id,
    pub list: Text,
    /// An address, a prefix, a range, or a name that the router resolves.
    pub address: Text,
    /// What is left, for entries that end.
    pub timeout: Option<Duration>,
    /// On the router's clock.
    pub created: Option<NaiveDateTime>,
    pub dynamic: bool,
    pub disabled: bool,
    pub comment: Option<Text>,
}

const LIST: Menu = Menu("/ip/firewall/address-list");
const PROPERTIES: &[&str] = &[".id", "list", "address", "timeout", "creation-time", "dynamic", "disabled", "comment"];

/// One list.
pub async fn list(router: &impl Ask, list: &str) -> Result<Vec<ListEntry>, Error> {
    LIST.print(router, PROPERTIES, Some(Query::equal("list", list)), read).await
}

/// Every list that has this address, spelled so.
pub async fn lists_of(router: &impl Ask, address: &str) -> Result<Vec<ListEntry>, Error> {
    LIST.print(router, PROPERTIES, Some(Query::equal("address", address)), read).await
}

pub async fn add_to_list(router: &impl Ask, list: &str, address: &str, comment: Option<&str>) -> Result<Id, Error> {
    let command = LIST.command("add").attribute("list", list).attribute("address", address).attribute_if("comment", comment);
    LIST.add(router, command).await
}

pub async fn remove_from_list(router: &impl Ask, id: &Id) -> Result<(), Error> {
    LIST.remove(router, id).await
}

/// Which table of rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    Filter,
    Nat,
}

/// A rule, as far as it tells what happens to whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    pub chain: Text,
    pub action: Text,
    pub source_list: Option<Text>,
    pub disabled: bool,
}

/// The rules of a table in their order; the dynamic ones are the router's own.
pub async fn rules(router: &impl Ask, table: Table) -> Result<Vec<Rule>, Error> {
    let menu = match table {
        Table::Filter => Menu("/ip/firewall/filter"),
        Table::Nat => Menu("/ip/firewall/nat"),
    };
    let read = |row: &Row| {
        Ok(Rule {
            chain: menu.text(row, "chain")?,
            action: row.text("action").unwrap_or_default(),
            source_list: row.filled("src-address-list"),
            disabled: menu.flag(row, "disabled")?,
        })
    };
    menu.print(router, &["chain", "action", "src-address-list", "disabled"], None, read).await
}

fn read(row: &Row) -> Result<ListEntry, Error> {
    Ok(ListEntry {
        id: LIST.id(row)?,
        list: LIST.text(row, "list")?,
        address: LIST.text(row, "address")?,
        timeout: row.duration("timeout"),
        created: row.date_time("creation-time"),
        dynamic: LIST.flag(row, "dynamic")?,
        disabled: LIST.flag(row, "disabled")?,
        comment: row.filled("comment"),
    })
}
