//! The private PostgreSQL of one data folder.
//!
//! The server outlives a killed program on purpose: the next start adopts it. Two file locks decide everything, because
//! the operating system lets go of them whatever happens to a process: `start.lock` (exclusive, while starting or
//! stopping) and `clients.lock` (shared by everybody who uses the server; whoever gets it exclusively is the last one).

mod account;
mod folder;
mod programs;

use std::{
    fs::File,
    net::TcpListener,
    process::Stdio,
    time::{Duration, Instant},
};

use sqlx::{
    ConnectOptions, Connection,
    postgres::{PgConnectOptions, PgSslMode},
};

pub use folder::DataFolder;
pub use programs::Programs;

use crate::{DbError, ServerAddress, TlsMode, prepare, scram};

/// The login that owns the cluster. Only this module and set-up use it; no screen and no test does.
pub const SETUP_LOGIN: &str = "janet_setup";
pub const DATABASE: &str = "janet";

/// How the server trades safety for speed. Only throw-away databases of tests run without fsync.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    Full,
    ThrowAway,
}

/// A running server of our data folder, held by this process until [`Embedded::leave`] (or its end).
#[derive(Debug)]
pub struct Embedded {
    folder: DataFolder,
    programs: Programs,
    port: u16,
    clients: Option<File>,
    /// It was running already and was taken over.
    pub adopted: bool,
}

impl Embedded {
    /// Starts or adopts the server: initdb on the first use, crash recovery when it was killed.
    pub async fn start(folder: DataFolder, programs: Programs, durability: Durability) -> Result<Embedded, DbError> {
        folder.create()?;
        let programs = programs.readable_by_account(&folder).await?;
        let start_lock = lock_exclusive(&folder, "start.lock").await?;
        if !folder.postgres().join("PG_VERSION").exists() {
            init(&folder, &programs, durability).await?;
        }
        let (port, adopted) = match live_port(&folder, &programs).await? {
            Some(port) => (port, true),
            None => (boot(&folder, &programs).await?, false),
        };
        let clients = open_lock(&folder, "clients.lock")?;
        clients.lock_shared().map_err(|source| file_error(&folder, "clients.lock", source))?;
        drop(start_lock);
        Ok(Embedded { folder, programs, port, clients: Some(clients), adopted })
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    pub fn folder(&self) -> &DataFolder {
        &self.folder
    }

    pub fn programs(&self) -> &Programs {
        &self.programs
    }

    /// The set-up login, for preparing and for tests' template databases.
    pub fn setup_options(&self, database: &str) -> Result<PgConnectOptions, DbError> {
        setup_options(&self.folder, self.port, database)
    }

    /// Where operators of this machine connect. The loopback needs no TLS.
    pub fn address(&self) -> ServerAddress {
        ServerAddress { host: "127.0.0.1".into(), port: self.port, database: DATABASE.into(), tls: TlsMode::Disable, ca_file: None }
    }

    /// Roles, database, schema and the agent's password, all as needed. Returns how the agent connects.
    pub async fn prepare(&self) -> Result<PgConnectOptions, DbError> {
        let known = match (self.folder.read_secret("agent")?, self.folder.read_secret("radius")?) {
            (Some(agent_password), Some(radius_password)) => Some(prepare::Prepared { agent_password, radius_password }),
            _ => None,
        };
        let prepared = prepare::prepare(&self.setup_options("postgres")?, DATABASE, known).await?;
        self.folder.write_secret("agent", &prepared.agent_password)?;
        self.folder.write_secret("radius", &prepared.radius_password)?;
        Ok(self.address().options("janet_agent", &prepared.agent_password))
    }

    /// What a RADIUS server beside this database signs in with, as janet_radius; made by [`Embedded::prepare`].
    pub fn radius_password(&self) -> Result<Option<String>, DbError> {
        self.folder.read_secret("radius")
    }

    /// Lets go of the server; the last one out stops it. Returns whether this was the last one.
    pub async fn leave(mut self) -> Result<bool, DbError> {
        let start_lock = lock_exclusive(&self.folder, "start.lock").await?;
        if let Some(clients) = self.clients.take() {
            clients.unlock().map_err(|source| file_error(&self.folder, "clients.lock", source))?;
        }
        let clients = open_lock(&self.folder, "clients.lock")?;
        let last = clients.try_lock().is_ok();
        if last {
            stop(&self.folder, &self.programs).await?;
        }
        drop(start_lock);
        Ok(last)
    }

    /// Stops the server to put another state of the data in its place; refused while somebody else uses it.
    pub(crate) async fn stop_alone(&mut self) -> Result<StoppedAlone, DbError> {
        let start_lock = lock_exclusive(&self.folder, "start.lock").await?;
        if let Some(clients) = self.clients.take() {
            clients.unlock().map_err(|source| file_error(&self.folder, "clients.lock", source))?;
        }
        let clients = open_lock(&self.folder, "clients.lock")?;
        if clients.try_lock().is_err() {
            clients.lock_shared().map_err(|source| file_error(&self.folder, "clients.lock", source))?;
            self.clients = Some(clients);
            return Err(DbError::InUse);
        }
        stop(&self.folder, &self.programs).await?;
        Ok(StoppedAlone { _start_lock: start_lock, clients })
    }

    pub(crate) async fn start_again(&mut self, stopped: StoppedAlone) -> Result<(), DbError> {
        self.port = boot(&self.folder, &self.programs).await?;
        stopped.clients.unlock().map_err(|source| file_error(&self.folder, "clients.lock", source))?;
        stopped.clients.lock_shared().map_err(|source| file_error(&self.folder, "clients.lock", source))?;
        self.clients = Some(stopped.clients);
        Ok(())
    }
}

/// Proof that nobody uses the server and nobody can start it.
pub(crate) struct StoppedAlone {
    _start_lock: File,
    clients: File,
}

pub(crate) fn setup_options(folder: &DataFolder, port: u16, database: &str) -> Result<PgConnectOptions, DbError> {
    let password = folder.read_secret("setup")?.ok_or_else(|| DbError::DataFolder {
        folder: folder.root().display().to_string(),
        reason: "the key of its database is missing (secrets/setup)".into(),
    })?;
    Ok(PgConnectOptions::new_without_pgpass()
        .host("127.0.0.1")
        .port(port)
        .username(SETUP_LOGIN)
        .password(&password)
        .database(database)
        .ssl_mode(PgSslMode::Disable)
        .disable_statement_logging())
}

async fn init(folder: &DataFolder, programs: &Programs, durability: Durability) -> Result<(), DbError> {
    let password = match folder.read_secret("setup")? {
        Some(password) => password,
        None => {
            let password = scram::generate(&mut scram::os_rng());
            folder.write_secret("setup", &password)?;
            password
        }
    };
    // Into a neighbour first: an initdb that was cut off leaves nothing that looks like a database.
    let fresh = folder.root().join("postgres.new");
    if fresh.exists() {
        std::fs::remove_dir_all(&fresh).map_err(|source| DbError::File { path: fresh.display().to_string(), source })?;
    }
    folder.create_for_account(&fresh)?;
    let pwfile = folder.write_for_account("initdb.pw", &password)?;
    let mut args: Vec<String> = vec![
        "-D".into(),
        fresh.display().to_string(),
        "-U".into(),
        SETUP_LOGIN.into(),
        "-E".into(),
        "UTF8".into(),
        "--locale=C".into(),
        "--data-checksums".into(),
        "-A".into(),
        "scram-sha-256".into(),
        format!("--pwfile={}", pwfile.display()),
    ];
    if durability == Durability::ThrowAway {
        args.push("--no-sync".into());
    }
    let result = programs.run("initdb", &args).await;
    let _ = std::fs::remove_file(&pwfile);
    result?;
    let mut settings = String::from(
        "\n# JANET ISP\n\
         listen_addresses = '127.0.0.1'\n\
         unix_socket_directories = ''\n\
         max_connections = 100\n\
         shared_buffers = 128MB\n\
         jit = off\n\
         timezone = 'UTC'\n\
         log_timezone = 'UTC'\n\
         logging_collector = off\n\
         log_min_duration_statement = -1\n\
         log_statement = 'none'\n\
         max_prepared_transactions = 0\n\
         password_encryption = 'scram-sha-256'\n",
    );
    if durability == Durability::ThrowAway {
        settings.push_str(
            "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\nmax_connections = 300\nauthentication_timeout = 10s\n",
        );
    }
    let path = fresh.join("postgresql.conf");
    append(&path, &settings)?;
    let place = folder.postgres();
    std::fs::rename(&fresh, &place).map_err(|source| DbError::File { path: place.display().to_string(), source })
}

fn append(path: &std::path::Path, text: &str) -> Result<(), DbError> {
    use std::io::Write;
    std::fs::OpenOptions::new()
        .append(true)
        .open(path)
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|source| DbError::File { path: path.display().to_string(), source })
}

/// The port of a live server of this very folder, whoever started it.
async fn live_port(folder: &DataFolder, programs: &Programs) -> Result<Option<u16>, DbError> {
    let until = Instant::now() + Duration::from_secs(60);
    loop {
        // postmaster.pid: pid, data folder, start time, port, … (PostgreSQL, src/include/utils/pidfile.h).
        let Ok(text) = std::fs::read_to_string(folder.postgres().join("postmaster.pid")) else { return Ok(None) };
        let mut lines = text.lines();
        let pid = lines.next().and_then(|line| line.trim().parse::<u32>().ok());
        let port = lines.nth(2).and_then(|line| line.trim().parse::<u16>().ok());
        let running = programs.run("pg_ctl", &["-D".into(), folder.postgres().display().to_string(), "status".into()]).await.is_ok();
        let (Some(_), true) = (pid, running) else { return Ok(None) };
        if let Some(port) = port
            && is_ours(folder, port).await
        {
            return Ok(Some(port));
        }
        if Instant::now() > until {
            return Err(DbError::Program { program: "postgres", output: "a server of this folder runs but does not answer".into() });
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// A pid can be reused by a stranger and a port by another server, so the server itself is asked for its folder.
async fn is_ours(folder: &DataFolder, port: u16) -> bool {
    let Ok(options) = setup_options(folder, port, "postgres") else { return false };
    let ask = async {
        let mut conn = options.connect().await?;
        let answer: String = sqlx::query_scalar("select current_setting('data_directory')").fetch_one(&mut conn).await?;
        conn.close().await?;
        Ok::<_, sqlx::Error>(answer)
    };
    match tokio::time::timeout(Duration::from_secs(5), ask).await {
        Ok(Ok(answer)) => std::fs::canonicalize(answer).ok() == std::fs::canonicalize(folder.postgres()).ok(),
        _ => false,
    }
}

async fn boot(folder: &DataFolder, programs: &Programs) -> Result<u16, DbError> {
    // Somebody else may take the free port before the server does, so a few are tried.
    let mut last = None;
    for _ in 0..5 {
        let port = free_port(folder)?;
        match boot_on(folder, &folder.postgres(), programs, port).await {
            Ok(()) => {
                folder.write_note("port", &port.to_string())?;
                return Ok(port);
            }
            Err(error) => last = Some(error),
        }
    }
    Err(last.unwrap_or(DbError::Program { program: "pg_ctl", output: "no free port".into() }))
}

pub(crate) async fn boot_on(folder: &DataFolder, data: &std::path::Path, programs: &Programs, port: u16) -> Result<(), DbError> {
    let log = folder.log_for_account("postgres.log")?;
    programs
        .run(
            "pg_ctl",
            &[
                "-D".into(),
                data.display().to_string(),
                "-l".into(),
                log.display().to_string(),
                "-w".into(),
                "-t".into(),
                "60".into(),
                "-o".into(),
                format!("-p {port}"),
                "start".into(),
            ],
        )
        .await?;
    Ok(())
}

/// The port of last time if it is free, so that other programs' settings stay true; else any.
pub(crate) fn free_port(folder: &DataFolder) -> Result<u16, DbError> {
    if let Some(port) = folder.read_note("port").and_then(|text| text.trim().parse::<u16>().ok())
        && TcpListener::bind(("127.0.0.1", port)).is_ok()
    {
        return Ok(port);
    }
    TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|source| DbError::File { path: "127.0.0.1:0".into(), source })
}

async fn stop(folder: &DataFolder, programs: &Programs) -> Result<(), DbError> {
    stop_at(&folder.postgres(), programs).await
}

pub(crate) async fn stop_at(data: &std::path::Path, programs: &Programs) -> Result<(), DbError> {
    // "fast" ends sessions and checkpoints: the next start needs no recovery.
    programs
        .run(
            "pg_ctl",
            &["-D".into(), data.display().to_string(), "-m".into(), "fast".into(), "-w".into(), "-t".into(), "60".into(), "stop".into()],
        )
        .await?;
    Ok(())
}

fn open_lock(folder: &DataFolder, name: &str) -> Result<File, DbError> {
    let path = folder.run().join(name);
    File::options()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .open(&path)
        .map_err(|source| DbError::File { path: path.display().to_string(), source })
}

async fn lock_exclusive(folder: &DataFolder, name: &str) -> Result<File, DbError> {
    let file = open_lock(folder, name)?;
    let path = folder.run().join(name);
    tokio::task::spawn_blocking(move || file.lock().map(|()| file))
        .await
        .map_err(|error| DbError::Program { program: "lock", output: error.to_string() })?
        .map_err(|source| DbError::File { path: path.display().to_string(), source })
}

fn file_error(folder: &DataFolder, name: &str, source: std::io::Error) -> DbError {
    DbError::File { path: folder.run().join(name).display().to_string(), source }
}

/// Output of the server's programs goes to files, never to a pipe that nobody reads after we are gone.
pub(crate) fn quiet() -> Stdio {
    Stdio::null()
}
