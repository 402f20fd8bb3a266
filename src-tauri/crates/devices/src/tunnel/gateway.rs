//! What a VPN gateway tells of its tunnels.

use std::net::IpAddr;

use futures_util::future::BoxFuture;

use super::fault::GatewayError;
use super::session::{Octets, SessionKey, TunnelSession};

/// A gateway of some kind. After an error it is connected anew.
pub trait Gateway: Send + 'static {
    fn connect(&mut self) -> BoxFuture<'_, Result<(), GatewayError>>;

    /// The next news, as long as it takes. After every `connect` there is a [`Sighting::All`] soon, and again from time to
    /// time: what was told in between may have been lost.
    fn next(&mut self) -> BoxFuture<'_, Result<Sighting, GatewayError>>;
}

/// What was seen at a gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sighting {
    /// Every session that is up.
    All(Vec<TunnelSession>),
    Up(TunnelSession),
    /// The session has this address now.
    Address(SessionKey, IpAddr),
    Down(SessionKey),
    Octets(SessionKey, Octets),
    /// A device wants to come in and nobody here decides about it: it will not.
    Unanswered,
}
