//! The key in a file that only this account can read.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use base64::{Engine, engine::general_purpose::STANDARD};
use zeroize::Zeroizing;

use super::{AgentKey, KeyPlace, KeyStore};
use crate::KeyStoreError;

/// `agent.key`: base64 in one line, mode 0600. On Windows the folder's own access list protects it.
#[derive(Debug, Clone)]
pub struct KeyFile {
    path: PathBuf,
}

impl KeyFile {
    pub fn in_folder(folder: &Path) -> KeyFile {
        KeyFile { path: folder.join("agent.key") }
    }

    pub(super) fn exists(&self) -> bool {
        self.path.exists()
    }

    fn error(&self, reason: impl ToString) -> KeyStoreError {
        KeyStoreError::File { path: self.path.display().to_string(), reason: reason.to_string() }
    }
}

impl KeyStore for KeyFile {
    fn load(&self) -> Result<Option<AgentKey>, KeyStoreError> {
        let text = match fs::read_to_string(&self.path) {
            Ok(text) => Zeroizing::new(text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(self.error(error)),
        };
        decode(&text).map(Some).ok_or_else(|| self.error("it holds no key"))
    }

    fn save(&self, key: &AgentKey) -> Result<(), KeyStoreError> {
        write_private(&self.path, &encode(key)).map_err(|error| self.error(error))
    }

    fn place(&self) -> KeyPlace {
        KeyPlace::File { path: self.path.display().to_string() }
    }
}

pub(super) fn encode(key: &AgentKey) -> Zeroizing<String> {
    Zeroizing::new(STANDARD.encode(key.as_slice()))
}

pub(super) fn decode(text: &str) -> Option<AgentKey> {
    let bytes = Zeroizing::new(STANDARD.decode(text.trim()).ok()?);
    Some(Zeroizing::new(bytes.as_slice().try_into().ok()?))
}

/// Written beside and renamed, so that a crash leaves the old file or the new one. The mode is set before the content.
pub(crate) fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let beside = path.with_extension("new");
    let mut options = fs::OpenOptions::new();
    options.create(true).write(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut handle = options.open(&beside)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        handle.set_permissions(fs::Permissions::from_mode(0o600))?;
    }
    handle.write_all(text.as_bytes())?;
    handle.sync_all()?;
    fs::rename(&beside, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_kept_for_this_account_only() {
        let folder = tempfile::tempdir().unwrap();
        let store = KeyFile::in_folder(&folder.path().join("new"));
        assert!(store.load().unwrap().is_none());
        let key: AgentKey = Zeroizing::new([7; 32]);
        store.save(&key).unwrap();
        assert_eq!(*store.load().unwrap().unwrap(), *key);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&store.path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn a_damaged_file_is_an_error_and_not_a_new_key() {
        let folder = tempfile::tempdir().unwrap();
        let store = KeyFile::in_folder(folder.path());
        fs::write(&store.path, "half").unwrap();
        assert!(matches!(store.load(), Err(KeyStoreError::File { .. })));
    }
}
