//! Simulated devices on real sockets of 127.0.0.1. They keep state, take faults, and refuse what the real device refuses.
//! What a simulator believes is held against outside truth in the tests: FreeRADIUS, radclient, librouteros.

pub mod faults;
pub mod nas;
pub mod routeros;
