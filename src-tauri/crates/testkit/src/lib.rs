#![expect(clippy::expect_used, reason = "a test stops where its world cannot be made")]
//! The world a test lives in: a throw-away database on a real server, an executor, and operators with real logins.
//! A dev-dependency only.

mod cluster;
mod operators;
mod site;
mod sold;
mod world;

pub use cluster::cluster_folder;
pub use janet_devices::plan_onu;
pub use operators::TestOperator;
pub use site::{DEVICE_PASSWORD, HUAWEI_PON, RADIUS_SECRET, Site, ZTE_PON};
pub use sold::SoldPlan;
pub use world::World;
