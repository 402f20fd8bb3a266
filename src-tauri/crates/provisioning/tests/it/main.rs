#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where its world is not as it says")]
//! Provisioning against a real PostgreSQL, simulated devices that speak their real protocols, and a real FreeRADIUS.

mod adopt;
mod adopt_onus;
mod canary;
mod connect;
mod devices;
mod line;
mod radclient;
mod refusals;
mod why;
