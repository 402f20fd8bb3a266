//! A password that this machine itself needs at its next start, such as the agent's login on a shared server: sealed to
//! the machine's own key, so that it is as safe as the key is.

use std::fs;
use std::path::{Path, PathBuf};

use base64::{Engine, engine::general_purpose::STANDARD};
use zeroize::Zeroizing;

use crate::keystore::write_private;
use crate::sealing::seal;
use crate::vault::own_key;
use crate::{KeyStoreError, Secret, VaultError, choose_keystore};

/// Keeps `secret` under `name` in `folder`; what was there under it goes.
pub fn keep_on_machine(folder: &Path, name: &str, secret: &Secret) -> Result<(), VaultError> {
    let own = own_key(&*choose_keystore(folder)?)?;
    let sealed = STANDARD.encode(seal(&own.public_key(), secret.expose().as_bytes())?);
    write_private(&place(folder, name), &sealed).map_err(|error| file_error(folder, name, error))?;
    Ok(())
}

/// `None`: nothing is kept under this name.
pub fn kept_on_machine(folder: &Path, name: &str) -> Result<Option<Secret>, VaultError> {
    let text = match fs::read_to_string(place(folder, name)) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(file_error(folder, name, error).into()),
    };
    let sealed = STANDARD.decode(text.trim()).map_err(|_| VaultError::Malformed)?;
    let own = own_key(&*choose_keystore(folder)?)?;
    let clear = Zeroizing::new(own.unseal(&sealed).map_err(|_| VaultError::Malformed)?);
    Ok(Some(Secret::new(std::str::from_utf8(&clear).map_err(|_| VaultError::Malformed)?)))
}

pub fn forget_on_machine(folder: &Path, name: &str) -> Result<(), VaultError> {
    match fs::remove_file(place(folder, name)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(file_error(folder, name, error).into()),
        _ => Ok(()),
    }
}

fn place(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.sealed"))
}

fn file_error(folder: &Path, name: &str, error: std::io::Error) -> KeyStoreError {
    KeyStoreError::File { path: place(folder, name).display().to_string(), reason: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{KeyFile, KeyStore};

    #[test]
    fn a_password_is_kept_sealed_and_only_this_machine_opens_it() {
        let folder = tempfile::tempdir().unwrap();
        // The file store, so that no keychain of a developer's machine is written to.
        KeyFile::in_folder(folder.path()).save(&Zeroizing::new([7; 32])).unwrap();
        assert!(kept_on_machine(folder.path(), "janet_agent").unwrap().is_none());
        keep_on_machine(folder.path(), "janet_agent", &Secret::new("rahasia-agen")).unwrap();
        let text = fs::read_to_string(folder.path().join("janet_agent.sealed")).unwrap();
        assert!(!text.contains("rahasia"));
        assert_eq!(kept_on_machine(folder.path(), "janet_agent").unwrap().unwrap().expose(), "rahasia-agen");
        KeyFile::in_folder(folder.path()).save(&Zeroizing::new([8; 32])).unwrap();
        assert!(kept_on_machine(folder.path(), "janet_agent").is_err());
        forget_on_machine(folder.path(), "janet_agent").unwrap();
        assert!(kept_on_machine(folder.path(), "janet_agent").unwrap().is_none());
    }
}
