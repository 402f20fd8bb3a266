//! What can be wrong with a secret, told apart by what a person can do about it.

use janet_db::{DbError, Failure};
use janet_model::{Code, Refusal, SecretId};

#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// No enrolled agent has let this one in yet.
    #[error("this agent waits to be let into the vault")]
    NotEnrolled,
    #[error("this agent was shut out of the vault")]
    Revoked,
    /// No agent ever ran on this database, so there is no key to seal to.
    #[error("the vault of this workspace was not made yet")]
    NoKey,
    #[error("no secret {0} is stored")]
    NoSuchSecret(SecretId),
    /// Changed since it was sealed, sealed for another place, or sealed to another workspace's key.
    #[error("the secret {0} cannot be opened")]
    CannotOpen(SecretId),
    #[error("a sealed secret has another form")]
    Malformed,
    #[error("another secret is stored under this id")]
    Taken,
    #[error("no agent with this key asked to be let in")]
    NoSuchAgent,
    /// Without it nobody could open anything.
    #[error("the only enrolled agent cannot be shut out")]
    OnlyAgent,
    #[error(transparent)]
    KeyStore(#[from] KeyStoreError),
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Why the agent's own key cannot be had. It is never replaced by a new one for that: the workspace knows the old one.
#[derive(Debug, thiserror::Error)]
pub enum KeyStoreError {
    #[error("the keychain that holds this agent's key does not answer: {0}")]
    KeychainSilent(String),
    #[error("the keychain no longer holds this agent's key")]
    KeychainLost,
    #[error("the file of the agent's key cannot be used: {path}: {reason}")]
    File { path: String, reason: String },
}

impl From<sqlx::Error> for VaultError {
    fn from(error: sqlx::Error) -> Self {
        VaultError::Db(error.into())
    }
}

impl VaultError {
    /// The refusal the window shows; faults keep their source for the log.
    pub fn refusal(&self) -> Refusal {
        match self {
            VaultError::NotEnrolled | VaultError::Revoked | VaultError::NoKey => Refusal::new(Code::NotEnrolled),
            VaultError::NoSuchSecret(_) | VaultError::NoSuchAgent => Refusal::new(Code::NotFound),
            VaultError::Malformed => Refusal::invalid("sealed"),
            VaultError::Taken => Refusal::new(Code::Taken),
            VaultError::OnlyAgent => Refusal::new(Code::InUse),
            VaultError::CannotOpen(_) | VaultError::KeyStore(_) => Refusal::new(Code::Internal),
            VaultError::Db(error) => Refusal::new(error.code()),
        }
    }
}

impl From<VaultError> for Failure {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::Db(error) => error.into(),
            decision => decision.refusal().into(),
        }
    }
}
