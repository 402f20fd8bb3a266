//! Where an agent's own private key lies on its machine.

mod file;
mod keychain;

use std::path::Path;

use serde::{Deserialize, Serialize};
use specta::Type;
use zeroize::Zeroizing;

pub use file::KeyFile;
pub(crate) use file::write_private;
pub use keychain::Keychain;

use crate::KeyStoreError;

/// The private key, wiped when dropped.
pub type AgentKey = Zeroizing<[u8; 32]>;

/// The state that Diagnostics shows. A file instead of the keychain is a fallback, and is named as one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum KeyPlace {
    Keychain,
    File { path: String },
}

/// Keeps one key. Both calls may block: the keychain for up to two seconds.
pub trait KeyStore: Send + Sync {
    /// `None` if no key was ever kept here.
    fn load(&self) -> Result<Option<AgentKey>, KeyStoreError>;
    fn save(&self, key: &AgentKey) -> Result<(), KeyStoreError>;
    fn place(&self) -> KeyPlace;
}

/// The store of this data folder: where its key was put once; for a new folder the keychain if it answers, else a file.
/// `JANET_KEYSTORE=file` asks for the file.
pub fn choose_keystore(folder: &Path) -> Result<Box<dyn KeyStore>, KeyStoreError> {
    let file = KeyFile::in_folder(folder);
    if file.exists() || std::env::var_os("JANET_KEYSTORE").is_some_and(|kind| kind == "file") {
        return Ok(Box::new(file));
    }
    if let Some(keychain) = Keychain::of_folder(folder)? {
        return Ok(Box::new(keychain));
    }
    match Keychain::new_for_folder(folder) {
        Ok(keychain) => Ok(Box::new(keychain)),
        Err(reason) => {
            tracing::warn!(reason, folder = %folder.display(), "no keychain: the agent's key is kept in a file that only this account can read");
            Ok(Box::new(file))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_keeps_the_store_it_began_with() {
        let folder = tempfile::tempdir().unwrap();
        let first = choose_keystore(folder.path()).unwrap();
        println!("a new folder on this machine: {:?}", first.place());
        // Not saved through `first`: on a developer's machine that would leave an entry in his keychain.
        KeyFile::in_folder(folder.path()).save(&Zeroizing::new([1; 32])).unwrap();
        let again = choose_keystore(folder.path()).unwrap();
        assert!(matches!(again.place(), KeyPlace::File { .. }));
        assert_eq!(*again.load().unwrap().unwrap(), [1; 32]);
    }
}
