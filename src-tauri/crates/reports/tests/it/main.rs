//! Documents as they come out of the printer.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod documents;
mod text;
mod today;
