//! A tunnel that is up.

use std::net::IpAddr;

use chrono::{DateTime, Utc};

/// What carries a tunnel, and who tells of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TunnelKind {
    /// An OpenVPN server, by its management interface.
    OpenVpn,
    /// RouterOS's OVPN server, by its API.
    RouterOsOvpn,
    /// RouterOS's SSTP server, by its API.
    RouterOsSstp,
}

/// What a kind of tunnel was tried with. Screens say so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// The real program, in the tests.
    RealProgram,
    /// Our lab and the vendor's documentation only: no SSTP server could be had that works, and RouterOS is not free to run.
    LabAndDocumentation,
}

impl TunnelKind {
    pub fn proof(self) -> Proof {
        match self {
            TunnelKind::OpenVpn => Proof::RealProgram,
            TunnelKind::RouterOsOvpn | TunnelKind::RouterOsSstp => Proof::LabAndDocumentation,
        }
    }
}

/// Tells a session from the one before it, within one gateway.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SessionKey(String);

impl SessionKey {
    pub fn new(text: impl Into<String>) -> SessionKey {
        SessionKey(text.into())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Octets {
    /// From the device.
    pub received: u64,
    /// To the device.
    pub sent: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TunnelSession {
    pub key: SessionKey,
    /// What the device logs in as.
    pub user: String,
    pub kind: TunnelKind,
    /// In the tunnel: where the device is reached.
    pub address: Option<IpAddr>,
    /// Where it dials from; `None` where the gateway does not say.
    pub from: Option<IpAddr>,
    /// By the gateway's clock.
    pub since: DateTime<Utc>,
    /// `None` where the gateway does not count.
    pub octets: Option<Octets>,
}
