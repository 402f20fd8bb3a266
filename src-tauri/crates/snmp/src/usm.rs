//! The User-based Security Model of v3 (RFC 3414): keys, ciphers, messages, and what an agent reports.

mod cipher;
pub mod key;
mod message;
mod report;

pub use key::Keys;
pub use message::{Incoming, Outgoing};
pub use report::{USM_STATS, report};

/// RFC 3414 §2.2.3: a message is old when the engine's clock has gone on for more than this many seconds.
pub const TIME_WINDOW: u32 = 150;
