//! The desired state of a service, its plan, and the reconcilers that make devices follow it.

pub mod adopt;
mod check;
mod command_log;
mod connect;
mod detail;
mod disconnect;
mod discover;
mod error;
mod input;
mod node;
mod olt_log;
mod onu;
mod onu_read;
mod plant;
pub mod ports;
mod preview;
mod register;
mod router_check;
mod trouble;
mod username;
mod why_offline;

pub use adopt::{
    AdoptionCounts, AdoptionFind, AdoptionNode, AdoptionPage, AdoptionRequest, AdoptionShow, adoption_finds, adoption_nodes, read_node,
};
pub use check::{Check, CheckCode, CheckLevel};
pub use command_log::{LogExchange, LogFilter, LogPage, LogRow, LogSession, command_log, log_session};
pub use connect::{Connect, Connected};
pub use detail::{OnuDetail, ServiceDetail, ServiceJob, services};
pub use disconnect::disconnect;
pub use discover::{Discover, OltSeen, Unregistered, UnregisteredOnu, discover, unregistered};
pub use error::Error;
pub use input::{ConnectInput, CustomerChoice, OnuChoice, ServiceInput};
pub use node::observe;
pub use olt_log::{OltLogEntry, olt_log};
pub use onu_read::{ReadOnu, read};
pub use plant::{OdpChoice, OdpDetail, OdpPort, OdpRow, PlaceAdvice, odp, odps, place_advice};
pub use preview::{OltPreview, PlanOnu, Preview, preview};
pub use register::register as register_onu;
pub use router_check::{CheckRouter, RouterCheck, check_router, router_check};
pub use trouble::{TroubleCode, told};
pub use username::{suggest_username, username_free};
pub use why_offline::{Cause, WhyOffline, why_offline};

/// The commands of this area.
pub fn register(registry: janet_db::Registry) -> janet_db::Registry {
    let registry = registry.with::<Connect>().with::<Discover>().with::<ReadOnu>().with::<CheckRouter>();
    registry.with::<adopt::ReadNode>().with::<adopt::Paste>().with::<adopt::MatchFinds>().with::<adopt::Review>().with::<adopt::Take>()
}
