//! What crosses areas: drift of generated files, the architecture, the rights matrix.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod architecture;
mod bindings;
mod commands;
mod query_cache;
mod rights;
mod words;
