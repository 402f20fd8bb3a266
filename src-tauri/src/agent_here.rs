//! *Make this computer an agent*: the agent of a shared server inside this window, and the password that it signs in with.

use std::path::PathBuf;

use janet_db::{ServerAddress, embedded::DataFolder, server};
use janet_model::{Code, Refusal};
use janet_vault::{Secret, VaultError, forget_on_machine, keep_on_machine, kept_on_machine};
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::PgPool;

const LOGIN: &str = "janet_agent";

/// Whether an agent of the database runs in this window.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum AgentHere {
    #[default]
    No,
    Running,
    /// This computer is to be one, and is not: the server does not let it in. It is tried again and again.
    Away {
        refusal: Refusal,
    },
}

/// What this computer keeps for one server: its key to the vault and the agent's password, sealed to that key.
pub fn folder(data: &DataFolder, address: &ServerAddress) -> PathBuf {
    let name: String = format!("{}-{}-{}", address.host, address.port, address.database)
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() || "-._".contains(letter) { letter } else { '_' })
        .collect();
    data.root().join("servers").join(name)
}

pub fn kept(data: &DataFolder, address: &ServerAddress) -> Result<Option<Secret>, VaultError> {
    kept_on_machine(&folder(data, address), LOGIN)
}

pub fn keep(data: &DataFolder, address: &ServerAddress, password: &Secret) -> Result<(), VaultError> {
    keep_on_machine(&folder(data, address), LOGIN, password)
}

pub fn forget(data: &DataFolder, address: &ServerAddress) -> Result<(), VaultError> {
    forget_on_machine(&folder(data, address), LOGIN)
}

/// Signs in as the agent; what is in the way is named.
pub async fn open(address: &ServerAddress, password: &Secret) -> Result<PgPool, Refusal> {
    server::test_agent(address, password.expose()).await?;
    server::open(address.options(LOGIN, password.expose()), 12).await.map_err(|error| Refusal::new(error.code()).detail(error.to_string()))
}

pub fn refusal(error: &VaultError) -> Refusal {
    tracing::error!(error = %error, "the agent's password on this computer cannot be used");
    Refusal::new(Code::File).detail(error.to_string())
}
