//! Passwords out of the vault, and host names into addresses.

use std::net::SocketAddr;

use janet_model::SecretId;
use janet_provisioning::ports::Fault;
use janet_vault::{Secret, VaultError};
use tokio::time::timeout;

use crate::Devices;

impl Devices {
    pub(crate) async fn password(&self, secret: Option<SecretId>) -> Result<Secret, Fault> {
        let id = secret.ok_or(Fault::NoSecret)?;
        self.vault.secret(id).await.map_err(|error| match error {
            VaultError::NoSuchSecret(_) => Fault::NoSecret,
            other => Fault::Vault(other.to_string()),
        })
    }

    /// The first address of a host. What was checked is what is connected to: the name is not asked again.
    pub(crate) async fn resolve(&self, host: &str, port: u16) -> Result<SocketAddr, Fault> {
        let unreachable = || Fault::Unreachable(format!("{host}:{port}"));
        let mut found = timeout(self.patience.resolve, tokio::net::lookup_host((host, port)))
            .await
            .map_err(|_| unreachable())?
            .map_err(|_| unreachable())?;
        found.next().ok_or_else(unreachable)
    }
}
