//! Simulated devices on real sockets of 127.0.0.1. They keep state, take faults, and refuse what the real device refuses.
//! What a simulator believes is held against outside truth in the tests: FreeRADIUS, radclient, librouteros, captures.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

pub mod faults;
pub mod nas;
pub mod olt;
pub mod routeros;
pub mod site;
pub mod snmp;
