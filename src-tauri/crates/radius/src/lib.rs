//! RADIUS: packets, their proofs, a client for authentication and accounting, and a client for CoA and Disconnect.
//!
//! The codec is our own. The public `radius` crate (0.4.0) was read for it and stands in the way: a packet's
//! authenticator cannot be set, so a retransmission or an RFC vector cannot be rebuilt; it neither computes nor verifies
//! Message-Authenticator; vendor attributes can be written only as text and cannot be read; its attribute list is
//! private; the packet length is added up in 16 bits and overflows; the client sends once and accepts any reply. It is
//! kept as an independent witness in the tests (`tests/it/oracle.rs`).
//!
//! Sources: RFC 2865 (authentication), 2866 (accounting), 2869 (Message-Authenticator, gigawords), 3579 §3.2, 5080
//! (retransmission), 5176 (CoA and Disconnect), 5997 (Status-Server), and MikroTik's RADIUS page for vendor 14988.

mod accounting;
mod attribute;
mod client;
mod coa;
mod code;
pub mod dictionary;
mod error;
mod packet;
mod password;
mod secret;
mod sign;

pub use accounting::{AccountingStatus, TerminateCause, Usage};
pub use attribute::{Attribute, Attributes, Definition, Value};
pub use client::{Client, Credentials, Method, Retransmission, Server, Verdict};
pub use coa::{CoaClient, DEFAULT_COA_PORT, ErrorCause, Nas, NasProfile, Outcome, SessionIdentity};
pub use code::Code;
pub use error::{BadAttribute, ClientError, DecodeError, EncodeError, Unverified};
pub use packet::{MAX_PACKET, MIN_PACKET, Packet};
pub use password::{chap_response, hide_password, reveal_password, verify_chap};
pub use secret::Secret;
pub use sign::{Authenticator, Request, open_reply, open_request};
