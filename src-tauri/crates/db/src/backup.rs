//! Backups of the embedded server: an online base backup (PostgreSQL manual, "Making a Base Backup Using the Low Level
//! API"), because the bundled server ships without pg_dump and pg_basebackup. A backup counts only after a server was
//! started on it and answered.

use std::{
    fs::File,
    io::{self, BufReader, BufWriter, Read, Write},
    path::{Path, PathBuf},
};

use chrono::{DateTime, Utc};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sqlx::{ConnectOptions, Connection, PgConnection};

use crate::{
    DbError,
    embedded::{self, DATABASE, DataFolder, Embedded, Programs},
    migrate, scram,
};

const MANIFEST: &str = "janet-manifest.json";

#[derive(Debug, Serialize, Deserialize)]
struct Manifest {
    major: u32,
    schema: i64,
    taken_at: DateTime<Utc>,
    files: Vec<(String, String)>,
}

/// A backup that was started once and answered.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq)]
pub struct Verified {
    pub path: PathBuf,
    pub taken_at: DateTime<Utc>,
    pub bytes: u64,
    pub customers: i64,
    pub commands: i64,
}

/// How many daily backups stay.
const KEEP: usize = 14;

/// Takes a backup, verifies it and drops the oldest beyond [`KEEP`]. `step` is told "copy", "verify".
pub async fn take(server: &Embedded, now: DateTime<Utc>, step: impl Fn(&'static str)) -> Result<Verified, DbError> {
    step("copy");
    let folder = server.folder().clone();
    let name = format!("janet-{}.tar.gz", now.format("%Y%m%d-%H%M%S"));
    let part = folder.backups().join(format!("{name}.part"));
    let mut conn = server.setup_options("postgres")?.connect().await?;
    // The temporary slot keeps the WAL from the start of the copy until this session ends.
    let result = copy(&mut conn, server, &part, now).await;
    conn.close().await?;
    if let Err(error) = result {
        let _ = std::fs::remove_file(&part);
        return Err(error);
    }
    step("verify");
    let verified = match verify(&folder, server.programs(), &part).await {
        Ok(verified) => verified,
        Err(error) => {
            let _ = std::fs::remove_file(&part);
            return Err(error);
        }
    };
    let path = folder.backups().join(name);
    std::fs::rename(&part, &path).map_err(|source| file(&path, source))?;
    for old in list(&folder)?.into_iter().skip(KEEP) {
        std::fs::remove_file(&old).map_err(|source| file(&old, source))?;
    }
    Ok(Verified { path, ..verified })
}

/// The backups of this folder, newest first.
pub fn list(folder: &DataFolder) -> Result<Vec<PathBuf>, DbError> {
    let backups = folder.backups();
    let entries = match std::fs::read_dir(&backups) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(file(&backups, source)),
    };
    let mut list: Vec<PathBuf> =
        entries.flatten().map(|entry| entry.path()).filter(|path| path.to_string_lossy().ends_with(".tar.gz")).collect();
    list.sort();
    list.reverse();
    Ok(list)
}

async fn copy(conn: &mut PgConnection, server: &Embedded, target: &Path, now: DateTime<Utc>) -> Result<(), DbError> {
    sqlx::query("select pg_create_physical_replication_slot('janet_backup_' || pg_backend_pid(), true, true)").execute(&mut *conn).await?;
    let first_wal: String =
        sqlx::query_scalar("select pg_walfile_name(pg_backup_start('janet', fast => true))").fetch_one(&mut *conn).await?;
    let data = server.folder().postgres();
    let target = target.to_path_buf();
    let major = server.programs().major;
    let copying = {
        let data = data.clone();
        tokio::task::spawn_blocking(move || {
            let mut archive = Archive::create(&target)?;
            archive.tree(&data, Path::new(""))?;
            Ok::<_, io::Error>(archive)
        })
    };
    let mut archive = copying.await.map_err(joined)?.map_err(|source| file(&data, source))?;
    let label: String = sqlx::query_scalar("select labelfile from pg_backup_stop(wait_for_archive => false)").fetch_one(&mut *conn).await?;
    let finish = tokio::task::spawn_blocking(move || {
        archive.wal(&data.join("pg_wal"), &first_wal)?;
        archive.bytes("backup_label", label.as_bytes())?;
        archive.finish(major, now)
    });
    finish.await.map_err(joined)?.map_err(|source| DbError::File { path: "backup".into(), source })
}

struct Archive {
    tar: tar::Builder<GzEncoder<BufWriter<File>>>,
    files: Vec<(String, String)>,
}

impl Archive {
    fn create(target: &Path) -> io::Result<Archive> {
        let mut options = File::options();
        options.create(true).write(true).truncate(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        let file = BufWriter::new(options.open(target)?);
        Ok(Archive { tar: tar::Builder::new(GzEncoder::new(file, Compression::fast())), files: Vec::new() })
    }

    /// Everything but what a restored server must not find (manual, "Backing Up the Data Directory").
    fn tree(&mut self, root: &Path, inside: &Path) -> io::Result<()> {
        for entry in std::fs::read_dir(root.join(inside))? {
            let name = inside.join(entry?.file_name());
            let text = name.to_string_lossy().replace('\\', "/");
            if matches!(
                text.as_str(),
                "postmaster.pid"
                    | "postmaster.opts"
                    | "pg_replslot"
                    | "pg_dynshmem"
                    | "pg_notify"
                    | "pg_serial"
                    | "pg_snapshots"
                    | "pg_stat_tmp"
                    | "pg_subtrans"
            ) || text.contains("pgsql_tmp")
            {
                if matches!(text.as_str(), "postmaster.pid" | "postmaster.opts") || text.contains("pgsql_tmp") {
                    continue;
                }
                self.folder(&text)?;
                continue;
            }
            let path = root.join(&name);
            // A table dropped during the copy is gone; the WAL says so too.
            let meta = match std::fs::symlink_metadata(&path) {
                Ok(meta) => meta,
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(error),
            };
            if meta.is_dir() {
                self.folder(&text)?;
                if text == "pg_wal" {
                    self.folder("pg_wal/archive_status")?;
                } else {
                    self.tree(root, &name)?;
                }
            } else if meta.is_file() {
                match std::fs::read(&path) {
                    Ok(bytes) => self.bytes(&text, &bytes)?,
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(())
    }

    /// The WAL from the start of the copy on; segment names of one timeline sort by age.
    fn wal(&mut self, pg_wal: &Path, first: &str) -> io::Result<()> {
        let mut names: Vec<String> =
            std::fs::read_dir(pg_wal)?.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        for name in names.iter().filter(|name| name.len() == 24 && name.as_str() >= first) {
            let bytes = std::fs::read(pg_wal.join(name))?;
            self.bytes(&format!("pg_wal/{name}"), &bytes)?;
        }
        Ok(())
    }

    fn folder(&mut self, name: &str) -> io::Result<()> {
        let mut header = tar::Header::new_ustar();
        header.set_entry_type(tar::EntryType::Directory);
        header.set_mode(0o700);
        header.set_size(0);
        self.tar.append_data(&mut header, format!("{name}/"), io::empty())
    }

    fn bytes(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        if name != MANIFEST {
            self.files.push((name.to_owned(), hex(&Sha256::digest(bytes))));
        }
        let mut header = tar::Header::new_gnu();
        header.set_mode(0o600);
        header.set_size(bytes.len() as u64);
        self.tar.append_data(&mut header, name, bytes)
    }

    fn finish(mut self, major: u32, now: DateTime<Utc>) -> io::Result<()> {
        let manifest = Manifest { major, schema: migrate::newest_version(), taken_at: now, files: std::mem::take(&mut self.files) };
        self.bytes(MANIFEST, &serde_json::to_vec(&manifest)?)?;
        let file = self.tar.into_inner()?.finish()?.into_inner().map_err(|error| error.into_error())?;
        file.sync_all()
    }
}

/// Unpacks into a throw-away folder, compares every checksum, starts a server on it and reads.
pub async fn verify(folder: &DataFolder, programs: &Programs, archive: &Path) -> Result<Verified, DbError> {
    let place = folder.root().join("postgres.verify");
    let result = verify_in(folder, programs, archive, &place).await;
    let _ = std::fs::remove_dir_all(&place);
    result
}

async fn verify_in(folder: &DataFolder, programs: &Programs, archive: &Path, place: &Path) -> Result<Verified, DbError> {
    let manifest = unpack(folder, archive, place).await?;
    if manifest.major != programs.major {
        return Err(DbError::NoServerProgram(format!("the backup is of PostgreSQL {}, this is {}", manifest.major, programs.major)));
    }
    set_setup_password(folder, programs, place).await?;
    let port = embedded::free_port(folder)?;
    embedded::boot_on(folder, place, programs, port).await.map_err(|error| DbError::BackupDamaged(error.to_string()))?;
    let read = read_back(folder, port).await;
    embedded::stop_at(place, programs).await?;
    let (customers, commands) = read.map_err(|error| DbError::BackupDamaged(error.to_string()))?;
    let bytes = std::fs::metadata(archive).map_err(|source| file(archive, source))?.len();
    Ok(Verified { path: archive.to_path_buf(), taken_at: manifest.taken_at, bytes, customers, commands })
}

async fn read_back(folder: &DataFolder, port: u16) -> Result<(i64, i64), DbError> {
    let mut conn = embedded::setup_options(folder, port, DATABASE)?.connect().await?;
    // Reading every row of the tables that matter also checks their pages' checksums.
    let counts = sqlx::query_as("select (select count(*) from public.isp_customers), (select count(*) from api.commands)")
        .fetch_one(&mut conn)
        .await?;
    conn.close().await?;
    Ok(counts)
}

/// Puts a backup in the place of the present data, which is kept beside it under its date.
pub async fn restore(server: &mut Embedded, archive: &Path, now: DateTime<Utc>) -> Result<Verified, DbError> {
    let folder = server.folder().clone();
    let programs = server.programs().clone();
    // Proven to start before anything is touched.
    let verified = verify(&folder, &programs, archive).await?;
    let fresh = folder.root().join("postgres.restored");
    unpack(&folder, archive, &fresh).await?;
    set_setup_password(&folder, &programs, &fresh).await?;
    let stopped = server.stop_alone().await?;
    let kept = folder.root().join(format!("postgres.before-{}", now.format("%Y%m%d-%H%M%S")));
    std::fs::rename(folder.postgres(), &kept).map_err(|source| file(&kept, source))?;
    std::fs::rename(&fresh, folder.postgres()).map_err(|source| file(&fresh, source))?;
    server.start_again(stopped).await?;
    Ok(verified)
}

/// The key of the set-up login is this machine's and not the backup's; single-user mode needs none to set it.
async fn set_setup_password(folder: &DataFolder, programs: &Programs, place: &Path) -> Result<(), DbError> {
    let password = folder.read_secret("setup")?.unwrap_or_default();
    let verifier = scram::verifier(&password, &mut scram::os_rng());
    programs.single_user(place, &format!("alter role janet_setup password '{verifier}';\n")).await
}

async fn unpack(folder: &DataFolder, archive: &Path, place: &Path) -> Result<Manifest, DbError> {
    if place.exists() {
        std::fs::remove_dir_all(place).map_err(|source| file(place, source))?;
    }
    folder.create_for_account(place)?;
    let (folder, archive, place) = (folder.clone(), archive.to_path_buf(), place.to_path_buf());
    tokio::task::spawn_blocking(move || unpack_blocking(&folder, &archive, &place)).await.map_err(joined)?
}

fn unpack_blocking(folder: &DataFolder, archive: &Path, place: &Path) -> Result<Manifest, DbError> {
    let damaged = |error: io::Error| DbError::BackupDamaged(error.to_string());
    let handle = File::open(archive).map_err(|source| file(archive, source))?;
    let mut tar = tar::Archive::new(GzDecoder::new(BufReader::new(handle)));
    let mut found = std::collections::BTreeMap::new();
    let mut manifest: Option<Manifest> = None;
    for entry in tar.entries().map_err(damaged)? {
        let mut entry = entry.map_err(damaged)?;
        let name = entry.path().map_err(damaged)?.to_string_lossy().trim_end_matches('/').to_owned();
        // An archive from elsewhere must not write outside its place.
        if Path::new(&name).components().any(|part| !matches!(part, std::path::Component::Normal(_))) {
            return Err(DbError::BackupDamaged(format!("a path that leaves its folder: {name}")));
        }
        let target = place.join(&name);
        if entry.header().entry_type().is_dir() {
            folder.create_for_account(&target)?;
            continue;
        }
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).map_err(damaged)?;
        if name == MANIFEST {
            manifest = Some(serde_json::from_slice(&bytes).map_err(|error| DbError::BackupDamaged(error.to_string()))?);
            continue;
        }
        found.insert(name, hex(&Sha256::digest(&bytes)));
        let mut options = File::options();
        options.create(true).write(true).truncate(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        options.open(&target).and_then(|mut out| out.write_all(&bytes)).map_err(|source| file(&target, source))?;
        folder.own(&target)?;
    }
    let manifest = manifest.ok_or_else(|| DbError::BackupDamaged("it ends before its list of contents".into()))?;
    for (name, sha) in &manifest.files {
        if found.get(name) != Some(sha) {
            return Err(DbError::BackupDamaged(format!("{name} is not what was written")));
        }
    }
    Ok(manifest)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn file(path: &Path, source: io::Error) -> DbError {
    DbError::File { path: path.display().to_string(), source }
}

fn joined(error: tokio::task::JoinError) -> DbError {
    DbError::Program { program: "copy", output: error.to_string() }
}
