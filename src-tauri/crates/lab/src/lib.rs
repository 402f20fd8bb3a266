//! Simulated devices on real sockets: they hold state, take faults, and refuse what the real device refuses.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

pub mod olt;
