//! Charging and the books on a real PostgreSQL, through real logins.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod books;
mod charge;
mod days;
mod words;
