//! The database layer against real servers.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod commands;
mod embedded;
mod feed;
mod jobs;
mod leases;
mod seals;
mod server;
