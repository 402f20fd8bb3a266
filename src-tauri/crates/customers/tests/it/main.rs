//! Customers on a real PostgreSQL, through real logins.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod commands;
mod list;
mod sheet;
mod words;
