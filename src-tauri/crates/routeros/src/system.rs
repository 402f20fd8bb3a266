//! `/system`: who the router is and how it does.

mod health;

use std::time::Duration;

use crate::ask::Ask;
use crate::error::Error;
use crate::menu::Menu;
use crate::value::Text;
pub use health::{Measure, Reading, Unit, health};

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
    pub cpu_count: Option<u16>,
    /// Octets.
    pub free_memory: Option<u64>,
    /// Octets.
    pub total_memory: Option<u64>,
    /// Octets.
    pub free_disk: Option<u64>,
    /// Octets.
    pub total_disk: Option<u64>,
    pub architecture: Option<Text>,
    pub board: Option<Text>,
}

/// The hardware, where there is one of MikroTik's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Routerboard {
    pub model: Option<Text>,
    pub serial: Option<Text>,
    pub firmware: Option<Text>,
}

const RESOURCE: Menu = Menu("/system/resource");
const IDENTITY: Menu = Menu("/system/identity");
const ROUTERBOARD: Menu = Menu("/system/routerboard");

pub async fn identity(router: &impl Ask) -> Result<Text, Error> {
    let row = IDENTITY.single(router, &["name"]).await?;
    IDENTITY.text(&row, "name")
}

pub async fn set_identity(router: &impl Ask, name: &str) -> Result<(), Error> {
    router.ask(IDENTITY.command("set").attribute("name", name)).await.map(|_| ())
}

pub async fn resource(router: &impl Ask) -> Result<Resource, Error> {
    let properties = &[
        "version",
        "uptime",
        "cpu-load",
        "cpu-count",
        "free-memory",
        "total-memory",
        "free-hdd-space",
        "total-hdd-space",
        "architecture-name",
        "board-name",
    ];
    let row = RESOURCE.single(router, properties).await?;
    let version_text = row.text("version").unwrap_or_default();
    Ok(Resource {
        version: version_text.as_str().and_then(Version::parse).ok_or(RESOURCE.unreadable("version"))?,
        version_text,
        uptime: row.duration("uptime"),
        cpu_load: row.shown("cpu-load").and_then(|load| load.trim_end_matches('%').parse().ok()),
        cpu_count: row.number("cpu-count"),
        free_memory: row.number("free-memory"),
        total_memory: row.number("total-memory"),
        free_disk: row.number("free-hdd-space"),
        total_disk: row.number("total-hdd-space"),
        architecture: row.filled("architecture-name"),
        board: row.filled("board-name"),
    })
}

/// `None` on a PC or a virtual machine.
pub async fn routerboard(router: &impl Ask) -> Result<Option<Routerboard>, Error> {
    let row = ROUTERBOARD.single(router, &["routerboard", "model", "serial-number", "current-firmware"]).await?;
    if !ROUTERBOARD.flag(&row, "routerboard")? {
        return Ok(None);
    }
    Ok(Some(Routerboard { model: row.filled("model"), serial: row.filled("serial-number"), firmware: row.filled("current-firmware") }))
}

impl Version {
    /// Menus of routing, health and VPN differ between 6 and 7.
    pub fn is_7(self) -> bool {
        self.major >= 7
    }

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
