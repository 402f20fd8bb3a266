//! MikroTik's RouterOS API: words and sentences, login of both eras, many commands at once on one connection, and typed
//! calls for the menus that an ISP uses.
//!
//! Sources: MikroTik's pages *API*, *PPP AAA*, *RADIUS*; the behaviour of old and new versions as client projects report
//! it. A client of our own, because the public one that is kept up is under the AGPL, loses the attributes of `!done` (the
//! id of what was added), takes any `!done` for a login on versions before 6.43, and has no deadlines.

mod command;
mod connection;
mod error;
pub mod interface;
mod login;
pub mod ppp;
pub mod radius;
mod rate_limit;
mod reply;
pub mod system;
mod value;
mod wire;

pub use command::{Command, Query};
pub use connection::{Answer, Connection, Listen, Options};
pub use error::{Ended, Error, Refusal, RefusalKind};
pub use login::{Login, LoginMethod, Password, challenge_response};
pub use rate_limit::{BadRateLimit, RateLimit, RatePair};
pub use reply::{Reply, Row, Trap};
pub use value::{Id, Text, format_bool, parse_bool, parse_duration};
pub use wire::{Decoder, Limits, Sentence, Word, encode_sentence};
