//! Tunneled nodes: devices that are reached by the address of their tunnel to a VPN gateway. The gateway's sessions tell
//! which user has which address now, and since when there is or is no tunnel.
//!
//! [`Tunnels`] follows one gateway and answers [`Tunnels::resolve`]. Two kinds of gateway tell: OpenVPN by its management
//! interface, RouterOS by its API for OVPN and SSTP.

mod admission;
mod fault;
mod gateway;
mod ledger;
mod openvpn;
mod routeros;
mod session;
mod tunnels;

pub use admission::{Admission, Denial, Verdict};
pub use fault::{GatewayError, TunnelFault};
pub use gateway::{Gateway, Sighting};
pub use ledger::{LastSeen, Ledger, Moved, Tunnel};
pub use openvpn::{OpenVpnControl, OpenVpnGateway, OpenVpnOptions};
pub use routeros::RouterOsGateway;
pub use session::{Octets, Proof, SessionKey, TunnelKind, TunnelSession};
pub use tunnels::{GatewayState, Picture, TunnelOptions, Tunnels};
