//! SSH to a device: pinned host key, password login, a shell with a wide terminal.

use std::borrow::Cow;
use std::fmt;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use russh::client::{self, AuthResult, Handle, KeyboardInteractiveAuthResponse, Msg};
use russh::keys::{Algorithm, HashAlg, PublicKeyOrCertificate};
use russh::{ChannelStream, Preferred, cipher, kex, mac};
use thiserror::Error;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::Secret;

/// For the TCP handshake. Long enough for two lost SYNs (sent again after 1 s, RFC 6298 §2); a device that is off must not be
/// waited for as long as one that is slow to compute a key.
const REACH: Duration = Duration::from_secs(3);

/// Which algorithms a device may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithms {
    /// Nothing based on SHA-1, no CBC.
    Modern,
    /// Also diffie-hellman-group1/14-sha1, ssh-rsa, aes-cbc, 3des-cbc and hmac-sha1, which old OLTs need. Modern ones are
    /// still preferred.
    Legacy,
}

/// A device's host key: its kind and SHA-256 fingerprint, as `ssh-keygen -l` prints it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostKey {
    pub algorithm: String,
    pub fingerprint: String,
}

impl fmt::Display for HostKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.algorithm, self.fingerprint)
    }
}

/// Where and as whom to log in. The address is resolved already, so that the one that was checked is the one used.
#[derive(Debug, Clone)]
pub struct Target {
    pub address: SocketAddr,
    pub user: String,
    pub password: Secret,
    pub algorithms: Algorithms,
    /// `None` accepts the key that is seen and returns it to be pinned.
    pub pinned: Option<HostKey>,
    /// From the first packet to the shell.
    pub deadline: Duration,
}

#[derive(Debug, Error)]
pub enum SshError {
    #[error("{address} is not reachable: {source}")]
    Unreachable { address: SocketAddr, source: std::io::Error },
    #[error("{address} did not open a shell within {deadline:?}")]
    TimedOut { address: SocketAddr, deadline: Duration },
    #[error("the device's host key changed: pinned {pinned}, seen {seen}")]
    HostKeyChanged { pinned: HostKey, seen: HostKey },
    #[error("the device offers no {kind} that is allowed here; it offers {offered}")]
    NoCommonAlgorithm { kind: String, offered: String },
    #[error("user name or password refused")]
    WrongPassword,
    #[error("logged in, but the device gives no shell: {0}")]
    NoShell(String),
    #[error("SSH: {0}")]
    Protocol(russh::Error),
}

impl SshError {
    /// What a person can do about it.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Unreachable { .. } => "See whether the device is up and whether address, port and route are right.",
            Self::TimedOut { .. } => {
                "The device took the connection and said nothing. It may be overloaded, or another service listens there."
            }
            Self::HostKeyChanged { .. } => {
                "No password was sent. Find out whether a board or firmware was changed, and only then accept the new key."
            }
            Self::NoCommonAlgorithm { .. } => "The firmware is old: allow legacy algorithms for this device, or update it.",
            Self::WrongPassword => "Correct the user name or the password of this device; some lock an account after a few tries.",
            Self::NoShell(_) => "All its sessions may be in use: close one, or give this device a smaller budget of sessions.",
            Self::Protocol(_) => {
                "The device broke the SSH protocol. Try again; if it stays, look for newer firmware or use Telnet on a management network."
            }
        }
    }
}

/// A shell on a device. Dropping it disconnects.
pub struct Shell {
    stream: ChannelStream<Msg>,
    /// Keeps the connection open.
    _connection: Handle<Guard>,
}

/// A shell, and the host key that was seen, to be pinned by the caller.
pub struct Connected {
    pub shell: Shell,
    pub host_key: HostKey,
}

/// Logs in and opens a shell.
pub async fn connect(target: &Target) -> Result<Connected, SshError> {
    let late = || SshError::TimedOut { address: target.address, deadline: target.deadline };
    timeout(target.deadline, open(target)).await.map_err(|_| late())?
}

async fn open(target: &Target) -> Result<Connected, SshError> {
    let address = target.address;
    let reached = timeout(REACH, TcpStream::connect(address)).await.unwrap_or_else(|_| Err(std::io::ErrorKind::TimedOut.into()));
    let socket = reached.map_err(|source| SshError::Unreachable { address, source })?;
    socket.set_nodelay(true).map_err(|source| SshError::Unreachable { address, source })?;
    let config = client::Config {
        preferred: preferred(target.algorithms, target.pinned.as_ref()),
        keepalive_interval: Some(Duration::from_secs(15)),
        ..Default::default()
    };
    let seen = Arc::new(Mutex::new(None));
    let guard = Guard { pinned: target.pinned.clone(), seen: Arc::clone(&seen) };
    let seen = move || seen.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let mut connection = match client::connect_stream(Arc::new(config), socket, guard).await {
        Ok(connection) => connection,
        Err(error) => return Err(refused(error, target.pinned.as_ref(), seen())),
    };
    log_in(&mut connection, target).await?;
    let channel = connection.channel_open_session().await.map_err(|error| SshError::NoShell(error.to_string()))?;
    // Wide, so that the device does not wrap long commands; rows are what its pager counts.
    channel.request_pty(true, "vt100", 512, 200, 0, 0, &[]).await.map_err(SshError::Protocol)?;
    channel.request_shell(true).await.map_err(|error| SshError::NoShell(error.to_string()))?;
    let host_key = seen().ok_or(SshError::Protocol(russh::Error::UnknownKey))?;
    Ok(Connected { shell: Shell { stream: channel.into_stream(), _connection: connection }, host_key })
}

/// By password; by keyboard-interactive where that is the only way offered (old Huawei).
async fn log_in(connection: &mut Handle<Guard>, target: &Target) -> Result<(), SshError> {
    let password = || target.password.expose().to_owned();
    match connection.authenticate_password(&target.user, password()).await.map_err(SshError::Protocol)? {
        AuthResult::Success => return Ok(()),
        AuthResult::Failure { remaining_methods, .. } if remaining_methods.contains(&russh::MethodKind::KeyboardInteractive) => {}
        AuthResult::Failure { .. } => return Err(SshError::WrongPassword),
    }
    let mut step = connection.authenticate_keyboard_interactive_start(&target.user, None).await.map_err(SshError::Protocol)?;
    // One round for the password, one empty round that some servers add.
    for _ in 0..2 {
        match step {
            KeyboardInteractiveAuthResponse::Success => return Ok(()),
            KeyboardInteractiveAuthResponse::Failure { .. } => break,
            KeyboardInteractiveAuthResponse::InfoRequest { prompts, .. } => {
                let answers = prompts.iter().map(|_| password()).collect();
                step = connection.authenticate_keyboard_interactive_respond(answers).await.map_err(SshError::Protocol)?;
            }
        }
    }
    if matches!(step, KeyboardInteractiveAuthResponse::Success) { Ok(()) } else { Err(SshError::WrongPassword) }
}

fn refused(error: russh::Error, pinned: Option<&HostKey>, seen: Option<HostKey>) -> SshError {
    match (error, pinned, seen) {
        (russh::Error::NoCommonAlgo { kind, theirs, .. }, ..) => {
            SshError::NoCommonAlgorithm { kind: format!("{kind:?}").to_lowercase(), offered: theirs.join(", ") }
        }
        (_, Some(pinned), Some(seen)) if *pinned != seen => SshError::HostKeyChanged { pinned: pinned.clone(), seen },
        (error, ..) => SshError::Protocol(error),
    }
}

fn preferred(algorithms: Algorithms, pinned: Option<&HostKey>) -> Preferred {
    let base = Preferred::DEFAULT;
    let mut keys: Vec<Algorithm> = base.key.iter().filter(|key| !matches!(key, Algorithm::Rsa { hash: None })).cloned().collect();
    let mut chosen = base.clone();
    if algorithms == Algorithms::Legacy {
        let old_kex = [kex::DH_GEX_SHA1, kex::DH_G14_SHA1, kex::DH_G1_SHA1];
        let old_ciphers = [cipher::AES_256_CBC, cipher::AES_192_CBC, cipher::AES_128_CBC, cipher::TRIPLE_DES_CBC];
        chosen.kex = Cow::Owned(base.kex.iter().copied().chain(old_kex).collect());
        chosen.cipher = Cow::Owned(base.cipher.iter().copied().chain(old_ciphers).collect());
        chosen.mac = Cow::Owned(base.mac.iter().copied().chain([mac::HMAC_SHA1_ETM, mac::HMAC_SHA1]).collect());
        keys.push(Algorithm::Rsa { hash: None });
    }
    if let Some(pinned) = pinned {
        // A device may hold keys of several kinds: ask for the pinned one first.
        keys.sort_by_key(|key| kind(key) != pinned.algorithm);
    }
    chosen.key = Cow::Owned(keys);
    chosen
}

/// The kind of key, whatever hash its signatures use.
fn kind(key: &Algorithm) -> String {
    if matches!(key, Algorithm::Rsa { .. }) { "ssh-rsa".to_owned() } else { key.to_string() }
}

/// Compares the host key before anything secret is sent.
struct Guard {
    pinned: Option<HostKey>,
    seen: Arc<Mutex<Option<HostKey>>>,
}

impl client::Handler for Guard {
    type Error = russh::Error;

    async fn check_server_key(&mut self, key: &PublicKeyOrCertificate) -> Result<bool, Self::Error> {
        let PublicKeyOrCertificate::PublicKey { key, .. } = key else { return Ok(false) };
        let seen = HostKey { algorithm: kind(&key.algorithm()), fingerprint: key.fingerprint(HashAlg::Sha256).to_string() };
        let accepted = self.pinned.as_ref().is_none_or(|pinned| *pinned == seen);
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = Some(seen);
        Ok(accepted)
    }
}

impl AsyncRead for Shell {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Shell {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
