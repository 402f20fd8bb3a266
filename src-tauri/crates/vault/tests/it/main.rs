//! The vault on a real PostgreSQL, through real logins.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod admission;
mod rights;
mod secrets;
mod site;
