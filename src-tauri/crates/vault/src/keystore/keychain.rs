//! The key in the operating system's keychain: Keychain Services, Credential Manager, Secret Service.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

use uuid::Uuid;

use super::file::{decode, encode, write_private};
use super::{AgentKey, KeyPlace, KeyStore};
use crate::KeyStoreError;

const SERVICE: &str = "id.janet.isp";
/// A keychain that is locked may wait for a person. Nobody may be there.
const PATIENCE: Duration = Duration::from_secs(2);

/// One entry of the keychain. Each data folder has its own; `agent.keychain` in the folder holds its name.
#[derive(Debug, Clone)]
pub struct Keychain {
    marker: PathBuf,
    account: String,
}

impl Keychain {
    /// The entry that this folder's key was put into; `None` if it never was.
    pub(super) fn of_folder(folder: &Path) -> Result<Option<Keychain>, KeyStoreError> {
        let marker = marker(folder);
        match fs::read_to_string(&marker) {
            Ok(account) => Ok(Some(Keychain { marker, account: account.trim().to_owned() })),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(KeyStoreError::File { path: marker.display().to_string(), reason: error.to_string() }),
        }
    }

    /// A new entry, after the keychain showed that it keeps things. The error is why it does not.
    pub(super) fn new_for_folder(folder: &Path) -> Result<Keychain, String> {
        let account = format!("agent-{}", Uuid::now_v7().simple());
        let probe = format!("{account}-probe");
        let kept = within(PATIENCE, move || {
            let entry = keyring::Entry::new(SERVICE, &probe)?;
            entry.set_password("probe")?;
            let kept = entry.get_password()?;
            entry.delete_credential()?;
            Ok(kept)
        })?;
        if kept == "probe" { Ok(Keychain { marker: marker(folder), account }) } else { Err("it gives back something else".to_owned()) }
    }
}

impl KeyStore for Keychain {
    fn load(&self) -> Result<Option<AgentKey>, KeyStoreError> {
        if !self.marker.exists() {
            return Ok(None);
        }
        let account = self.account.clone();
        let found = within(PATIENCE, move || match keyring::Entry::new(SERVICE, &account)?.get_password() {
            Ok(text) => Ok(Some(zeroize::Zeroizing::new(text))),
            Err(keyring::Error::NoEntry) => Ok(None),
            Err(error) => Err(error),
        });
        let text = found.map_err(KeyStoreError::KeychainSilent)?.ok_or(KeyStoreError::KeychainLost)?;
        decode(&text).map(Some).ok_or(KeyStoreError::KeychainLost)
    }

    fn save(&self, key: &AgentKey) -> Result<(), KeyStoreError> {
        let (account, text) = (self.account.clone(), encode(key));
        within(PATIENCE, move || keyring::Entry::new(SERVICE, &account)?.set_password(&text)).map_err(KeyStoreError::KeychainSilent)?;
        write_private(&self.marker, &self.account)
            .map_err(|error| KeyStoreError::File { path: self.marker.display().to_string(), reason: error.to_string() })
    }

    fn place(&self) -> KeyPlace {
        KeyPlace::Keychain
    }
}

fn marker(folder: &Path) -> PathBuf {
    folder.join("agent.keychain")
}

/// Runs in a thread of its own, which is left behind when it takes too long: a keychain call cannot be cancelled.
fn within<T: Send + 'static>(limit: Duration, work: impl FnOnce() -> keyring::Result<T> + Send + 'static) -> Result<T, String> {
    let (done, result) = mpsc::channel();
    let started = std::thread::Builder::new().name("keychain".to_owned()).spawn(move || {
        // Who waited may be gone.
        let _ = done.send(work());
    });
    started.map_err(|error| error.to_string())?;
    match result.recv_timeout(limit) {
        Ok(outcome) => outcome.map_err(|error| error.to_string()),
        Err(mpsc::RecvTimeoutError::Timeout) => Err(format!("no answer within {limit:?}")),
        Err(mpsc::RecvTimeoutError::Disconnected) => Err("it ended by a fault".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keychain_that_never_answers_or_panics_is_left() {
        let start = std::time::Instant::now();
        let silent = within(Duration::from_millis(50), || {
            std::thread::sleep(Duration::from_secs(5));
            Ok(())
        });
        assert!(silent.unwrap_err().contains("no answer"));
        assert!(start.elapsed() < Duration::from_secs(2));
        let fault: Result<(), String> = within(Duration::from_secs(5), || panic!("a store's fault"));
        assert!(fault.unwrap_err().contains("fault"));
    }

    #[test]
    fn a_folder_whose_key_is_in_the_keychain_never_gets_another_key() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(marker(folder.path()), "agent-that-no-keychain-has").unwrap();
        let store = Keychain::of_folder(folder.path()).unwrap().unwrap();
        let error = store.load().unwrap_err();
        assert!(matches!(error, KeyStoreError::KeychainSilent(_) | KeyStoreError::KeychainLost), "{error}");
    }
}
