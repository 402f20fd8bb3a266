#![expect(clippy::expect_used, reason = "a test stops where its world cannot be made")]
//! The world a test lives in: a throw-away database on a real server, an executor, and operators with real logins.
//! A dev-dependency only.

mod cluster;
mod operators;
mod sold;
mod world;

pub use cluster::cluster_folder;
pub use operators::TestOperator;
pub use sold::SoldPlan;
pub use world::World;
