//! What can go wrong with a router, told apart by what the caller can do about it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::reply::Trap;
use crate::tls::TlsError;
use crate::wire::WireError;

#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    #[error("no connection to the router: {0}")]
    Connect(String),
    /// No TLS with the router; nothing was sent to it.
    #[error("{0}. {advice}", advice = .0.advice())]
    Tls(TlsError),
    /// The router hung up before it answered the login. It says no more than that.
    #[error(
        "{0} before it answered the login: too many API sessions are open (/ip/service max-sessions), or this computer's address \
         is not among those that /ip/service allows"
    )]
    TurnedAway(Ended),
    /// Also given when the router asked for a login and refused it.
    #[error("the router refused the login: {0}")]
    Login(String),
    /// The command was refused; the connection goes on.
    #[error("the router refused: {0}")]
    Refused(Refusal),
    /// Unknown whether the command was done: read back before it is tried again.
    #[error("no answer within {0:?}")]
    Deadline(Duration),
    /// The connection went while the command was under way: unknown whether it was done. Read back before it is tried again.
    #[error("the connection was lost with the command under way: {0}")]
    Lost(Ended),
    /// The connection is over; the command was not sent.
    #[error("the connection ended: {0}")]
    Ended(Ended),
    /// The link has no connection now, for this reason, and tries again by itself; the command was not sent.
    #[error("the router is not reached now: {0}")]
    Down(Arc<Error>),
    /// The calls that this router is given are used up beyond the command's deadline; the command was not sent.
    #[error("the router's call budget has no turn for {0:?}")]
    OverBudget(Duration),
    #[error("a listener read more slowly than the router wrote and was cancelled")]
    TooSlow,
    #[error("the answer has more than {0} rows")]
    TooManyRows(usize),
    #[error("{menu}: {property} is missing or not understood in the answer")]
    Unreadable { menu: &'static str, property: &'static str },
    #[error("the command cannot be sent: {0}")]
    Unsendable(WireError),
}

/// Why a connection is over. Every command that was under way ends with it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Ended {
    #[error("closed by the router")]
    Closed,
    #[error("closed by us")]
    Dropped,
    #[error("the router gave up: {0}")]
    Fatal(String),
    #[error("not the RouterOS API: {0}")]
    Protocol(WireError),
    #[error("{0}")]
    Broken(String),
    /// The router answered neither a command nor its cancellation: it is gone, or was rebooted.
    #[error("the router fell silent")]
    Silent,
}

/// The traps of one command, in order; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub first: Trap,
    pub more: Vec<Trap>,
}

/// What a refusal means. Messages are English free text of the router; one that is not known is `Other`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusalKind {
    /// The item is not there (any more).
    NotFound,
    /// This version or package of RouterOS has no such command.
    NoSuchCommand,
    /// A value was not accepted.
    Invalid,
    /// Something with this name is there already.
    Conflict,
    /// The login's group lacks a policy.
    Permission,
    /// The command was cancelled.
    Interrupted,
    Other,
}

impl Refusal {
    pub fn kind(&self) -> RefusalKind {
        let message = self.first.message.to_ascii_lowercase();
        let says = |text: &str| message.contains(text);
        if says("no such command") {
            RefusalKind::NoSuchCommand
        } else if says("no such item") {
            RefusalKind::NotFound
        } else if says("already have") || says("already exists") {
            RefusalKind::Conflict
        } else if says("not enough permissions") {
            RefusalKind::Permission
        } else {
            match self.first.category {
                Some(0) => RefusalKind::NotFound,
                Some(1) => RefusalKind::Invalid,
                Some(2) => RefusalKind::Interrupted,
                _ if says("input does not match") || says("invalid value") || says("unknown parameter") => RefusalKind::Invalid,
                _ if says("interrupted") => RefusalKind::Interrupted,
                _ => RefusalKind::Other,
            }
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.first.message)?;
        self.more.iter().try_for_each(|trap| write!(f, "; {}", trap.message))
    }
}

impl Error {
    /// Is it unknown whether the router did what it was told? Then its state must be read before anything is tried again.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Error::Lost(_) | Error::Deadline(_))
    }

    /// Would trying again without a person only do harm: a wrong password, another certificate, TLS that cannot be.
    pub fn needs_a_person(&self) -> bool {
        match self {
            Error::Login(_) => true,
            Error::Tls(error) => !matches!(error, TlsError::Closed),
            _ => false,
        }
    }

    /// The kind of refusal, if it is one.
    pub fn refusal(&self) -> Option<RefusalKind> {
        match self {
            Error::Refused(refusal) => Some(refusal.kind()),
            _ => None,
        }
    }
}
