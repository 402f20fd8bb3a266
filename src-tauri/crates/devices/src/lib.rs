//! The areas' ports to devices, spoken with the real protocols: OLTs over SSH and Telnet, routers over the RouterOS API, Disconnect
//! over RADIUS.
//!
//! A device that does not answer costs its own callers time and nobody else's: every node has its own budget of sessions,
//! and every visit a deadline.

mod adopt;
mod budget;
mod fixture;
mod olt;
pub mod openvpn;
mod router;
mod secrets;
pub mod tunnel;

use std::time::Duration;

use janet_olt::Pace;
use janet_terminal::Timing;
use janet_vault::Vault;

use budget::Budget;

pub use fixture::fixture;
/// The protocol itself, for the agent's verb that reads one device.
pub use janet_olt::capture as captures;
pub use janet_snmp as snmp;
pub use olt::{capabilities, plan_onu};

/// How long devices are waited for, and how many sessions each is given.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For finding out a host's address.
    pub resolve: Duration,
    /// From the first packet to an SSH shell, once the host took the connection: an old OLT is slow to compute its key.
    pub login: Duration,
    /// For a whole visit to an OLT, waiting for a free session included.
    pub visit: Duration,
    /// For the handshake with a router's API, and for each of its answers.
    pub router: Duration,
    pub timing: Timing,
    pub pace: Pace,
}

impl Default for Patience {
    fn default() -> Self {
        Patience {
            resolve: Duration::from_millis(1500),
            login: Duration::from_secs(15),
            visit: Duration::from_secs(60),
            router: Duration::from_secs(4),
            timing: Timing::default(),
            pace: Pace { busy_attempts: 8, busy_wait: Duration::from_secs(3), online_attempts: 6, online_wait: Duration::from_secs(2) },
        }
    }
}

/// All devices, as `provisioning::ports::{Olts, Routers}` want them.
#[derive(Debug)]
pub struct Devices {
    vault: Vault,
    patience: Patience,
    budget: Budget,
}

impl Devices {
    pub fn new(vault: Vault) -> Devices {
        Devices::with(vault, Patience::default())
    }

    pub fn with(vault: Vault, patience: Patience) -> Devices {
        Devices { vault, budget: Budget::default(), patience }
    }
}
