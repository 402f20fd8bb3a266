//! HSGQ (NEUTRAL/Delsa hardware, sold under several brands): EPON XE04I and E04ID, GPON G02ID and G008.

mod authorize;
mod autofind;
mod blacklist;
mod command_line;
mod epon;
mod event;
mod gpon;
mod help;
mod hold;
mod login;
mod onus;
mod optical;
mod refusals;
mod row;
mod startup;

pub use authorize::{Authorization, authorization};
pub use autofind::nothing_found;
pub use blacklist::{Blacklisted, blacklist};
pub use epon::{EponService, HsgqEpon, OnuPorts};
pub use event::{Cause, Event, OnuEvents, Subject, events, onu_events, take_events};
pub use gpon::{GponService, HsgqGpon};
pub use help::{Help, OntGrammar, ShowWords, help};
pub use hold::{Hold, hold, saved};
pub use login::{Login, login};
pub(crate) use onus::first_bad;
pub use onus::{ListedOnu, OnuList, Totals, onus};
pub use optical::{OnuLight, optical};
pub use refusals::{Fault, faults, refusals};
pub use startup::{OntConfig, PonConfig, configuration};

/// `1/27`: port and ONU.
fn place(text: &str) -> Option<(u8, u8)> {
    let (pon, id) = text.split_once('/')?;
    Some((pon.parse().ok()?, id.parse().ok()?))
}

/// A MAC address in small letters; `None` where it was masked.
fn mac_text(text: &str) -> Option<String> {
    (text.len() == 17 && !text.contains(['x', 'X'])).then(|| text.to_ascii_lowercase())
}
