//! A FreeRADIUS of our own over the tables of this database: configuration written, started, watched until it answers.
//! For the sample network, the demonstration and tests; an office runs its own with the same files.

use std::{
    fs,
    net::{SocketAddr, UdpSocket},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use janet_aaa::freeradius::{Layout, files};

/// Where Debian, Fedora and a build from source put it.
const PROGRAMS: [&str; 3] = ["/usr/sbin/freeradius", "/usr/sbin/radiusd", "/usr/local/sbin/radiusd"];

/// Our own note of the process: FreeRADIUS writes none while it stays in the foreground.
const PID: &str = "process";

#[derive(Debug, thiserror::Error)]
pub enum FreeRadiusError {
    #[error("no freeradius program is installed (Debian: freeradius, freeradius-postgresql)")]
    NotInstalled,
    #[error("{path}: {source}")]
    File { path: String, source: std::io::Error },
    #[error("FreeRADIUS did not start: {0}")]
    NotReady(String),
}

/// The database as it signs in to it.
#[derive(Debug, Clone)]
pub struct Database {
    pub host: String,
    pub port: u16,
    pub name: String,
    /// Of janet_radius.
    pub password: String,
}

/// A running server; stopped when dropped.
pub struct FreeRadius {
    pub authentication: SocketAddr,
    pub accounting: SocketAddr,
    process: Child,
}

impl FreeRadius {
    pub fn installed() -> Option<PathBuf> {
        PROGRAMS.iter().map(PathBuf::from).find(|path| path.exists())
    }

    /// Writes the configuration into `folder` and starts on loopback ports that are free now, or on those given.
    pub async fn start(folder: &Path, database: &Database, ports: Option<(u16, u16)>) -> Result<FreeRadius, FreeRadiusError> {
        let program = FreeRadius::installed().ok_or(FreeRadiusError::NotInstalled)?;
        let mut last = String::new();
        // Somebody else may take a port between our choice and the server's bind.
        for _ in 0..4 {
            let (auth, acct) = match ports {
                Some(ports) => ports,
                None => free_ports().map_err(|source| file("127.0.0.1:0", source))?,
            };
            match launch(&program, folder, database, auth, acct).await {
                Ok(server) => return Ok(server),
                Err(FreeRadiusError::NotReady(reason)) => last = reason,
                Err(other) => return Err(other),
            }
        }
        Err(FreeRadiusError::NotReady(last))
    }

    pub fn is_running(&mut self) -> bool {
        matches!(self.process.try_wait(), Ok(None))
    }
}

impl Drop for FreeRadius {
    fn drop(&mut self) {
        // It holds nothing that is not in the database.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

async fn launch(program: &Path, folder: &Path, database: &Database, auth: u16, acct: u16) -> Result<FreeRadius, FreeRadiusError> {
    fs::create_dir_all(folder).map_err(|source| file(&folder.display().to_string(), source))?;
    let layout = Layout {
        folder: folder.display().to_string(),
        listen: "127.0.0.1".into(),
        authentication_port: auth,
        accounting_port: acct,
        database_host: database.host.clone(),
        database_port: database.port,
        database: database.name.clone(),
    };
    for (name, text) in files(&layout, &database.password) {
        let path = folder.join(name);
        write_private(&path, &text).map_err(|source| file(&path.display().to_string(), source))?;
    }
    let log = folder.join("radius.log");
    let _ = fs::remove_file(&log);
    end_old(folder);
    let process = Command::new(program)
        .arg("-d")
        .arg(folder)
        .arg("-f")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|source| file(&program.display().to_string(), source))?;
    if let Err(error) = fs::write(folder.join(PID), process.id().to_string()) {
        tracing::warn!(error = %error, "the RADIUS server's number was not kept");
    }
    let address = |port| SocketAddr::from(([127, 0, 0, 1], port));
    let mut server = FreeRadius { authentication: address(auth), accounting: address(acct), process };
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        let text = fs::read_to_string(&log).unwrap_or_default();
        if text.contains("Ready to process requests") {
            return Ok(server);
        }
        if !server.is_running() || Instant::now() > deadline {
            return Err(FreeRadiusError::NotReady(text.lines().rev().take(12).collect::<Vec<_>>().join(" | ")));
        }
        tokio::time::sleep(Duration::from_millis(40)).await;
    }
}

/// A server that an earlier run left behind when it was killed; it is ours only if it runs on this folder.
fn end_old(folder: &Path) {
    let Some(pid) = fs::read_to_string(folder.join(PID)).ok().and_then(|text| text.trim().parse::<u32>().ok()) else { return };
    let ours =
        fs::read(format!("/proc/{pid}/cmdline")).is_ok_and(|line| String::from_utf8_lossy(&line).contains(&*folder.to_string_lossy()));
    if ours {
        let _ = Command::new("kill").arg(pid.to_string()).stdin(Stdio::null()).status();
    }
}

/// The password of the database and the routers' secrets pass through these files.
fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    let _ = fs::remove_file(path);
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    std::io::Write::write_all(&mut options.open(path)?, text.as_bytes())
}

fn free_ports() -> std::io::Result<(u16, u16)> {
    let (one, two) = (UdpSocket::bind("127.0.0.1:0")?, UdpSocket::bind("127.0.0.1:0")?);
    Ok((one.local_addr()?.port(), two.local_addr()?.port()))
}

fn file(path: &str, source: std::io::Error) -> FreeRadiusError {
    FreeRadiusError::File { path: path.to_owned(), source }
}
