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
mod links;
mod olt;
mod olt_faults;
mod olt_hioso;
mod olt_refusals;
mod olt_site;
mod olt_telnet;
mod olt_verbs;
mod olt_vsol;
mod peer_router;
mod program;
mod routers;
mod server;
mod sessions;
mod site;
mod snmp;
mod snmp_faults;
mod snmp_programs;
mod snmp_recordings;
