//! Access: RADIUS accounts that follow the services, holds with their effect, sessions, and FreeRADIUS's configuration.
//!
//! A service's account is written in the transaction that changes the service; nothing else writes these rows.

mod account;
mod error;
pub mod freeradius;
mod hold;
mod nas;
mod request;
mod reveal;
mod session;

pub use account::{ISOLIR, RadiusRow, account_rows, create_account, follow, generate_password, group_rows, keep_password, password_check};
pub use error::Error;
pub use hold::{PlaceHold, ReleaseHold, place_hold, release_hold};
pub use nas::{NasRow, SetNas, nas_rows};
pub use request::{Asked, DisconnectSession, OpenSession, SessionRequestRow, disconnect_later, open_sessions, record, requests};
pub use reveal::reveal_password;
pub use session::{SessionListRequest, SessionPage, SessionRow, last_session, sessions};

/// The commands of this area.
pub fn register(registry: janet_db::Registry) -> janet_db::Registry {
    registry.with::<PlaceHold>().with::<ReleaseHold>().with::<SetNas>().with::<DisconnectSession>()
}
