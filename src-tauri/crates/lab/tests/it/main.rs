//! Drivers against simulators over real sockets.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod olt;
mod olt_faults;
mod olt_refusals;
mod olt_site;
