//! Payments on a real PostgreSQL, through real logins.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod accounts;
mod list;
mod receive;
mod release;
mod words;
