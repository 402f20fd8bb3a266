//! Parsers against captures of real devices, against distorted tables and arbitrary text; plans against exact lines.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod brand;
mod captures;
mod cdata;
mod distorted;
mod distortion;
mod driver;
mod hsgq;
mod mock;
mod plans;
