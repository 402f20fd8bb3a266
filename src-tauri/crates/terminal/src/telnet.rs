//! Telnet to a device (RFC 854): option negotiation, login by prompts, a wide terminal.
//!
//! Nothing is encrypted and the device proves nothing: for management networks only, and the screen says so.

mod decode;
mod login;
mod negotiation;
mod stream;

use std::net::SocketAddr;
use std::time::Duration;

use thiserror::Error;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout, timeout_at};

use crate::Secret;
pub(crate) use login::asks_who_is_there;
use login::{Login, Step};
pub use stream::Shell;

/// For the TCP handshake, as over SSH: two lost SYNs (RFC 6298 §2).
const REACH: Duration = Duration::from_secs(3);
/// Silence after which the last row is judged.
const QUIET: Duration = Duration::from_millis(50);
/// A device that says more than this before it lets us in is no device.
const MAX_GREETING: usize = 1 << 20;

/// What the Enter key sends. RFC 854 wants CR LF or CR NUL; V-SOL takes CR LF for two Enters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Enter {
    Cr,
    CrLf,
    CrNul,
}

impl Enter {
    fn bytes(self) -> &'static [u8] {
        match self {
            Self::Cr => b"\r",
            Self::CrLf => b"\r\n",
            Self::CrNul => b"\r\0",
        }
    }
}

/// Where and as whom to log in. The address is resolved already, so that the one that was checked is the one used.
#[derive(Debug, Clone)]
pub struct Target {
    pub address: SocketAddr,
    pub user: String,
    pub password: Secret,
    pub enter: Enter,
    /// From the first packet to the prompt.
    pub deadline: Duration,
}

#[derive(Debug, Error)]
pub enum TelnetError {
    #[error("{address} is not reachable: {source}")]
    Unreachable { address: SocketAddr, source: std::io::Error },
    #[error("{address} showed no prompt within {deadline:?}; its last words were “{said}”")]
    TimedOut { address: SocketAddr, deadline: Duration, said: String },
    #[error("user name or password refused")]
    WrongPassword,
    /// It closed the connection before there was a prompt: too many sessions, or not from this address.
    #[error("the device gives no shell: it closed the connection; its last words were “{0}”")]
    NoShell(String),
    #[error("a user name and a password are one line each")]
    NotOneLine,
    #[error("Telnet: {0}")]
    Protocol(std::io::Error),
}

impl TelnetError {
    /// What a person can do about it.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Unreachable { .. } => "See whether the device is up and whether address, port and route are right.",
            Self::TimedOut { .. } => {
                "The device did not come to its command line. Its last words may ask something that must be answered once by hand."
            }
            Self::WrongPassword => {
                "Correct the user name or the password of this device. V-SOL refuses a right one where Enter is not set to CR."
            }
            Self::NoShell(_) => {
                "All its sessions may be in use, or it lets nobody in from this address: close one, or correct its access list."
            }
            Self::NotOneLine => "The user name or the password holds characters that cannot be typed. Correct it where it was entered.",
            Self::Protocol(_) => "What listens there does not speak Telnet. See whether address and port are right.",
        }
    }
}

/// A shell whose next bytes are the device's prompt.
pub struct Connected {
    pub shell: Shell,
    /// What the device showed before it asked who we are.
    pub banner: String,
}

/// Connects, answers the device's prompts and stops at its command line.
pub async fn connect(target: &Target) -> Result<Connected, TelnetError> {
    let until = Instant::now() + target.deadline;
    let one_line = |text: &str| !text.chars().any(char::is_control);
    if !one_line(&target.user) || !one_line(target.password.expose()) {
        return Err(TelnetError::NotOneLine);
    }
    let address = target.address;
    let reach = REACH.min(target.deadline);
    let reached = timeout(reach, TcpStream::connect(address)).await.unwrap_or_else(|_| Err(std::io::ErrorKind::TimedOut.into()));
    let socket = reached.map_err(|source| TelnetError::Unreachable { address, source })?;
    socket.set_nodelay(true).map_err(|source| TelnetError::Unreachable { address, source })?;
    let mut shell = Shell::new(socket, target.enter);
    let mut login = Login::new(target);
    log_in(&mut shell, &mut login, target, until).await?;
    let (banner, tail) = login.into_parts();
    shell.unread(&tail);
    Ok(Connected { shell, banner })
}

async fn log_in(shell: &mut Shell, login: &mut Login, target: &Target, until: Instant) -> Result<(), TelnetError> {
    let mut buffer = vec![0; 4 << 10];
    let mut judge_at = until;
    loop {
        match timeout_at(judge_at, shell.read(&mut buffer)).await {
            Ok(Ok(0)) => return Err(left(login)),
            Ok(Err(error)) if error.kind() == std::io::ErrorKind::InvalidData => return Err(TelnetError::Protocol(error)),
            Ok(Err(_)) => return Err(left(login)),
            Ok(Ok(count)) => {
                login.feed(buffer.get(..count).unwrap_or_default());
                judge_at = until.min(Instant::now() + QUIET);
                if login.read() <= MAX_GREETING {
                    continue;
                }
            }
            Err(_) if Instant::now() < until => {}
            Err(_) if login.was_refused() => return Err(TelnetError::WrongPassword),
            Err(_) => {
                let said = login.last_words();
                return Err(TelnetError::TimedOut { address: target.address, deadline: target.deadline, said });
            }
        }
        if login.read() > MAX_GREETING {
            let endless = std::io::Error::new(std::io::ErrorKind::InvalidData, "a greeting without an end");
            return Err(TelnetError::Protocol(endless));
        }
        match login.quiet() {
            Step::Wait => judge_at = until,
            Step::In => return Ok(()),
            Step::Refused => return Err(TelnetError::WrongPassword),
            Step::Type(text) => {
                judge_at = until;
                let line = zeroize::Zeroizing::new(format!("{}\n", text.expose()));
                match timeout_at(until, write(shell, line.as_bytes())).await {
                    Ok(Ok(())) => {}
                    Ok(Err(_)) => return Err(left(login)),
                    Err(_) => {
                        let said = login.last_words();
                        return Err(TelnetError::TimedOut { address: target.address, deadline: target.deadline, said });
                    }
                }
            }
        }
    }
}

async fn write(shell: &mut Shell, bytes: &[u8]) -> std::io::Result<()> {
    shell.write_all(bytes).await?;
    shell.flush().await
}

/// The device closed the connection.
fn left(login: &Login) -> TelnetError {
    if login.was_refused() { TelnetError::WrongPassword } else { TelnetError::NoShell(login.last_words()) }
}
