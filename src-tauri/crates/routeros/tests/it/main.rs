//! The connection against scripted routers.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod ends;
mod eras;
mod gotchas;
mod link;
mod login;
mod many;
mod menus;
mod script;
