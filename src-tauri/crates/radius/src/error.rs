//! What can be wrong with a packet or an exchange, told apart by what the caller can do about it.

/// Octets that are not a RADIUS packet. RFC 2865 §3: such a packet is silently discarded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    #[error("{0} octets are fewer than a RADIUS header")]
    Short(usize),
    #[error("the length field says {field}, the datagram holds {received} octets")]
    Length { field: usize, received: usize },
    #[error("the attribute at octet {0} has an impossible length")]
    Attribute(usize),
}

/// A packet that cannot be put on the wire.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EncodeError {
    #[error("the value of {name} has {length} octets, more than one attribute holds")]
    AttributeTooLong { name: String, length: usize },
    #[error("the packet has {0} octets, more than RADIUS allows")]
    PacketTooLong(usize),
    #[error("a password of {0} octets is longer than User-Password allows (128)")]
    PasswordTooLong(usize),
}

/// An attribute that is present but cannot be read as what the dictionary says it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name} has {length} octets that are not a value of its type")]
pub struct BadAttribute {
    pub name: &'static str,
    pub length: usize,
}

/// A packet whose sender could not be shown to know the secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unverified {
    #[error(transparent)]
    Decode(#[from] DecodeError),
    #[error("packet code {0} is not one that is expected here")]
    Code(u8),
    #[error("the reply answers another request")]
    Identifier,
    #[error("the authenticator does not match the secret")]
    Authenticator,
    #[error("Message-Authenticator is missing")]
    MessageAuthenticatorMissing,
    #[error("Message-Authenticator does not match the secret")]
    MessageAuthenticator,
}

/// An exchange that did not end with a verified reply.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    #[error("the packet cannot be sent")]
    Encode(#[from] EncodeError),
    #[error("the socket failed")]
    Socket(#[from] std::io::Error),
    /// `refused`: the host said that nothing listens on the port. `unverified`: replies that came and failed verification,
    /// and why the last one did; most often the secrets differ.
    #[error(
        "no valid reply to {sent} transmissions (port refused: {refused}, replies that failed verification: {unverified}{})",
        reason.as_ref().map(|reason| format!(", {reason}")).unwrap_or_default()
    )]
    NoReply { sent: u32, refused: bool, unverified: u32, reason: Option<Unverified> },
    #[error("the reply is not understood")]
    Attribute(#[from] BadAttribute),
}
