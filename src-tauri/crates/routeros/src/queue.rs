//! `/queue/simple`. Pairs are the target's upload first, then its download.

use crate::ask::Ask;
use crate::command::{Command, Query};
use crate::error::Error;
use crate::menu::Menu;
use crate::rate_limit::RatePair;
use crate::reply::Row;
use crate::value::{Id, Text, format_bool};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queue {
    pub id: Id,
    pub name: Text,
    /// Addresses, prefixes and interfaces, such as `10.0.0.5/32` or `<pppoe-budi>`.
    pub targets: Vec<Text>,
    pub parent: Option<Text>,
    /// Bits per second; 0 is no limit.
    pub max_limit: RatePair,
    /// Bits per second that are guaranteed.
    pub limit_at: Option<RatePair>,
    pub burst_limit: Option<RatePair>,
    /// Bits per second now.
    pub rate: Option<RatePair>,
    /// Octets so far.
    pub octets: Option<RatePair>,
    /// Packets so far.
    pub packets: Option<RatePair>,
    pub dropped: Option<RatePair>,
    pub disabled: bool,
    /// Made by PPP, DHCP or hotspot, and gone with its session.
    pub dynamic: bool,
    /// Its target is not there.
    pub invalid: bool,
    pub comment: Option<Text>,
}

/// What `add` and `set` give a queue; `None` leaves a property as it is, or at its default.
#[derive(Debug, Clone, Default)]
pub struct QueueSettings {
    /// With commas between several.
    pub target: Option<String>,
    pub max_limit: Option<RatePair>,
    pub limit_at: Option<RatePair>,
    pub parent: Option<String>,
    pub disabled: Option<bool>,
    pub comment: Option<String>,
}

const QUEUE: Menu = Menu("/queue/simple");
const PROPERTIES: &[&str] = &[
    ".id",
    "name",
    "target",
    "parent",
    "max-limit",
    "limit-at",
    "burst-limit",
    "rate",
    "bytes",
    "packets",
    "dropped",
    "disabled",
    "dynamic",
    "invalid",
    "comment",
];

pub async fn queues(router: &impl Ask) -> Result<Vec<Queue>, Error> {
    QUEUE.print(router, PROPERTIES, None, read).await
}

pub async fn queue(router: &impl Ask, name: &str) -> Result<Option<Queue>, Error> {
    Ok(QUEUE.print(router, PROPERTIES, Some(Query::equal("name", name)), read).await?.into_iter().next())
}

pub async fn add_queue(router: &impl Ask, name: &str, settings: &QueueSettings) -> Result<Id, Error> {
    QUEUE.add(router, with(QUEUE.command("add").attribute("name", name), settings)).await
}

pub async fn set_queue(router: &impl Ask, id: &Id, settings: &QueueSettings) -> Result<(), Error> {
    router.ask(with(QUEUE.command("set").attribute(".id", id), settings)).await.map(|_| ())
}

pub async fn remove_queue(router: &impl Ask, id: &Id) -> Result<(), Error> {
    QUEUE.remove(router, id).await
}

fn with(command: Command, settings: &QueueSettings) -> Command {
    // Whole bits: every version reads them.
    let bits = |pair: RatePair| format!("{}/{}", pair.upload, pair.download);
    command
        .attribute_if("target", settings.target.as_ref())
        .attribute_if("max-limit", settings.max_limit.map(bits))
        .attribute_if("limit-at", settings.limit_at.map(bits))
        .attribute_if("parent", settings.parent.as_ref())
        .attribute_if("disabled", settings.disabled.map(format_bool))
        .attribute_if("comment", settings.comment.as_ref())
}

fn read(row: &Row) -> Result<Queue, Error> {
    let targets = row.octets("target").unwrap_or_default().split(|octet| *octet == b',');
    Ok(Queue {
        id: QUEUE.id(row)?,
        name: QUEUE.text(row, "name")?,
        targets: targets.filter(|target| !target.is_empty()).map(Text::new).collect(),
        parent: row.filled("parent").filter(|parent| *parent != "none"),
        max_limit: row.directions("max-limit").ok_or(QUEUE.unreadable("max-limit"))?,
        limit_at: row.directions("limit-at"),
        burst_limit: row.directions("burst-limit"),
        rate: row.directions("rate"),
        octets: row.directions("bytes"),
        packets: row.directions("packets"),
        dropped: row.directions("dropped"),
        disabled: QUEUE.flag(row, "disabled")?,
        dynamic: QUEUE.flag(row, "dynamic")?,
        invalid: QUEUE.flag(row, "invalid")?,
        comment: row.filled("comment"),
    })
}
