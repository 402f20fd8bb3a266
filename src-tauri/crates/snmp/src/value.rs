//! What stands behind an object identifier.

use std::net::Ipv4Addr;

use snmp2::AsnReader;
use snmp2::Value as Read;

use crate::ber;
use crate::error::DecodeError;
use crate::oid::Oid;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Integer(i64),
    Octets(Vec<u8>),
    Null,
    Oid(Oid),
    IpAddress(Ipv4Addr),
    Counter32(u32),
    /// Gauge32 and Unsigned32 are the same on the wire.
    Gauge32(u32),
    /// Hundredths of a second.
    TimeTicks(u32),
    Opaque(Vec<u8>),
    Counter64(u64),
    NoSuchObject,
    NoSuchInstance,
    EndOfMibView,
}

impl Value {
    /// Is there no value at all?
    pub fn is_missing(&self) -> bool {
        matches!(self, Value::NoSuchObject | Value::NoSuchInstance | Value::EndOfMibView | Value::Null)
    }

    /// Any number. A Counter64 beyond `i64::MAX` has none.
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Value::Integer(number) => Some(*number),
            Value::Counter32(number) | Value::Gauge32(number) | Value::TimeTicks(number) => Some(i64::from(*number)),
            Value::Counter64(number) => i64::try_from(*number).ok(),
            _ => None,
        }
    }

    /// A number that cannot be negative. Integer32 columns that should have been unsigned (storage sizes, AS numbers,
    /// interface indexes above 2³¹) are read as the 32 bits that they are.
    pub fn as_u64(&self) -> Option<u64> {
        match self {
            Value::Counter64(number) => Some(*number),
            Value::Integer(number) if *number < 0 => i32::try_from(*number).ok().map(|number| u64::from(number as u32)),
            other => other.as_i64().and_then(|number| u64::try_from(number).ok()),
        }
    }

    pub fn octets(&self) -> Option<&[u8]> {
        match self {
            Value::Octets(octets) | Value::Opaque(octets) => Some(octets),
            _ => None,
        }
    }

    /// An octet string as people read it: UTF-8 where it is, else each octet as a Latin-1 letter; without the NULs and blanks
    /// that fixed fields are filled up with.
    pub fn text(&self) -> Option<String> {
        let octets = self.octets()?;
        let text = match std::str::from_utf8(octets) {
            Ok(text) => text.to_owned(),
            Err(_) => octets.iter().map(|octet| char::from(*octet)).collect(),
        };
        Some(text.trim_end_matches(['\0', ' ']).to_owned())
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        match self {
            Value::Integer(number) => ber::push_integer(out, *number),
            Value::Octets(octets) => ber::push(out, ber::OCTET_STRING, octets),
            Value::Null => ber::push(out, 0x05, &[]),
            Value::Oid(oid) => ber::push(out, 0x06, &oid.to_ber()),
            Value::IpAddress(address) => ber::push(out, 0x40, &address.octets()),
            Value::Counter32(number) => ber::push_unsigned(out, 0x41, u64::from(*number)),
            Value::Gauge32(number) => ber::push_unsigned(out, 0x42, u64::from(*number)),
            Value::TimeTicks(number) => ber::push_unsigned(out, 0x43, u64::from(*number)),
            Value::Opaque(octets) => ber::push(out, 0x44, octets),
            Value::Counter64(number) => ber::push_unsigned(out, 0x46, *number),
            Value::NoSuchObject => ber::push(out, 0x80, &[]),
            Value::NoSuchInstance => ber::push(out, 0x81, &[]),
            Value::EndOfMibView => ber::push(out, 0x82, &[]),
        }
    }

    pub(crate) fn read(reader: &mut AsnReader<'_>) -> Result<Value, DecodeError> {
        let identifier = reader.peek_byte()?;
        // The reader's iterator ends in silence on a value that it cannot read.
        Ok(match reader.next().ok_or(DecodeError::Value(identifier))? {
            Read::Integer(number) => Value::Integer(number),
            Read::OctetString(octets) => Value::Octets(octets.to_vec()),
            Read::Null => Value::Null,
            Read::ObjectIdentifier(oid) => Value::Oid(Oid::from_ber(oid.as_bytes()).or_else(|error| zero_oid(oid.as_bytes(), error))?),
            Read::IpAddress(octets) => Value::IpAddress(Ipv4Addr::from(octets)),
            Read::Counter32(number) => Value::Counter32(number),
            Read::Unsigned32(number) => Value::Gauge32(number),
            Read::Timeticks(number) => Value::TimeTicks(number),
            Read::Opaque(octets) => Value::Opaque(octets.to_vec()),
            Read::Counter64(number) => Value::Counter64(number),
            Read::NoSuchObject => Value::NoSuchObject,
            Read::NoSuchInstance => Value::NoSuchInstance,
            Read::EndOfMibView => Value::EndOfMibView,
            _ => return Err(DecodeError::Value(identifier)),
        })
    }
}

/// Some agents write the identifier 0.0 as no octets at all.
fn zero_oid(octets: &[u8], error: DecodeError) -> Result<Oid, DecodeError> {
    if octets.is_empty() { Ok(Oid::new(&[0, 0])) } else { Err(error) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        assert_eq!(Value::Integer(-1).as_u64(), Some(u64::from(u32::MAX)));
        assert_eq!(Value::Integer(-1).as_i64(), Some(-1));
        assert_eq!(Value::Counter64(u64::MAX).as_i64(), None);
        assert_eq!(Value::Octets(vec![1]).as_u64(), None);
    }

    #[test]
    fn text_is_never_lost() {
        assert_eq!(Value::Octets(b"ether1\0".to_vec()).text().as_deref(), Some("ether1"));
        assert_eq!(Value::Octets(vec![0xe9, b'a']).text().as_deref(), Some("éa"));
        assert_eq!(Value::Integer(1).text(), None);
    }

    #[test]
    fn counters_without_their_leading_zero_are_read() {
        let octets = [0x41, 4, 0xff, 0xff, 0xff, 0xff];
        assert_eq!(Value::read(&mut AsnReader::from_bytes(&octets)), Ok(Value::Counter32(u32::MAX)));
    }
}
