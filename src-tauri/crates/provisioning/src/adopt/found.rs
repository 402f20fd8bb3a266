//! What stands on a device before anybody of ours touched it, as the ports tell it.

use janet_network::PonPlace;
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::ports::OnuLine;

/// Where on a device a line was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum FindKind {
    /// A PPP secret of a router.
    Secret,
    /// A registered ONU of an OLT.
    Onu,
    /// A simple queue of a router.
    Queue,
    /// A hotspot user of a router.
    Hotspot,
}

impl FindKind {
    pub const fn as_str(self) -> &'static str {
        match self {
            FindKind::Secret => "secret",
            FindKind::Onu => "onu",
            FindKind::Queue => "queue",
            FindKind::Hotspot => "hotspot",
        }
    }

    pub fn parse(text: &str) -> FindKind {
        match text {
            "onu" => FindKind::Onu,
            "queue" => FindKind::Queue,
            "hotspot" => FindKind::Hotspot,
            // The CHECK of the table knows these four.
            _ => FindKind::Secret,
        }
    }
}

/// Name and value as the device has them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct FindField {
    pub name: String,
    pub value: String,
}

impl FindField {
    pub fn new(name: &str, value: impl Into<String>) -> FindField {
        FindField { name: name.to_owned(), value: value.into() }
    }
}

/// Something of a router that lets a subscriber in: a PPP secret, a simple queue, a hotspot user.
#[derive(Clone, PartialEq, Eq)]
pub struct RouterFind {
    pub kind: FindKind,
    pub name: String,
    pub comment: String,
    pub profile: Option<String>,
    /// Upload and download in kbit/s, from the profile or the queue.
    pub rate: Option<(u32, u32)>,
    /// Of whoever dials or dialled in, spelled `aa:bb:cc:dd:ee:ff`.
    pub macs: Vec<String>,
    pub address: Option<String>,
    pub disabled: bool,
    pub line: OnuLine,
    /// What it dials in with; `None` where there is none or the login may not read it.
    pub password: Option<String>,
    pub fields: Vec<FindField>,
}

impl std::fmt::Debug for RouterFind {
    /// Without the password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RouterFind").field("kind", &self.kind).field("name", &self.name).finish_non_exhaustive()
    }
}

/// An ONU that an OLT has registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisteredOnu {
    pub pon: PonPlace,
    pub onu_id: u8,
    /// GPON: vendor letters and eight hexadecimal digits.
    pub serial: Option<String>,
    /// EPON: spelled `aa:bb:cc:dd:ee:ff`.
    pub mac: Option<String>,
    pub line: OnuLine,
    /// What was written beside it on the OLT.
    pub description: String,
    /// The VLAN of its service port, where its configuration says one.
    pub vlan: Option<u16>,
    pub fields: Vec<FindField>,
}

/// Twelve hexadecimal digits in any of the usual spellings, as `aa:bb:cc:dd:ee:ff`. `None`: it is no MAC address, or all
/// zeros.
pub fn mac(text: &str) -> Option<String> {
    let separator = |c: char| matches!(c, ':' | '-' | '.');
    let digits: String = text.trim().chars().filter(|c| !separator(*c)).map(|c| c.to_ascii_lowercase()).collect();
    if digits.len() != 12 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) || digits.bytes().all(|b| b == b'0') {
        return None;
    }
    Some(digits.as_bytes().chunks(2).map(|pair| String::from_utf8_lossy(pair).into_owned()).collect::<Vec<_>>().join(":"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mac_addresses() {
        for text in ["AA:BB:CC:00:11:22", "aa-bb-cc-00-11-22", "aabb.cc00.1122", "aabbcc001122"] {
            assert_eq!(mac(text).as_deref(), Some("aa:bb:cc:00:11:22"), "{text}");
        }
        for text in ["", "00:00:00:00:00:00", "10.20.0.7", "aa:bb:cc:00:11", "gg:bb:cc:00:11:22"] {
            assert_eq!(mac(text), None, "{text}");
        }
    }
}
