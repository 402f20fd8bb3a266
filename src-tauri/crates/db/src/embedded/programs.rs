//! Finding PostgreSQL's own programs and running them under the right account.

use std::{
    env,
    path::{Path, PathBuf},
};

use super::{account::Account, folder::DataFolder, quiet};
use crate::DbError;

/// A folder with `postgres`, `initdb` and `pg_ctl` of one version.
#[derive(Debug, Clone)]
pub struct Programs {
    bin: PathBuf,
    pub major: u32,
    account: Option<Account>,
}

impl Programs {
    /// The first usable PostgreSQL: `JANET_PG_BIN`, the one that came with the program (`bundled`), PATH, the usual
    /// folders with the newest first. A cluster that exists already wants its own major version.
    pub fn find(folder: &DataFolder, bundled: &[PathBuf]) -> Result<Programs, DbError> {
        let wanted = std::fs::read_to_string(folder.postgres().join("PG_VERSION")).ok().and_then(|text| text.trim().parse::<u32>().ok());
        let mut seen = Vec::new();
        for bin in candidates(bundled) {
            let Some(major) = version(&bin) else { continue };
            seen.push(format!("{major} in {}", bin.display()));
            if major >= 15 && wanted.is_none_or(|wanted| wanted == major) {
                return Ok(Programs { bin, major, account: folder.account });
            }
        }
        let found = if seen.is_empty() { "found none".to_owned() } else { format!("found {}", seen.join(", ")) };
        Err(DbError::NoServerProgram(match wanted {
            Some(wanted) => format!("this data folder needs PostgreSQL {wanted}; {found}"),
            None => found,
        }))
    }

    pub fn bin(&self) -> &Path {
        &self.bin
    }

    /// Copies the programs to where the server's account can read them, if it cannot now.
    pub(super) async fn readable_by_account(mut self, folder: &DataFolder) -> Result<Programs, DbError> {
        if self.account.is_none() || enterable(&self.bin) {
            return Ok(self);
        }
        let home = folder.root().join("programs").join(self.major.to_string());
        let done = home.join(".complete");
        if !done.exists() {
            let from = self.bin.parent().unwrap_or(&self.bin).to_path_buf();
            let to = home.clone();
            let copy = tokio::task::spawn_blocking(move || copy_tree(&from, &to)).await;
            copy.map_err(|error| DbError::Program { program: "copy", output: error.to_string() })?
                .and_then(|()| std::fs::write(&done, ""))
                .map_err(|source| DbError::File { path: home.display().to_string(), source })?;
        }
        self.bin = home.join("bin");
        Ok(self)
    }

    /// Runs SQL in single-user mode on a stopped cluster; it recovers the cluster first.
    pub(crate) async fn single_user(&self, data: &Path, sql: &str) -> Result<(), DbError> {
        use tokio::io::AsyncWriteExt;
        let mut command = self.command("postgres");
        command
            .args(["--single", "-j", "-D"])
            .arg(data)
            .arg("postgres")
            .stdin(std::process::Stdio::piped())
            .stdout(quiet())
            .stderr(std::process::Stdio::piped());
        let failed = |source| DbError::File { path: self.bin.join("postgres").display().to_string(), source };
        let mut child = command.spawn().map_err(failed)?;
        if let Some(mut stdin) = child.stdin.take() {
            // -j: a command ends at a semicolon, a newline and an empty line.
            stdin.write_all(format!("{sql}\n\n").as_bytes()).await.map_err(failed)?;
        }
        let output = child.wait_with_output().await.map_err(failed)?;
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        if output.status.success() && !errors.contains("ERROR:") {
            return Ok(());
        }
        Err(DbError::BackupDamaged(errors))
    }

    fn command(&self, program: &str) -> tokio::process::Command {
        let mut command = tokio::process::Command::new(self.bin.join(program).with_extension(env::consts::EXE_EXTENSION));
        command.env("LC_ALL", "C").env("TZ", "UTC").env_remove("PGDATA").env_remove("PGPORT").stdin(quiet()).current_dir(&self.bin);
        #[cfg(unix)]
        if let Some(account) = self.account {
            command.uid(account.uid).gid(account.gid);
        }
        command
    }

    /// Runs one of the programs to its end; its output is the error text.
    pub(crate) async fn run(&self, program: &'static str, args: &[String]) -> Result<(), DbError> {
        let mut command = self.command(program);
        command.args(args);
        // pg_ctl's server inherits these, so they are files and not pipes.
        let out = tempfile::tempfile().map_err(|source| DbError::File { path: "temporary file".into(), source })?;
        let both = out
            .try_clone()
            .and_then(|second| Ok((out.try_clone()?, second)))
            .map_err(|source| DbError::File { path: "temporary file".into(), source })?;
        command.stdout(both.0).stderr(both.1);
        let status =
            command.status().await.map_err(|source| DbError::File { path: self.bin.join(program).display().to_string(), source })?;
        if status.success() {
            return Ok(());
        }
        Err(DbError::Program { program, output: tail(out) })
    }
}

fn tail(mut file: std::fs::File) -> String {
    use std::io::{Read, Seek};
    let mut text = String::new();
    let _ = file.rewind();
    let _ = file.read_to_string(&mut text);
    let start = text.char_indices().rev().nth(1500).map_or(0, |(at, _)| at);
    text[start..].trim().to_owned()
}

fn candidates(bundled: &[PathBuf]) -> Vec<PathBuf> {
    let mut list: Vec<PathBuf> = env::var_os("JANET_PG_BIN").into_iter().map(PathBuf::from).collect();
    list.extend(bundled.iter().cloned());
    if let Some(path) = env::var_os("PATH") {
        list.extend(env::split_paths(&path));
    }
    let mut usual = Vec::new();
    for (parent, bin) in [
        ("/usr/lib/postgresql", "bin"),
        ("/usr/pgsql", "bin"),
        ("/opt/homebrew/opt", "bin"),
        ("/usr/local/opt", "bin"),
        ("/Library/PostgreSQL", "bin"),
        ("C:\\Program Files\\PostgreSQL", "bin"),
    ] {
        let Ok(entries) = std::fs::read_dir(parent) else { continue };
        usual.extend(entries.flatten().map(|entry| entry.path().join(bin)).filter(|bin| program(bin, "postgres").exists()));
    }
    usual.push(PathBuf::from("/usr/local/pgsql/bin"));
    usual.push(PathBuf::from("/Applications/Postgres.app/Contents/Versions/latest/bin"));
    usual.sort_by_key(|bin| std::cmp::Reverse(version(bin)));
    list.extend(usual);
    list.retain(|bin| ["postgres", "initdb", "pg_ctl"].iter().all(|name| program(bin, name).exists()));
    list
}

fn program(bin: &Path, name: &str) -> PathBuf {
    bin.join(name).with_extension(env::consts::EXE_EXTENSION)
}

/// `postgres (PostgreSQL) 18.4` → 18.
fn version(bin: &Path) -> Option<u32> {
    let output = std::process::Command::new(program(bin, "postgres")).arg("--version").output().ok()?;
    parse_version(&String::from_utf8_lossy(&output.stdout))
}

fn parse_version(text: &str) -> Option<u32> {
    let number = text.split(')').nth(1)?.trim_start();
    number.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

#[cfg(unix)]
fn enterable(bin: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    let Ok(bin) = bin.canonicalize() else { return false };
    bin.ancestors().all(|folder| std::fs::metadata(folder).is_ok_and(|meta| meta.permissions().mode() & 0o001 != 0))
}

#[cfg(not(unix))]
fn enterable(_bin: &Path) -> bool {
    true
}

fn copy_tree(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        // metadata() follows links: the copy has files only.
        let meta = std::fs::metadata(entry.path())?;
        if meta.is_dir() {
            copy_tree(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), &target)?;
        }
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(to, std::fs::Permissions::from_mode(0o755))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_as_packagers_write_them() {
        assert_eq!(parse_version("postgres (PostgreSQL) 18.4"), Some(18));
        assert_eq!(parse_version("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"), Some(15));
        assert_eq!(parse_version("postgres (PostgreSQL) 19beta1"), Some(19));
        assert_eq!(parse_version("something else"), None);
    }
}
