//! One client serves all the agents that a program reads.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use crate::credentials::Credentials;
use crate::session::Session;
use crate::transport::Transport;
use crate::walk::WalkLimits;

/// How long and how often a request is sent. Each wait is twice the one before. The request id stays the same, so that an
/// answer to any of the transmissions is the answer.
#[derive(Debug, Clone, Copy)]
pub struct Timing {
    pub first_wait: Duration,
    pub transmissions: u32,
    /// When reading one device ends, whatever it still has to say.
    pub deadline: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Timing { first_wait: Duration::from_secs(1), transmissions: 3, deadline: Duration::from_secs(60) }
    }
}

/// An agent, as reading it is configured.
#[derive(Debug, Clone)]
pub struct Target {
    pub address: SocketAddr,
    pub credentials: Credentials,
    pub timing: Timing,
    pub limits: WalkLimits,
}

impl Target {
    pub fn new(address: SocketAddr, credentials: Credentials) -> Target {
        Target { address, credentials, timing: Timing::default(), limits: WalkLimits::default() }
    }
}

/// A few sockets, shared by all sessions. Clones share them too.
#[derive(Clone)]
pub struct Client {
    transport: Arc<Transport>,
}

impl Client {
    /// Opens the sockets; two serve thousands of agents. Nothing is sent yet.
    pub async fn bind(sockets: usize) -> std::io::Result<Client> {
        Ok(Client { transport: Arc::new(Transport::bind(sockets).await?) })
    }

    /// A session with one agent. Requests of a session go one after the other: SNMP is the least of a device's tasks.
    pub fn session(&self, target: Target) -> Session {
        Session::new(self.transport.clone(), target)
    }

    /// Datagrams that no request waited for: late replies, duplicates, strangers.
    pub fn dropped(&self) -> u64 {
        self.transport.dropped()
    }
}
