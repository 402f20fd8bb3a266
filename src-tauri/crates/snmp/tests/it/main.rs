//! The crate against `snmp2`'s own USM and against net-snmp's agent.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod snmpd;
mod witness;
