//! MikroTik's RouterOS API: words and sentences, login of both eras, many commands at once on one connection that comes back
//! when it is lost, TLS with a pinned certificate, and typed calls for the menus that an ISP uses.
//!
//! [`Link`] is a router that stays connected; [`Screen`] is the same for windows, of which many may look at once. Typed calls
//! take either, or a bare [`Connection`].
//!
//! Sources: MikroTik's pages *API*, *Services*, *PPP AAA*, *RADIUS*, *BGP*; the behaviour of old and new versions as client
//! projects report it. A client of our own, because the public one that is kept up is under the AGPL, loses the attributes of
//! `!done` (the id of what was added), takes any `!done` for a login on versions before 6.43, and has no deadlines.

mod ask;
mod budget;
mod command;
mod connection;
pub mod dhcp;
mod endpoint;
mod error;
pub mod firewall;
pub mod fuzz;
pub mod hotspot;
pub mod interface;
mod link;
mod login;
mod menu;
pub mod pool;
pub mod ppp;
pub mod queue;
pub mod radius;
mod rate_limit;
mod reply;
pub mod routing;
mod screen;
pub mod system;
mod tls;
mod value;
pub mod vpn;
mod wire;

pub use ask::Ask;
pub use budget::{CallBudget, CallRate};
pub use command::{Command, Query};
pub use connection::{Answer, Connection, Listen, Options};
pub use endpoint::{Endpoint, Transport, look_at_certificate};
pub use error::{Ended, Error, Refusal, RefusalKind};
pub use link::{Follow, Link, LinkOptions, LinkState, News, Target};
pub use login::{Login, LoginMethod, Password, challenge_response};
pub use rate_limit::{BadRateLimit, RateLimit, RatePair};
pub use reply::{Reply, Row, Trap};
pub use screen::Screen;
pub use tls::{BadFingerprint, Fingerprint, TlsError, Trust};
pub use value::{Id, Text, format_bool, parse_bool, parse_date_time, parse_duration, parse_rate};
pub use wire::{Decoder, Limits, Sentence, Word, encode_sentence};
