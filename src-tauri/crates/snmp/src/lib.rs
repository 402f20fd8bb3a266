//! SNMP v2c and v3 (USM): a client that reads many agents from a few sockets, and the typed records that the poller stores.
//!
//! Octets are read by the public `snmp2` (its BER reader). Its sessions are not used, for reasons that its source (0.5.3)
//! shows: one socket and two buffers of 64 KiB for each agent; one datagram out, one in, without timeout, retransmission or
//! walk; a late reply fails the next request; a varbind that cannot be read ends the list in silence; its message builders
//! are private. Its v3 adds to that: the authentication parameters are zeroed through a shared reference; the engine's clock
//! is taken from a message before its digest was checked; a Report becomes "not authenticated" whatever usmStats counter it
//! carries; and the megabyte of password hashing runs anew for each engine. So the messages and USM (RFC 3412, RFC 3414,
//! RFC 7860, RFC 3826) are written here on the RustCrypto crates (MIT or Apache-2.0, no OpenSSL), and `snmp2` with its own
//! USM is a witness in the tests, beside net-snmp.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod ber;
mod client;
mod counter;
mod credentials;
mod error;
mod exchange;
pub mod message;
pub mod mib;
mod oid;
mod pdu;
mod reading;
mod session;
mod table;
mod transport;
pub mod usm;
mod value;
mod walk;

pub use client::{Client, Target, Timing};
pub use counter::{Change, Counter, Growth, Sample};
pub use credentials::{AuthProtocol, BadCredentials, Community, Credentials, PrivProtocol, User};
pub use error::{DecodeError, Error, ErrorStatus, Unusable, UsmError};
pub use oid::{BadOid, Oid};
pub use pdu::{Kind, Pdu, Varbind};
pub use reading::{Reading, read};
pub use session::Session;
pub use table::{Row, Table};
pub use value::Value;
pub use walk::WalkLimits;
