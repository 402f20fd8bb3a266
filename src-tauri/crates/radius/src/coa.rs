//! Change of Authorization and Disconnect (RFC 5176): telling a NAS to change or end a session that it holds.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};

use tokio::sync::Semaphore;

use crate::attribute::Attributes;
use crate::client::{Client, Retransmission, Server};
use crate::code::Code;
use crate::dictionary::*;
use crate::error::ClientError;
use crate::packet::Packet;
use crate::secret::Secret;

/// RFC 5176 §2. Each NAS has its own setting: some old RouterOS set-ups listen on 1700.
pub const DEFAULT_COA_PORT: u16 = 3799;
/// Requests that one NAS is given at the same time.
const IN_FLIGHT: usize = 64;

/// Which attributes name a session to a NAS. A NAS refuses when one of them does not match, so no more are sent than needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NasProfile {
    /// User-Name, Acct-Session-Id and Framed-IP-Address: RouterOS has been seen to need the address.
    RouterOs,
    /// User-Name and Acct-Session-Id.
    Generic,
}

/// A NAS that listens for CoA and Disconnect.
#[derive(Debug, Clone)]
pub struct Nas {
    pub address: SocketAddr,
    pub secret: Secret,
    pub profile: NasProfile,
    pub retransmission: Retransmission,
}

/// A session, as accounting reported it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionIdentity {
    pub user_name: String,
    pub acct_session_id: String,
    /// `None` for a session without an IPv4 address; then it is not sent.
    pub framed_ip_address: Option<Ipv4Addr>,
}

impl SessionIdentity {
    fn attributes(&self, profile: NasProfile) -> Attributes {
        let mut attributes =
            Attributes::new().with(&USER_NAME, self.user_name.as_str()).with(&ACCT_SESSION_ID, self.acct_session_id.as_str());
        if let (NasProfile::RouterOs, Some(address)) = (profile, self.framed_ip_address) {
            attributes.add(&FRAMED_IP_ADDRESS, address);
        }
        attributes
    }
}

/// Error-Cause (RFC 5176 §3.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ErrorCause(pub u32);

impl ErrorCause {
    pub const UNSUPPORTED_ATTRIBUTE: Self = Self(401);
    pub const MISSING_ATTRIBUTE: Self = Self(402);
    pub const NAS_IDENTIFICATION_MISMATCH: Self = Self(403);
    pub const INVALID_REQUEST: Self = Self(404);
    pub const UNSUPPORTED_SERVICE: Self = Self(405);
    pub const UNSUPPORTED_EXTENSION: Self = Self(406);
    pub const INVALID_ATTRIBUTE_VALUE: Self = Self(407);
    pub const ADMINISTRATIVELY_PROHIBITED: Self = Self(501);
    pub const SESSION_CONTEXT_NOT_FOUND: Self = Self(503);
    pub const SESSION_CONTEXT_NOT_REMOVABLE: Self = Self(504);
    pub const RESOURCES_UNAVAILABLE: Self = Self(506);
}

impl fmt::Display for ErrorCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match *self {
            Self::UNSUPPORTED_ATTRIBUTE => "Unsupported-Attribute",
            Self::MISSING_ATTRIBUTE => "Missing-Attribute",
            Self::NAS_IDENTIFICATION_MISMATCH => "NAS-Identification-Mismatch",
            Self::INVALID_REQUEST => "Invalid-Request",
            Self::UNSUPPORTED_SERVICE => "Unsupported-Service",
            Self::UNSUPPORTED_EXTENSION => "Unsupported-Extension",
            Self::INVALID_ATTRIBUTE_VALUE => "Invalid-Attribute-Value",
            Self::ADMINISTRATIVELY_PROHIBITED => "Administratively-Prohibited",
            Self::SESSION_CONTEXT_NOT_FOUND => "Session-Context-Not-Found",
            Self::SESSION_CONTEXT_NOT_REMOVABLE => "Session-Context-Not-Removable",
            Self::RESOURCES_UNAVAILABLE => "Resources-Unavailable",
            Self(number) => return write!(f, "{number}"),
        };
        write!(f, "{} {name}", self.0)
    }
}

/// How a NAS answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The NAS says that it did it. Whether the session is gone is for accounting or the router to show.
    Ack,
    /// The NAS refused. `error_cause` is `None` when it gave no reason that can be read.
    Nak { error_cause: Option<ErrorCause> },
    /// No verified answer: unknown whether it was done. `refused`: nothing listens on the port. `unverified`: answers that
    /// failed verification; when there are any, the secrets most likely differ.
    Timeout { refused: bool, unverified: u32 },
}

/// Speaks to one NAS.
pub struct CoaClient {
    client: Client,
    profile: NasProfile,
    in_flight: Semaphore,
}

impl CoaClient {
    pub async fn new(nas: Nas) -> std::io::Result<CoaClient> {
        let server = Server { retransmission: nas.retransmission, ..Server::new(nas.address, nas.secret) };
        Ok(CoaClient { client: Client::new(server).await?, profile: nas.profile, in_flight: Semaphore::new(IN_FLIGHT) })
    }

    /// Ends the session.
    pub async fn disconnect(&self, session: &SessionIdentity) -> Result<Outcome, ClientError> {
        self.ask(Code::DisconnectRequest, session.attributes(self.profile)).await
    }

    /// Changes the session to these attributes.
    pub async fn change(&self, session: &SessionIdentity, changes: &Attributes) -> Result<Outcome, ClientError> {
        let mut attributes = session.attributes(self.profile);
        attributes.extend(changes);
        self.ask(Code::CoaRequest, attributes).await
    }

    async fn ask(&self, code: Code, attributes: Attributes) -> Result<Outcome, ClientError> {
        // The semaphore is never closed, so the only error there is cannot come.
        let _permit = self.in_flight.acquire().await;
        match self.client.exchange(code, [0; 16], attributes).await {
            Ok(reply) => Ok(outcome(&reply)),
            Err(ClientError::NoReply { refused, unverified, .. }) => Ok(Outcome::Timeout { refused, unverified }),
            Err(error) => Err(error),
        }
    }
}

fn outcome(reply: &Packet) -> Outcome {
    match reply.code {
        Code::CoaAck | Code::DisconnectAck => Outcome::Ack,
        _ => Outcome::Nak { error_cause: reply.attributes.get(&ERROR_CAUSE).ok().flatten().map(ErrorCause) },
    }
}
