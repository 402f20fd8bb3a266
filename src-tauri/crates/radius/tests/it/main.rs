//! The crate against real sockets, the public `radius` crate, and FreeRADIUS.
#![allow(clippy::unwrap_used, reason = "tests")]

mod codec;
mod dictionary;
mod freeradius;
mod oracle;
mod peer;
mod retransmission;
