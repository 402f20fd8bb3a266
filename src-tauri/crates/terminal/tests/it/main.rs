//! SSH and Telnet against real servers and scripted peers on loopback sockets.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod cli;
mod device;
mod openssh;
mod ssh;
mod telnet;
mod telnetd;
