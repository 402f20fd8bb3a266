//! One visit: a turn in the node's budget, a login, some work within the deadline, a transcript.

use janet_olt::{Driver, DriverError};
use janet_provisioning::ports::{Fault, OltDialect, OltTarget, Transport, Visit};
use janet_terminal::ssh::{self, Algorithms, HostKey, SshError};
use janet_terminal::telnet::{self, Enter, TelnetError};
use janet_terminal::{Mask, Secret, Transcript};
use tokio::time::{Instant, timeout_at};

use super::desired::dialect_of;
use super::outcome::driver_fault;
use super::shell::Shell;
use crate::Devices;
use crate::budget::{Intent, Turn};

/// An OLT that is logged in to.
pub(super) struct OltSession {
    pub(super) driver: Driver<Shell>,
    pub(super) deadline: Instant,
    pub(super) turn: Turn,
    /// `None`: Telnet has none.
    host_key: Option<String>,
    /// What was said in an earlier session of the same visit.
    said: String,
}

impl Devices {
    /// Waits for a turn and logs in. The error is the finished visit.
    pub(super) async fn enter<T>(&self, olt: &OltTarget, intent: Intent) -> Result<OltSession, Visit<T>> {
        let deadline = Instant::now() + self.patience.visit;
        let Ok(turn) = timeout_at(deadline, self.budget.turn(olt.node, intent, olt.sessions)).await else {
            return Err(refused(Fault::SessionsFull(format!("all {} sessions that {} is given are in use", olt.sessions, olt.code))));
        };
        self.enter_with(olt, turn, deadline).await
    }

    /// Logs in again in a turn that goes on.
    pub(super) async fn enter_with<T>(&self, olt: &OltTarget, turn: Turn, deadline: Instant) -> Result<OltSession, Visit<T>> {
        match timeout_at(deadline, self.log_in(olt)).await {
            Ok(Ok((driver, host_key))) => Ok(OltSession { driver, deadline, turn, host_key, said: String::new() }),
            Ok(Err(fault)) => {
                let host_key = if let Fault::HostKey { seen } = &fault { Some(seen.clone()) } else { None };
                Err(Visit { host_key, ..refused(fault) })
            }
            Err(_) => Err(refused(Fault::Unreachable(address(olt)))),
        }
    }

    async fn log_in(&self, olt: &OltTarget) -> Result<(Driver<Shell>, Option<String>), Fault> {
        let password = Secret::new(self.password(olt.secret).await?.expose());
        let (shell, host_key) = match olt.transport {
            Transport::Ssh => self.open_ssh(olt, &password).await?,
            Transport::Telnet => (self.open_telnet(olt, &password).await?, None),
        };
        let (mask, patience) = (Mask::new([&password]), self.patience);
        // Where the way to the home mode asks for a password, it is the login's: two would be two to keep.
        let opened = Driver::open_enabling(shell, dialect_of(olt), mask, patience.timing, patience.pace, Some(password));
        Ok((opened.await.map_err(driver_fault)?, host_key))
    }

    async fn open_ssh(&self, olt: &OltTarget, password: &Secret) -> Result<(Shell, Option<String>), Fault> {
        let pinned = match &olt.host_key {
            None => None,
            Some(text) => Some(host_key(text).ok_or_else(|| Fault::NotAllowed { field: "host_key", value: text.clone() })?),
        };
        let target = ssh::Target {
            address: self.resolve(&olt.host, olt.port).await?,
            user: olt.username.clone(),
            password: password.clone(),
            algorithms: if olt.legacy_ssh { Algorithms::Legacy } else { Algorithms::Modern },
            pinned,
            deadline: self.patience.login,
        };
        let connected = ssh::connect(&target).await.map_err(|error| ssh_fault(olt, error))?;
        Ok((Shell::Ssh(connected.shell), Some(connected.host_key.to_string())))
    }

    async fn open_telnet(&self, olt: &OltTarget, password: &Secret) -> Result<Shell, Fault> {
        let target = telnet::Target {
            address: self.resolve(&olt.host, olt.port).await?,
            user: olt.username.clone(),
            password: password.clone(),
            enter: enter(olt.dialect),
            deadline: self.patience.login,
        };
        let connected = telnet::connect(&target).await.map_err(|error| telnet_fault(olt, error))?;
        Ok(Shell::Telnet(connected.shell))
    }
}

/// V-SOL takes CR LF for two Enters, and some take the NUL for a character; a lone CR is understood by all of these.
fn enter(kind: OltDialect) -> Enter {
    match kind {
        OltDialect::VsolGpon | OltDialect::VsolGponV2 | OltDialect::VsolEpon | OltDialect::GlobalVsol | OltDialect::ZymlinkVsol => {
            Enter::Cr
        }
        // RFC 854: a carriage return alone is CR NUL.
        _ => Enter::CrNul,
    }
}

impl OltSession {
    /// Something that changes nothing, within the deadline.
    pub(super) async fn read<T>(&mut self, work: impl AsyncFnOnce(&mut Driver<Shell>) -> Result<T, DriverError>) -> Result<T, Fault> {
        match timeout_at(self.deadline, work(&mut self.driver)).await {
            Ok(done) => done.map_err(driver_fault),
            Err(_) => Err(late()),
        }
    }

    /// Ends the session and the visit.
    pub(super) fn leave<T>(self, result: Result<T, Fault>) -> Visit<T> {
        let (transcript, _) = self.driver.into_parts();
        let transcript = format!("{}{}", self.said, script(&transcript));
        Visit { result, transcript, host_key: self.host_key }
    }

    /// Ends a broken session, and gives what goes on in the next: the turn, and what was said.
    pub(super) fn abandon(self) -> (Turn, String, Option<String>) {
        let (transcript, _) = self.driver.into_parts();
        (self.turn, format!("{}{}", self.said, script(&transcript)), self.host_key)
    }

    pub(super) fn after(mut self, said: String) -> Self {
        self.said = said;
        self
    }
}

/// A visit in which nothing was said.
pub(super) fn refused<T>(fault: Fault) -> Visit<T> {
    Visit { result: Err(fault), transcript: String::new(), host_key: None }
}

pub(super) fn late() -> Fault {
    Fault::TooSlow("the device was too slow for the time of one visit".to_owned())
}

fn address(olt: &OltTarget) -> String {
    format!("{} at {}:{}", olt.code, olt.host, olt.port)
}

/// Kind and fingerprint, as `HostKey` prints itself.
fn host_key(text: &str) -> Option<HostKey> {
    let (algorithm, fingerprint) = text.trim().split_once(' ')?;
    fingerprint.starts_with("SHA256:").then(|| HostKey { algorithm: algorithm.to_owned(), fingerprint: fingerprint.to_owned() })
}

fn ssh_fault(olt: &OltTarget, error: SshError) -> Fault {
    match error {
        SshError::Unreachable { .. } | SshError::TimedOut { .. } => Fault::Unreachable(address(olt)),
        SshError::HostKeyChanged { seen, .. } => Fault::HostKey { seen: seen.to_string() },
        SshError::WrongPassword => Fault::WrongPassword,
        // Every device that was seen refuses a shell for one reason only.
        SshError::NoShell(reason) => Fault::SessionsFull(reason),
        other @ (SshError::NoCommonAlgorithm { .. } | SshError::Protocol(_)) => Fault::Broken(other.to_string()),
    }
}

fn telnet_fault(olt: &OltTarget, error: TelnetError) -> Fault {
    match error {
        TelnetError::Unreachable { .. } => Fault::Unreachable(address(olt)),
        TelnetError::TimedOut { ref said, .. } if said.is_empty() => Fault::Unreachable(address(olt)),
        TelnetError::TimedOut { .. } => Fault::Garbled(error.to_string()),
        TelnetError::WrongPassword => Fault::WrongPassword,
        TelnetError::NoShell(said) => Fault::SessionsFull(said),
        TelnetError::NotOneLine => Fault::NotAllowed { field: "username", value: olt.username.clone() },
        TelnetError::Protocol(_) => Fault::Broken(error.to_string()),
    }
}

/// What went over the wire, as a person would read it. Secrets were masked before the transcript kept anything.
fn script(transcript: &Transcript) -> String {
    let mut text = String::new();
    for exchange in &transcript.exchanges {
        // The first one has no command: the device greets.
        if !exchange.command.is_empty() {
            text.push_str(&format!("> {}\n", exchange.command));
        }
        if !exchange.text.is_empty() {
            text.push_str(exchange.text.trim_end());
            text.push('\n');
        }
        match exchange.ending {
            janet_terminal::Ending::Prompt(_) => {}
            janet_terminal::Ending::TimedOut => text.push_str("-- no prompt came\n"),
            janet_terminal::Ending::Lost => text.push_str("-- the connection broke\n"),
        }
    }
    text
}
