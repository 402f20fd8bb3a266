//! The company's own affairs on a real PostgreSQL, through real logins.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod first_run;
mod operators;
mod settings;
