//! Why a tunneled node has no address to be reached at, and what to do.

use std::net::IpAddr;

use chrono::{DateTime, Utc};

use crate::openvpn;

/// A gateway does not tell.
#[derive(Debug, Clone, thiserror::Error)]
pub enum GatewayError {
    #[error(transparent)]
    OpenVpn(#[from] openvpn::Error),
    #[error(transparent)]
    RouterOs(#[from] janet_routeros::Error),
}

impl GatewayError {
    /// Would trying again without a person only do harm?
    pub fn needs_a_person(&self) -> bool {
        match self {
            GatewayError::OpenVpn(error) => error.needs_a_person(),
            GatewayError::RouterOs(janet_routeros::Error::Down(reason)) => reason.needs_a_person(),
            GatewayError::RouterOs(error) => error.needs_a_person(),
        }
    }

    pub fn advice(&self) -> &'static str {
        match self {
            GatewayError::OpenVpn(error) => error.advice(),
            GatewayError::RouterOs(_) if self.needs_a_person() => "Check the gateway's API login and certificate",
            GatewayError::RouterOs(_) => "Check that the gateway is on and that its API (/ip/service) may be reached from here",
        }
    }
}

#[derive(Debug, Clone, thiserror::Error)]
pub enum TunnelFault {
    /// The gateway has not been read since this program started.
    #[error("the VPN gateway has not been read yet")]
    NotRead,
    /// Nothing is known of the tunnel for too long.
    #[error("the VPN gateway is not reached since {since}: {reason}")]
    GatewayLost { since: DateTime<Utc>, reason: GatewayError },
    #[error("no tunnel of `{user}` was ever seen")]
    NeverSeen { user: String },
    #[error("tunnel of `{user}` down since {since}")]
    Down { user: String, since: DateTime<Utc>, last_address: Option<IpAddr> },
    #[error("the tunnel of `{user}` is up since {since} and has no address")]
    NoAddress { user: String, since: DateTime<Utc> },
    /// What is sent to the address, passwords too, may reach the other.
    #[error("`{user}` and `{other}` have the same tunnel address {address}")]
    Shared { user: String, other: String, address: IpAddr },
}

impl TunnelFault {
    /// What to do about it.
    pub fn advice(&self) -> &'static str {
        match self {
            TunnelFault::NotRead => "Wait a moment",
            TunnelFault::GatewayLost { reason, .. } => reason.advice(),
            TunnelFault::NeverSeen { .. } => {
                "Compare the node's tunnel user with the user in the device's OVPN or SSTP client, and look at that client's log on the device"
            }
            TunnelFault::Down { .. } => {
                "Check the device's power and its internet line; it dials in again by itself. If it is online and does not, look at its VPN client's log"
            }
            TunnelFault::NoAddress { .. } => "Give the user an address at the gateway: a pool, or a fixed one",
            TunnelFault::Shared { .. } => "Give each user an address of its own at the gateway",
        }
    }
}
