//! The data folder: what lies where, and who may read it.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::account::Account;
use crate::DbError;

/// ```text
/// <root>/postgres   the cluster          <root>/backups   verified backups
/// <root>/secrets    0600, ours alone     <root>/run       locks and the port
/// <root>/logs       rotating logs
/// ```
#[derive(Debug, Clone)]
pub struct DataFolder {
    root: PathBuf,
    /// Who runs the server: ourselves, or as root an account without rights.
    pub(super) account: Option<Account>,
}

impl DataFolder {
    pub fn new(root: impl Into<PathBuf>) -> DataFolder {
        DataFolder { root: root.into(), account: Account::for_server() }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }
    pub fn postgres(&self) -> PathBuf {
        self.root.join("postgres")
    }
    pub fn backups(&self) -> PathBuf {
        self.root.join("backups")
    }
    pub fn logs(&self) -> PathBuf {
        self.root.join("logs")
    }
    pub fn run(&self) -> PathBuf {
        self.root.join("run")
    }
    fn secrets(&self) -> PathBuf {
        self.root.join("secrets")
    }

    pub(super) fn create(&self) -> Result<(), DbError> {
        for folder in [self.root.clone(), self.backups(), self.logs(), self.run(), self.secrets()] {
            fs::create_dir_all(&folder).map_err(|source| file(&folder, source))?;
        }
        restrict(&self.secrets(), 0o700)?;
        restrict(&self.backups(), 0o700)?;
        if self.account.is_some() {
            restrict(&self.root, 0o755)?;
            restrict(&self.logs(), 0o755)?;
            self.check_reachable()?;
        }
        Ok(())
    }

    /// The server's account must be able to walk down to its data.
    #[cfg(unix)]
    fn check_reachable(&self) -> Result<(), DbError> {
        use std::os::unix::fs::PermissionsExt;
        let root = self.root.canonicalize().map_err(|source| file(&self.root, source))?;
        for ancestor in root.ancestors() {
            let mode = fs::metadata(ancestor).map_err(|source| file(ancestor, source))?.permissions().mode();
            if mode & 0o001 == 0 {
                return Err(DbError::DataFolder {
                    folder: self.root.display().to_string(),
                    reason: format!(
                        "the database server runs under an account without rights and may not enter {}; choose a folder such as /var/lib/janet-isp",
                        ancestor.display()
                    ),
                });
            }
        }
        Ok(())
    }

    #[cfg(not(unix))]
    fn check_reachable(&self) -> Result<(), DbError> {
        Ok(())
    }

    pub(crate) fn create_for_account(&self, folder: &Path) -> Result<(), DbError> {
        fs::create_dir_all(folder).map_err(|source| file(folder, source))?;
        restrict(folder, 0o700)?;
        self.own(folder)
    }

    /// Hands a file or folder to the server's account.
    pub(crate) fn own(&self, path: &Path) -> Result<(), DbError> {
        match &self.account {
            #[cfg(unix)]
            Some(account) => std::os::unix::fs::chown(path, Some(account.uid), Some(account.gid)).map_err(|source| file(path, source)),
            _ => Ok(()),
        }
    }

    pub(super) fn write_for_account(&self, name: &str, text: &str) -> Result<PathBuf, DbError> {
        let path = self.run().join(name);
        write_private(&path, text)?;
        self.own(&path)?;
        Ok(path)
    }

    pub(super) fn log_for_account(&self, name: &str) -> Result<PathBuf, DbError> {
        let path = self.logs().join(name);
        if !path.exists() {
            fs::write(&path, "").map_err(|source| file(&path, source))?;
        }
        self.own(&path)?;
        Ok(path)
    }

    /// A secret of this machine, from a file only we may read.
    pub fn read_secret(&self, name: &str) -> Result<Option<String>, DbError> {
        let path = self.secrets().join(name);
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(file(&path, source)),
        }
    }

    pub fn write_secret(&self, name: &str, text: &str) -> Result<(), DbError> {
        write_private(&self.secrets().join(name), text)
    }

    pub(super) fn read_note(&self, name: &str) -> Option<String> {
        fs::read_to_string(self.run().join(name)).ok()
    }

    pub(super) fn write_note(&self, name: &str, text: &str) -> Result<(), DbError> {
        let path = self.run().join(name);
        fs::write(&path, text).map_err(|source| file(&path, source))
    }
}

fn file(path: &Path, source: io::Error) -> DbError {
    DbError::File { path: path.display().to_string(), source }
}

fn write_private(path: &Path, text: &str) -> Result<(), DbError> {
    use std::io::Write;
    let mut options = fs::OpenOptions::new();
    options.create(true).write(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path).and_then(|mut handle| handle.write_all(text.as_bytes())).map_err(|source| file(path, source))
}

#[cfg(unix)]
fn restrict(path: &Path, mode: u32) -> Result<(), DbError> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).map_err(|source| file(path, source))
}

#[cfg(not(unix))]
fn restrict(_path: &Path, _mode: u32) -> Result<(), DbError> {
    Ok(())
}
