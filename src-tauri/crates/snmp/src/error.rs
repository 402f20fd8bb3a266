//! What can be wrong with a datagram or an exchange, told apart by what the operator can do about it.

use std::time::Duration;

use crate::oid::Oid;

/// Octets that are not an SNMP message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    #[error("not BER ({0})")]
    Ber(#[from] snmp2::Error),
    #[error("SNMP version {0} is not spoken here")]
    Version(i64),
    #[error("the PDU type 0x{0:02x} is not expected")]
    Kind(u8),
    #[error("a value of the type 0x{0:02x} cannot be read")]
    Value(u8),
    #[error("an object identifier is broken")]
    Oid,
    #[error("the number {0} is out of its range")]
    Range(i64),
    #[error("the security model {0} is not USM")]
    SecurityModel(i64),
    #[error("the security parameters are broken")]
    SecurityParameters,
}

/// Why a datagram that came is not the answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    #[error(transparent)]
    Decode(#[from] DecodeError),
    #[error("it comes from {0}, not from the address that was asked")]
    Address(std::net::IpAddr),
    #[error("it names another community")]
    Community,
    #[error("it answers another request")]
    OtherRequest,
    #[error("it is not a response")]
    Kind,
    #[error("it comes from another engine")]
    Engine,
    #[error("it names another user")]
    User,
    #[error("its digest does not match the key")]
    Digest,
    #[error("it is older than the time window allows")]
    Old,
    #[error("it is less protected than the request")]
    Unprotected,
    #[error("it cannot be decrypted")]
    Decryption,
}

/// What an agent of v3 says about a request that it did not accept: the usmStats counters (RFC 3414 §5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UsmError {
    #[error("the agent does not support this security level for the user (usmStatsUnsupportedSecLevels)")]
    UnsupportedSecurityLevel,
    #[error("the request is not in the agent's time window (usmStatsNotInTimeWindows)")]
    NotInTimeWindow,
    #[error("the agent does not know the user (usmStatsUnknownUserNames)")]
    UnknownUser,
    #[error("the agent changes its engine id (usmStatsUnknownEngineIDs)")]
    UnknownEngine,
    #[error("wrong authentication password or protocol (usmStatsWrongDigests)")]
    WrongKey,
    #[error("wrong privacy password or protocol (usmStatsDecryptionErrors)")]
    WrongPrivacyKey,
}

/// error-status of a response (RFC 3416 §3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ErrorStatus {
    #[error("tooBig")]
    TooBig,
    #[error("noSuchName")]
    NoSuchName,
    #[error("genErr")]
    GenErr,
    #[error("noAccess")]
    NoAccess,
    #[error("authorizationError")]
    AuthorizationError,
    #[error("error-status {0}")]
    Other(i32),
}

impl ErrorStatus {
    /// `None` is noError.
    pub(crate) fn of(number: i32) -> Option<ErrorStatus> {
        Some(match number {
            0 => return None,
            1 => ErrorStatus::TooBig,
            2 => ErrorStatus::NoSuchName,
            5 => ErrorStatus::GenErr,
            6 => ErrorStatus::NoAccess,
            16 => ErrorStatus::AuthorizationError,
            other => ErrorStatus::Other(other),
        })
    }
}

/// An exchange that did not end with its answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the socket failed")]
    Socket(#[from] std::io::Error),
    #[error("this machine has no socket for {0}")]
    Family(std::net::IpAddr),
    /// v2c agents are silent on a wrong community; `engine_answered`: a v3 agent did answer the discovery.
    #[error(
        "no answer to {sent} transmissions in {:.1} s ({})",
        waited.as_secs_f64(),
        if *engine_answered { "the agent lives: it answered the discovery; most often the privacy password differs" }
        else { "wrong address, port or community, SNMP switched off, a filter, or the device is down" }
    )]
    NoAnswer { sent: u32, waited: Duration, engine_answered: bool },
    /// Something came, but nothing that can be used.
    #[error("{count} replies could not be used; the last one: {reason}")]
    Unusable { count: u32, reason: Unusable },
    #[error(transparent)]
    Usm(#[from] UsmError),
    #[error("the agent answers {status}{}", at.as_ref().map(|oid| format!(" for {oid}")).unwrap_or_default())]
    Refused { status: ErrorStatus, at: Option<Oid> },
    #[error("not even one row after {after} fits into a reply of the agent (tooBig)")]
    TooBig { after: Oid },
    #[error("the agent's table goes in circles: after {after} it gives {came}")]
    NotIncreasing { after: Oid, came: Oid },
    #[error("more than {limit} rows below {root}")]
    TooManyRows { root: Oid, limit: usize },
    #[error("the time for reading this device is over")]
    Deadline,
}

impl Error {
    /// Is there no point in asking this agent anything more now?
    pub fn is_final(&self) -> bool {
        !matches!(self, Error::Refused { .. } | Error::TooBig { .. } | Error::NotIncreasing { .. } | Error::TooManyRows { .. })
    }
}
