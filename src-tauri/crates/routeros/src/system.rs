//! `/system`: who the router is and how it does.

use std::time::Duration;

use crate::command::Command;
use crate::connection::Connection;
use crate::error::Error;
use crate::reply::Row;
use crate::value::{Text, parse_duration};

/// `7.20.6 (stable)`; what a router can do depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    pub major: u16,
    pub minor: u16,
    pub patch: u16,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    pub version: Version,
    /// As the router writes it, with its channel.
    pub version_text: Text,
    pub uptime: Option<Duration>,
    /// Percent.
    pub cpu_load: Option<u8>,
    /// Octets.
    pub free_memory: Option<u64>,
    /// Octets.
    pub total_memory: Option<u64>,
    pub architecture: Option<Text>,
    pub board: Option<Text>,
}

const RESOURCE: &str = "/system/resource";

pub async fn identity(router: &Connection) -> Result<Text, Error> {
    let answer = router.run(Command::new("/system/identity/print").properties(&["name"])).await?;
    answer.rows.first().and_then(|row| row.text("name")).ok_or(Error::Unreadable { menu: "/system/identity", property: "name" })
}

pub async fn resource(router: &Connection) -> Result<Resource, Error> {
    let answer = router
        .run(Command::new("/system/resource/print").properties(&[
            "version",
            "uptime",
            "cpu-load",
            "free-memory",
            "total-memory",
            "architecture-name",
            "board-name",
        ]))
        .await?;
    let empty = Row::default();
    let row = answer.rows.first().unwrap_or(&empty);
    let version_text = row.text("version").unwrap_or_default();
    let number = |key| row.shown(key).and_then(|number| number.parse().ok());
    Ok(Resource {
        version: version_text.as_str().and_then(Version::parse).ok_or(Error::Unreadable { menu: RESOURCE, property: "version" })?,
        version_text,
        uptime: row.shown("uptime").and_then(|uptime| parse_duration(&uptime)),
        cpu_load: row.shown("cpu-load").and_then(|load| load.trim_end_matches('%').parse().ok()),
        free_memory: number("free-memory"),
        total_memory: number("total-memory"),
        architecture: row.text("architecture-name"),
        board: row.text("board-name"),
    })
}

impl Version {
    /// Reads the numbers; `7.21beta3` counts as 7.21.
    pub fn parse(text: &str) -> Option<Version> {
        let mut numbers = text.split_ascii_whitespace().next()?.split('.').map(|part| {
            let digits = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
            part[..digits].parse::<u16>().ok()
        });
        let major = numbers.next()??;
        let minor = numbers.next()??;
        let patch = numbers.next().unwrap_or(Some(0))?;
        Some(Version { major, minor, patch })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_all_channels() {
        let version = |major, minor, patch| Some(Version { major, minor, patch });
        assert_eq!(Version::parse("7.20.6 (stable)"), version(7, 20, 6));
        assert_eq!(Version::parse("6.49.18 (long-term)"), version(6, 49, 18));
        assert_eq!(Version::parse("7.24rc2 (testing)"), version(7, 24, 0));
        assert_eq!(Version::parse("7.1"), version(7, 1, 0));
        assert_eq!(Version::parse(""), None);
        assert_eq!(Version::parse("seven"), None);
        assert!(Version::parse("6.49.18") < Version::parse("7.1"));
    }
}
