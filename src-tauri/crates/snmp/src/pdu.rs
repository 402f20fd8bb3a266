//! The protocol data unit (RFC 3416 §3), the same inside v2c and v3 messages.

use snmp2::AsnReader;
use snmp2::snmp::{MSG_GET, MSG_GET_BULK, MSG_GET_NEXT, MSG_REPORT, MSG_RESPONSE};

use crate::ber;
use crate::error::DecodeError;
use crate::oid::Oid;
use crate::value::Value;

pub type Varbind = (Oid, Value);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Get,
    GetNext,
    GetBulk,
    Response,
    Report,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pdu {
    pub kind: Kind,
    pub request_id: i32,
    /// error-status; non-repeaters of a GetBulk.
    pub error_status: i32,
    /// error-index, counted from 1; max-repetitions of a GetBulk.
    pub error_index: i32,
    pub varbinds: Vec<Varbind>,
}

impl Pdu {
    pub fn get(oids: &[Oid]) -> Pdu {
        Pdu::request(Kind::Get, 0, 0, oids)
    }

    pub fn get_next(oids: &[Oid]) -> Pdu {
        Pdu::request(Kind::GetNext, 0, 0, oids)
    }

    pub fn get_bulk(non_repeaters: i32, max_repetitions: i32, oids: &[Oid]) -> Pdu {
        Pdu::request(Kind::GetBulk, non_repeaters, max_repetitions, oids)
    }

    fn request(kind: Kind, error_status: i32, error_index: i32, oids: &[Oid]) -> Pdu {
        let varbinds = oids.iter().map(|oid| (oid.clone(), Value::Null)).collect();
        Pdu { kind, request_id: 0, error_status, error_index, varbinds }
    }

    pub fn write(&self, out: &mut Vec<u8>) {
        let mut list = Vec::with_capacity(self.varbinds.len() * 24);
        let mut pair = Vec::with_capacity(64);
        for (oid, value) in &self.varbinds {
            pair.clear();
            ber::push(&mut pair, 0x06, &oid.to_ber());
            value.write(&mut pair);
            ber::push(&mut list, ber::SEQUENCE, &pair);
        }
        let mut content = Vec::with_capacity(list.len() + 16);
        ber::push_integer(&mut content, i64::from(self.request_id));
        ber::push_integer(&mut content, i64::from(self.error_status));
        ber::push_integer(&mut content, i64::from(self.error_index));
        ber::push(&mut content, ber::SEQUENCE, &list);
        ber::push(out, self.kind.identifier(), &content);
    }

    pub fn read(reader: &mut AsnReader<'_>) -> Result<Pdu, DecodeError> {
        let identifier = reader.peek_byte()?;
        let kind = Kind::of(identifier)?;
        let mut content = AsnReader::from_bytes(reader.read_raw(identifier)?);
        let request_id = narrow(content.read_asn_integer()?)?;
        let error_status = narrow(content.read_asn_integer()?)?;
        let error_index = narrow(content.read_asn_integer()?)?;
        let mut list = AsnReader::from_bytes(content.read_raw(ber::SEQUENCE)?);
        let mut varbinds = Vec::new();
        while list.bytes_left() > 0 {
            let mut pair = AsnReader::from_bytes(list.read_raw(ber::SEQUENCE)?);
            let oid = Oid::from_ber(pair.read_asn_objectidentifier()?.as_bytes())?;
            varbinds.push((oid, Value::read(&mut pair)?));
        }
        Ok(Pdu { kind, request_id, error_status, error_index, varbinds })
    }
}

impl Kind {
    fn identifier(self) -> u8 {
        match self {
            Kind::Get => MSG_GET,
            Kind::GetNext => MSG_GET_NEXT,
            Kind::GetBulk => MSG_GET_BULK,
            Kind::Response => MSG_RESPONSE,
            Kind::Report => MSG_REPORT,
        }
    }

    fn of(identifier: u8) -> Result<Kind, DecodeError> {
        [Kind::Get, Kind::GetNext, Kind::GetBulk, Kind::Response, Kind::Report]
            .into_iter()
            .find(|kind| kind.identifier() == identifier)
            .ok_or(DecodeError::Kind(identifier))
    }
}

pub(crate) fn narrow(number: i64) -> Result<i32, DecodeError> {
    i32::try_from(number).map_err(|_| DecodeError::Range(number))
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use proptest::prelude::*;

    use super::*;

    fn any_value() -> impl Strategy<Value = Value> {
        prop_oneof![
            any::<i64>().prop_map(Value::Integer),
            prop::collection::vec(any::<u8>(), 0..300).prop_map(Value::Octets),
            Just(Value::Null),
            any::<u32>().prop_map(|last| Value::Oid(Oid::new(&[1, 3, 6, last]))),
            any::<u32>().prop_map(|bits| Value::IpAddress(Ipv4Addr::from(bits))),
            any::<u32>().prop_map(Value::Counter32),
            any::<u32>().prop_map(Value::Gauge32),
            any::<u32>().prop_map(Value::TimeTicks),
            any::<u64>().prop_map(Value::Counter64),
            Just(Value::NoSuchObject),
            Just(Value::NoSuchInstance),
            Just(Value::EndOfMibView),
        ]
    }

    proptest! {
        #[test]
        fn written_and_read_alike(
            request_id: i32,
            status in 0i32..19,
            index: i32,
            values in prop::collection::vec((prop::collection::vec(any::<u32>(), 0..12), any_value()), 0..20),
        ) {
            let varbinds = values.into_iter().map(|(rest, value)| (Oid::new(&[1, 3]).child(&rest), value)).collect();
            let pdu = Pdu { kind: Kind::Response, request_id, error_status: status, error_index: index, varbinds };
            let mut octets = Vec::new();
            pdu.write(&mut octets);
            prop_assert_eq!(Pdu::read(&mut AsnReader::from_bytes(&octets)), Ok(pdu));
        }

        #[test]
        fn arbitrary_octets_never_panic(octets in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = Pdu::read(&mut AsnReader::from_bytes(&octets));
        }

        #[test]
        fn a_cut_pdu_is_an_error(cut in 1usize..40) {
            let pdu = Pdu { kind: Kind::Response, ..Pdu::get(&[Oid::new(&[1, 3, 6, 1]), Oid::new(&[1, 3, 6, 2])]) };
            let mut octets = Vec::new();
            pdu.write(&mut octets);
            octets.truncate(octets.len().saturating_sub(cut));
            prop_assert!(Pdu::read(&mut AsnReader::from_bytes(&octets)).is_err());
        }
    }
}
