//! A service node as a form has it.

use std::net::IpAddr;

use janet_model::{BranchId, OltDialect, Pin};
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::{Error, fields};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum NodeKind {
    Router,
    Olt,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Vendor {
    Mikrotik,
    Zte,
    Huawei,
    Vsol,
    Hioso,
    Hsgq,
    Cdata,
    Global,
    Zymlink,
    /// A recording that is played back, for demonstrations.
    Mock,
}

/// How an OLT's command line is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Transport {
    #[default]
    Ssh,
    /// Not encrypted, and the device proves nothing: a named state on Diagnostics.
    Telnet,
}

impl Transport {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Transport::Ssh => "ssh",
            Transport::Telnet => "telnet",
        }
    }

    /// The CHECK of the table knows these two.
    pub fn parse(text: &str) -> Transport {
        if text == "telnet" { Transport::Telnet } else { Transport::Ssh }
    }
}

/// The way to the device. Absent in requests of programs that knew one way only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
pub struct Reach {
    /// OLTs: the command line of the make's family; empty = the usual one of the make.
    pub dialect: Option<OltDialect>,
    /// OLTs.
    pub transport: Transport,
    /// OLTs whose command line lists port by port: how many PON ports; empty = the usual number of the family.
    pub pons: Option<u8>,
    /// Routers: the API within TLS, usually on 8729. The first certificate that is seen is pinned.
    pub tls: bool,
}

impl NodeKind {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            NodeKind::Router => "router",
            NodeKind::Olt => "olt",
        }
    }

    pub(crate) fn parse(text: &str) -> NodeKind {
        if text == "olt" { NodeKind::Olt } else { NodeKind::Router }
    }
}

impl Vendor {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Vendor::Mikrotik => "mikrotik",
            Vendor::Zte => "zte",
            Vendor::Huawei => "huawei",
            Vendor::Vsol => "vsol",
            Vendor::Hioso => "hioso",
            Vendor::Hsgq => "hsgq",
            Vendor::Cdata => "cdata",
            Vendor::Global => "global",
            Vendor::Zymlink => "zymlink",
            Vendor::Mock => "mock",
        }
    }

    pub fn parse(text: &str) -> Vendor {
        match text {
            "zte" => Vendor::Zte,
            "huawei" => Vendor::Huawei,
            "vsol" => Vendor::Vsol,
            "hioso" => Vendor::Hioso,
            "hsgq" => Vendor::Hsgq,
            "cdata" => Vendor::Cdata,
            "global" => Vendor::Global,
            "zymlink" => Vendor::Zymlink,
            "mock" => Vendor::Mock,
            // The CHECK of the table knows no other.
            _ => Vendor::Mikrotik,
        }
    }
}

/// What an operator types about a device. Passwords are never part of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct NodeInput {
    pub branch_id: BranchId,
    pub kind: NodeKind,
    pub vendor: Vendor,
    pub code: String,
    pub name: String,
    /// A host name or an address.
    pub address: String,
    pub port: u16,
    pub username: String,
    pub pin: Option<Pin>,
    /// Routers: where CoA and Disconnect go.
    pub coa_port: Option<u16>,
    /// Routers: the IP address that their RADIUS packets come from; empty = `address`.
    pub nas_address: String,
    /// OLTs: old firmware that knows only SHA-1 and CBC.
    pub legacy_ssh: bool,
    /// OLTs: the VLAN in which customers' traffic leaves.
    pub vlan: Option<u16>,
    pub reach: Reach,
}

impl NodeInput {
    /// Tidies what was typed and names the first field that breaks its rule.
    pub(crate) fn check(mut self) -> Result<NodeInput, Error> {
        self.code = fields::code(&self.code)?;
        self.name = fields::required_name(&self.name)?;
        if (self.kind == NodeKind::Router) != (self.vendor == Vendor::Mikrotik) {
            return Err(Error::Invalid { field: "vendor" });
        }
        self.address = self.address.trim().to_ascii_lowercase();
        if self.address.is_empty() {
            return Err(Error::Required { field: "address" });
        }
        if !is_host(&self.address) {
            return Err(Error::Invalid { field: "address" });
        }
        if self.port == 0 {
            return Err(Error::Invalid { field: "port" });
        }
        self.username = self.username.trim().to_owned();
        if self.username.is_empty() {
            return Err(Error::Required { field: "username" });
        }
        if self.username.len() > 64 || !self.username.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(Error::Invalid { field: "username" });
        }
        if let Some(pin) = self.pin {
            fields::pin(pin)?;
        }
        self.nas_address = self.nas_address.trim().to_owned();
        match self.kind {
            NodeKind::Router => {
                self.legacy_ssh = false;
                self.vlan = None;
                self.reach = Reach { tls: self.reach.tls, ..Reach::default() };
                if self.coa_port == Some(0) {
                    return Err(Error::Invalid { field: "coa_port" });
                }
                self.coa_port = self.coa_port.or(Some(3799));
                if !self.nas_address.is_empty() && self.nas_address.parse::<IpAddr>().is_err() {
                    return Err(Error::Invalid { field: "nas_address" });
                }
            }
            NodeKind::Olt => {
                self.coa_port = None;
                self.nas_address.clear();
                self.reach.tls = false;
                let dialect = self.reach.dialect.or_else(|| OltDialect::usual_of(self.vendor.as_str()));
                if dialect.is_none_or(|dialect| dialect.make() != self.vendor.as_str()) {
                    return Err(Error::Invalid { field: "dialect" });
                }
                self.reach.dialect = dialect;
                if self.reach.pons.is_some_and(|pons| !(1..=16).contains(&pons)) {
                    return Err(Error::Invalid { field: "pons" });
                }
                self.legacy_ssh &= self.reach.transport == Transport::Ssh;
                if self.vlan.is_some_and(|vlan| !(1..=4094).contains(&vlan)) {
                    return Err(Error::Invalid { field: "vlan" });
                }
            }
        }
        Ok(self)
    }
}

/// A host name (RFC 1123) or an IP address.
fn is_host(text: &str) -> bool {
    text.parse::<IpAddr>().is_ok()
        || text.len() <= 253
            && text.split('.').all(|label| {
                (1..=63).contains(&label.len())
                    && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
                    && !label.starts_with('-')
                    && !label.ends_with('-')
            })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts() {
        for good in ["10.1.2.3", "olt-1.lan", "fe80::1", "localhost"] {
            assert!(is_host(good), "{good}");
        }
        for bad in ["", "a b", "-x", "x-", "http://x", "x..y", "rumah;reboot"] {
            assert!(!is_host(bad), "{bad}");
        }
    }
}
