//! A packet and its wire form, without any proof: those are in `sign`.

use crate::attribute::Attributes;
use crate::code::Code;
use crate::error::{DecodeError, EncodeError};

/// Octets of the header, and so of the shortest packet (RFC 2865 §3).
pub const MIN_PACKET: usize = 20;
/// Octets of the longest packet (RFC 2865 §3).
pub const MAX_PACKET: usize = 4096;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packet {
    pub code: Code,
    /// Matches a reply to its request on one socket.
    pub identifier: u8,
    pub authenticator: [u8; 16],
    pub attributes: Attributes,
}

impl Packet {
    /// Reads a datagram. Octets after the length field's end are padding and ignored; a datagram shorter than its length
    /// field is refused (RFC 2865 §3).
    pub fn decode(datagram: &[u8]) -> Result<Packet, DecodeError> {
        let octets = trim(datagram)?;
        let (header, body) = octets.split_first_chunk::<MIN_PACKET>().ok_or(DecodeError::Short(octets.len()))?;
        let [code, identifier, _, _, authenticator @ ..] = *header;
        Ok(Packet { code: Code::from(code), identifier, authenticator, attributes: Attributes::decode(body, MIN_PACKET)? })
    }

    /// The packet as it stands, with the authenticator and attributes it has.
    pub fn encode(&self) -> Result<Vec<u8>, EncodeError> {
        let mut octets = Vec::with_capacity(256);
        octets.extend([self.code.number(), self.identifier, 0, 0]);
        octets.extend(self.authenticator);
        self.attributes.encode(&mut octets)?;
        let length = octets.len();
        if length > MAX_PACKET {
            return Err(EncodeError::PacketTooLong(length));
        }
        octets[2..4].copy_from_slice(&(length as u16).to_be_bytes());
        Ok(octets)
    }
}

/// The datagram without its padding.
pub(crate) fn trim(datagram: &[u8]) -> Result<&[u8], DecodeError> {
    let &[_, _, high, low, ..] = datagram else { return Err(DecodeError::Short(datagram.len())) };
    let field = usize::from(u16::from_be_bytes([high, low]));
    match datagram.get(..field) {
        Some(octets) if (MIN_PACKET..=MAX_PACKET).contains(&field) => Ok(octets),
        _ => Err(DecodeError::Length { field, received: datagram.len() }),
    }
}
