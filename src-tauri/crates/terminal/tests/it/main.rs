//! SSH against a real server on a loopback socket.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod device;
mod ssh;
