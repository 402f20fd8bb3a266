//! The simulated devices: against our own clients and drivers, and against FreeRADIUS, radclient and librouteros.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod api;
mod authorization;
mod end_to_end;
mod faults;
#[path = "../../../radius/tests/it/freeradius.rs"]
mod freeradius;
mod hsgq;
mod librouteros;
mod olt;
mod olt_faults;
mod olt_refusals;
mod olt_site;
mod olt_verbs;
mod program;
mod server;
mod sessions;
mod site;
