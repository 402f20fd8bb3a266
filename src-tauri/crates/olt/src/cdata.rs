//! C-Data FD16xx GPON and the boxes sold with its firmware under other names. What is known is the vendor's manual and
//! the programs of operators; no capture of a device was found.

mod autofind;
mod command_line;
mod dialect;
mod event;
mod onts;
mod refusals;

pub use autofind::{Autofind, FoundOnt, autofind};
pub use dialect::{Cdata, Service};
pub use event::{Event, events, take_events};
pub use onts::{light, onts};
pub use refusals::refusals;

/// Whether the reply to `save` says that it was done.
pub fn saved(reply: &str) -> bool {
    reply.lines().any(|line| line.trim() == "Current configuration saved.")
}
