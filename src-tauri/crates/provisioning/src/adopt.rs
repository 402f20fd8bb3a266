//! Adoption: what stands on routers and OLTs already, whose it seems to be, and taking it over as it is.
//!
//! Nothing here writes to a device. A read keeps what was found ([`read_node`]); a matcher says whose it seems to be
//! ([`matcher`]); an operator decides ([`Review`]); taking over makes services and ONUs whose desired state is what
//! stands there ([`Take`]), charges nothing and queues nothing.

pub mod found;
mod list;
pub mod matcher;
mod pairing;
mod paste;
mod plan_guess;
mod read;
mod review;
mod store;
mod take;
mod take_onu;

pub use found::{FindField, FindKind};
pub use list::{AdoptionCounts, AdoptionFind, AdoptionNode, AdoptionPage, AdoptionRequest, AdoptionShow, adoption_finds, adoption_nodes};
pub use matcher::{Confidence, MatchReason};
pub use pairing::MatchFinds;
pub use paste::{Paste, PasteOutcome, PastedRow, PastedWho};
pub use read::{ReadNode, read_node};
pub use review::{Decision, Review, ReviewChange, Reviewed};
pub use take::{Take, TakeLine, TakeOutcome, Taken, TakenLine};
