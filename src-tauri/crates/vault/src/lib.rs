//! Secrets of devices and gateways, readable by enrolled agents only.
//!
//! One X25519 key pair belongs to the workspace. Its public half is in the database, so a desktop seals a password before
//! it is submitted, and no command ever holds one in clear. Its private half exists only wrapped, once for each enrolled
//! agent, with that agent's own public key; the agent's private key lies in the operating system's keychain, else in a
//! file that only its account can read. The first agent of a database makes the workspace key; every later one asks and
//! waits until an enrolled one lets it in.
//!
//! Both seals are libsodium's sealed box (X25519, XSalsa20-Poly1305) of the crate `crypto_box`: a known construction that
//! other programs can open, in place of one composed here of X25519, a key derivation and a cipher. 0.9 is its stable
//! line; 0.10 was a pre-release when this was written. A sealed box takes no associated data, so what is sealed begins
//! with the id that the secret will be stored under: a box that is moved to another id does not open.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod admission;
mod error;
mod keystore;
mod machine;
mod sealing;
mod secret;
mod state;
mod store;
mod vault;

pub use admission::{APPROVE_JOB, ApproveAgent, RevokeAgent, approve_job};
pub use error::{KeyStoreError, VaultError};
pub use keystore::{AgentKey, KeyFile, KeyPlace, KeyStore, Keychain, choose_keystore};
pub use machine::{forget_on_machine, keep_on_machine, kept_on_machine};
pub use sealing::{Sealed, SealingKey};
pub use secret::Secret;
pub use state::{AgentKeyState, Enrolment, ThisAgent, VaultState, state};
pub use store::{Purpose, StoreSecret, store};
pub use vault::Vault;

/// The commands of this area.
pub fn register(registry: janet_db::Registry) -> janet_db::Registry {
    registry.with::<ApproveAgent>().with::<RevokeAgent>().with::<StoreSecret>()
}
