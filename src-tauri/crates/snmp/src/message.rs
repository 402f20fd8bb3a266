//! The v2c message (RFC 3416, RFC 1901), and what of any message is readable before it is opened.

use snmp2::AsnReader;

use crate::ber;
use crate::error::DecodeError;
use crate::pdu::{Pdu, narrow};

/// What a UDP datagram over IPv4 can hold.
pub const MAX_DATAGRAM: usize = 65_507;

const V2C: i64 = 1;

pub fn write_community(community: &[u8], pdu: &Pdu) -> Vec<u8> {
    let mut content = Vec::new();
    ber::push_integer(&mut content, V2C);
    ber::push(&mut content, ber::OCTET_STRING, community);
    pdu.write(&mut content);
    let mut datagram = Vec::with_capacity(content.len() + 4);
    ber::push(&mut datagram, ber::SEQUENCE, &content);
    datagram
}

/// The community and the PDU of a v2c message.
pub fn read_community(datagram: &[u8]) -> Result<(&[u8], Pdu), DecodeError> {
    let mut message = AsnReader::from_bytes(AsnReader::from_bytes(datagram).read_raw(ber::SEQUENCE)?);
    let version = message.read_asn_integer()?;
    if version != V2C {
        return Err(DecodeError::Version(version));
    }
    let community = message.read_asn_octetstring()?;
    Ok((community, Pdu::read(&mut message)?))
}

/// 1 for v2c, 3 for v3.
pub fn version(datagram: &[u8]) -> Result<i64, DecodeError> {
    Ok(AsnReader::from_bytes(contents(datagram)).read_asn_integer()?)
}

/// By which number a reply finds its request: the request id of v2c, the message id of v3. Read even from a datagram that was
/// cut, so that its request learns of it.
pub(crate) fn number(datagram: &[u8]) -> Result<i32, DecodeError> {
    let mut message = AsnReader::from_bytes(contents(datagram));
    match message.read_asn_integer()? {
        V2C => {
            message.read_asn_octetstring()?;
            let rest = message.bytes_left();
            let pdu = &datagram[datagram.len() - rest..];
            narrow(AsnReader::from_bytes(contents(pdu)).read_asn_integer()?)
        }
        3 => {
            let rest = message.bytes_left();
            let header = &datagram[datagram.len() - rest..];
            narrow(AsnReader::from_bytes(contents(header)).read_asn_integer()?)
        }
        other => Err(DecodeError::Version(other)),
    }
}

/// What follows identifier and length, whether or not there is as much of it as the length says.
fn contents(octets: &[u8]) -> &[u8] {
    let mut reader = AsnReader::from_bytes(octets);
    if reader.read_byte().is_err() || reader.read_length().is_err() {
        return &[];
    }
    &octets[octets.len() - reader.bytes_left()..]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::oid::Oid;

    #[test]
    fn both_ways_and_numbered() {
        let pdu = Pdu { request_id: 0x1234_5678, ..Pdu::get_bulk(0, 25, &[Oid::new(&[1, 3, 6, 1, 2, 1])]) };
        let datagram = write_community(b"public", &pdu);
        assert_eq!(read_community(&datagram), Ok((&b"public"[..], pdu)));
        assert_eq!(number(&datagram), Ok(0x1234_5678));
        assert_eq!(number(&datagram[..25]), Ok(0x1234_5678));
    }

    proptest! {
        #[test]
        fn arbitrary_octets_never_panic(octets in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = (read_community(&octets), number(&octets), version(&octets));
        }

        #[test]
        fn snmp2_reads_what_is_written(request_id: i32, community in "[a-z]{0,20}", last: u32) {
            let pdu = Pdu { request_id, ..Pdu::get(&[Oid::new(&[1, 3, 6, 1, last])]) };
            let datagram = write_community(community.as_bytes(), &pdu);
            let read = snmp2::Pdu::from_bytes(&datagram).unwrap();
            prop_assert_eq!(read.req_id, request_id);
            prop_assert_eq!(read.community, community.as_bytes());
            prop_assert_eq!(read.varbinds.count(), 1);
        }
    }
}
