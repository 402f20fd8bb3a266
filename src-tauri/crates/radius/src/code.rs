//! Packet codes (RFC 2865 §3, RFC 5176 §2.3, RFC 5997 §2).

use std::fmt;

/// The code of a packet. Unknown codes are kept, so that a decoder can name what it refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Code {
    AccessRequest,
    AccessAccept,
    AccessReject,
    AccountingRequest,
    AccountingResponse,
    AccessChallenge,
    StatusServer,
    DisconnectRequest,
    DisconnectAck,
    DisconnectNak,
    CoaRequest,
    CoaAck,
    CoaNak,
    Other(u8),
}

impl Code {
    pub fn number(self) -> u8 {
        match self {
            Code::AccessRequest => 1,
            Code::AccessAccept => 2,
            Code::AccessReject => 3,
            Code::AccountingRequest => 4,
            Code::AccountingResponse => 5,
            Code::AccessChallenge => 11,
            Code::StatusServer => 12,
            Code::DisconnectRequest => 40,
            Code::DisconnectAck => 41,
            Code::DisconnectNak => 42,
            Code::CoaRequest => 43,
            Code::CoaAck => 44,
            Code::CoaNak => 45,
            Code::Other(number) => number,
        }
    }

    /// May a packet of this code answer a request of that code? A Status-Server is answered with what the port serves
    /// (RFC 5997 §3).
    pub fn answers(self, request: Code) -> bool {
        match request {
            Code::AccessRequest => matches!(self, Code::AccessAccept | Code::AccessReject | Code::AccessChallenge),
            Code::AccountingRequest => self == Code::AccountingResponse,
            Code::StatusServer => matches!(self, Code::AccessAccept | Code::AccessReject | Code::AccountingResponse),
            Code::DisconnectRequest => matches!(self, Code::DisconnectAck | Code::DisconnectNak),
            Code::CoaRequest => matches!(self, Code::CoaAck | Code::CoaNak),
            _ => false,
        }
    }

    /// The reply to an Access-Request, which a man in the middle can forge where no Message-Authenticator is required
    /// (CVE-2024-3596).
    pub(crate) fn is_access_reply(self) -> bool {
        matches!(self, Code::AccessAccept | Code::AccessReject | Code::AccessChallenge)
    }
}

impl From<u8> for Code {
    fn from(number: u8) -> Self {
        match number {
            1 => Code::AccessRequest,
            2 => Code::AccessAccept,
            3 => Code::AccessReject,
            4 => Code::AccountingRequest,
            5 => Code::AccountingResponse,
            11 => Code::AccessChallenge,
            12 => Code::StatusServer,
            40 => Code::DisconnectRequest,
            41 => Code::DisconnectAck,
            42 => Code::DisconnectNak,
            43 => Code::CoaRequest,
            44 => Code::CoaAck,
            45 => Code::CoaNak,
            other => Code::Other(other),
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Code::AccessRequest => "Access-Request",
            Code::AccessAccept => "Access-Accept",
            Code::AccessReject => "Access-Reject",
            Code::AccountingRequest => "Accounting-Request",
            Code::AccountingResponse => "Accounting-Response",
            Code::AccessChallenge => "Access-Challenge",
            Code::StatusServer => "Status-Server",
            Code::DisconnectRequest => "Disconnect-Request",
            Code::DisconnectAck => "Disconnect-ACK",
            Code::DisconnectNak => "Disconnect-NAK",
            Code::CoaRequest => "CoA-Request",
            Code::CoaAck => "CoA-ACK",
            Code::CoaNak => "CoA-NAK",
            Code::Other(number) => return write!(f, "code {number}"),
        };
        f.write_str(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_round_trips() {
        for number in 0..=255 {
            assert_eq!(Code::from(number).number(), number);
        }
    }
}
