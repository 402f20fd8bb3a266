//! `/ppp`: secrets (local accounts), active sessions, profiles.

mod aaa;
mod active;
mod profile;
mod secret;

pub use aaa::{Aaa, aaa};
pub use active::{Active, active, active_of, active_of_services, remove_active};
pub use profile::{Profile, ProfileSettings, add_profile, profiles, remove_profile, set_profile};
pub use secret::{NewSecret, Secret, SecretChange, add_secret, remove_secret, secret, secret_password, secrets, secrets_where, set_secret};
