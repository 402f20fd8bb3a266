//! What every typed call does with a menu and the rows that it gives.

use std::net::IpAddr;
use std::str::FromStr;
use std::time::Duration;

use chrono::NaiveDateTime;

use crate::ask::Ask;
use crate::command::{Command, Query};
use crate::error::Error;
use crate::rate_limit::RatePair;
use crate::reply::Row;
use crate::value::{Id, Text, parse_bool, parse_date_time, parse_duration};

/// A menu's path.
#[derive(Clone, Copy)]
pub(crate) struct Menu(pub(crate) &'static str);

impl Menu {
    pub(crate) fn command(self, verb: &str) -> Command {
        Command::new(&format!("{}/{verb}", self.0))
    }

    /// All rows, or those that the query chooses, with these properties.
    pub(crate) async fn print<T>(
        self,
        router: &impl Ask,
        properties: &[&str],
        query: Option<Query>,
        read: impl Fn(&Row) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        let command = self.command("print").properties(properties);
        let command = match query {
            Some(query) => command.query(query),
            None => command,
        };
        router.ask(command).await?.rows.iter().map(read).collect()
    }

    /// The row of a menu that has one; an empty one stands for none.
    pub(crate) async fn single(self, router: &impl Ask, properties: &[&str]) -> Result<Row, Error> {
        let answer = router.ask(self.command("print").properties(properties)).await?;
        Ok(answer.rows.first().cloned().unwrap_or_default())
    }

    pub(crate) async fn add(self, router: &impl Ask, command: Command) -> Result<Id, Error> {
        router.ask(command).await?.new_id().ok_or(self.unreadable("ret"))
    }

    pub(crate) async fn remove(self, router: &impl Ask, id: &Id) -> Result<(), Error> {
        router.ask(self.command("remove").attribute(".id", id)).await.map(|_| ())
    }

    pub(crate) fn unreadable(self, property: &'static str) -> Error {
        Error::Unreadable { menu: self.0, property }
    }

    pub(crate) fn id(self, row: &Row) -> Result<Id, Error> {
        row.id().ok_or(self.unreadable(".id"))
    }

    /// A property that every row has.
    pub(crate) fn text(self, row: &Row, property: &'static str) -> Result<Text, Error> {
        row.text(property).ok_or(self.unreadable(property))
    }

    pub(crate) fn number<N: FromStr>(self, row: &Row, property: &'static str) -> Result<N, Error> {
        row.number(property).ok_or(self.unreadable(property))
    }

    /// A flag that is absent is off: older versions leave it out.
    pub(crate) fn flag(self, row: &Row, property: &'static str) -> Result<bool, Error> {
        match row.octets(property) {
            Some(octets) => parse_bool(octets).ok_or(self.unreadable(property)),
            None => Ok(false),
        }
    }
}

/// Properties as values; `None` where one is absent or not of that kind.
impl Row {
    /// Absent and empty are the same to RouterOS, by version.
    pub fn filled(&self, key: &str) -> Option<Text> {
        self.text(key).filter(|text| !text.is_empty())
    }

    pub fn number<N: FromStr>(&self, key: &str) -> Option<N> {
        self.shown(key)?.parse().ok()
    }

    pub fn duration(&self, key: &str) -> Option<Duration> {
        parse_duration(&self.shown(key)?)
    }

    /// On the router's own clock. What never happened stands as the start of 1970 on some versions: that is `None` too.
    pub fn date_time(&self, key: &str) -> Option<NaiveDateTime> {
        parse_date_time(&self.shown(key)?).filter(|moment| moment.and_utc().timestamp() > 86_400)
    }

    pub fn address(&self, key: &str) -> Option<IpAddr> {
        self.shown(key)?.parse().ok()
    }

    /// `upload/download`.
    pub fn directions(&self, key: &str) -> Option<RatePair> {
        RatePair::parse(&self.shown(key)?)
    }

    /// In the rows of a monitor that goes on: which repetition this is.
    pub fn section(&self) -> Option<u64> {
        self.number(".section")
    }
}
