//! OLTs sold as Global and Zymlink: names on boxes of other makers. Nothing of a device with either name has been seen, so
//! a [`Branded`] dialect is its family's, found by a probe or set by hand, with every command a setting. All of it is
//! labelled unverified until a recorded session of such a device proves it.

mod commands;
mod dialect;
mod family;
mod probe;
mod proof;

pub use commands::{CommandError, CommandSetting, Commands};
pub use dialect::{Brand, Branded};
pub use family::{Family, Finding, Seen, Vote, family_of};
pub use probe::probe;
pub use proof::{Proof, proofs};
