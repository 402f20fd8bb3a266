//! Devices over real sockets, against the simulators; the passwords come out of a real vault.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod budget;
mod disconnect;
mod faults;
mod makes;
mod openvpn_peer;
mod openvpn_script;
mod openvpn_server;
mod plan;
mod reading;
mod register;
mod router;
mod router_needs;
#[allow(dead_code, reason = "this crate's tests need less of it than the lab's")]
#[path = "../../../lab/tests/it/server.rs"]
mod server;
mod site;
mod tunnel;
