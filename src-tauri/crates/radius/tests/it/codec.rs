//! Properties of the packet codec.

use janet_radius::{Attribute, Attributes, Code, DecodeError, EncodeError, MAX_PACKET, Packet, Secret, open_reply, open_request};
use proptest::prelude::*;

fn attribute() -> impl Strategy<Value = Attribute> {
    let octets = |limit| prop::collection::vec(any::<u8>(), 0..=limit);
    prop_oneof![
        (any::<u8>().prop_filter("26 holds vendor attributes", |kind| *kind != 26), octets(253)).prop_map(|(kind, octets)| Attribute {
            vendor: None,
            kind,
            octets
        }),
        (any::<u32>(), any::<u8>(), octets(247)).prop_map(|(vendor, kind, octets)| Attribute { vendor: Some(vendor), kind, octets }),
    ]
}

fn packet() -> impl Strategy<Value = Packet> {
    (any::<u8>(), any::<u8>(), any::<[u8; 16]>(), prop::collection::vec(attribute(), 0..12)).prop_map(
        |(code, identifier, authenticator, attributes)| Packet {
            code: Code::from(code),
            identifier,
            authenticator,
            attributes: attributes.into_iter().collect(),
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn what_is_encoded_decodes_to_itself(packet in packet(), padding in prop::collection::vec(any::<u8>(), 0..8)) {
        let mut octets = packet.encode().unwrap();
        octets.extend(padding);
        prop_assert_eq!(Packet::decode(&octets), Ok(packet));
    }

    #[test]
    fn what_decodes_encodes_to_something_equal(octets in prop::collection::vec(any::<u8>(), 20..300)) {
        let mut octets = octets;
        let length = octets.len() as u16;
        octets[2..4].copy_from_slice(&length.to_be_bytes());
        if let Ok(packet) = Packet::decode(&octets) {
            let again = packet.encode().unwrap();
            prop_assert_eq!(Packet::decode(&again), Ok(packet));
        }
    }

    #[test]
    fn no_octets_make_the_decoder_panic(octets in prop::collection::vec(any::<u8>(), 0..5000)) {
        let secret = Secret::new("s");
        let _ = Packet::decode(&octets);
        let _ = open_request(&octets, &secret);
        let _ = open_reply(&octets, (Code::AccessRequest, 0, &[0; 16]), &secret, true);
    }

    /// The same with a plausible header and attribute list, which reaches deeper.
    #[test]
    fn no_damaged_packet_makes_the_decoder_panic(packet in packet(), place in any::<prop::sample::Index>(), value: u8) {
        let mut octets = packet.encode().unwrap();
        let place = place.index(octets.len());
        octets[place] = value;
        let secret = Secret::new("s");
        let _ = open_request(&octets, &secret);
        let _ = open_reply(&octets, (Code::CoaRequest, octets[1], &[0; 16]), &secret, true);
    }

    #[test]
    fn a_datagram_that_was_cut_is_refused(packet in packet(), place in any::<prop::sample::Index>()) {
        let octets = packet.encode().unwrap();
        let cut = place.index(octets.len());
        prop_assert!(Packet::decode(&octets[..cut]).is_err());
    }
}

#[test]
fn limits_hold() {
    assert_eq!(Packet::decode(&[]), Err(DecodeError::Short(0)));
    assert_eq!(Packet::decode(&[1, 0, 0, 19]), Err(DecodeError::Length { field: 19, received: 4 }));
    let mut long = vec![0; 5000];
    long[2..4].copy_from_slice(&4097u16.to_be_bytes());
    assert_eq!(Packet::decode(&long), Err(DecodeError::Length { field: 4097, received: 5000 }));
    let mut zero_length_attribute = vec![0; 22];
    zero_length_attribute[3] = 22;
    assert_eq!(Packet::decode(&zero_length_attribute), Err(DecodeError::Attribute(20)));

    let of = |attributes: Attributes| Packet { code: Code::AccessRequest, identifier: 0, authenticator: [0; 16], attributes };
    let too_long = Attribute { vendor: Some(14988), kind: 8, octets: vec![b'x'; 248] };
    let error = of([too_long].into_iter().collect()).encode().unwrap_err();
    assert_eq!(error, EncodeError::AttributeTooLong { name: "Mikrotik-Rate-Limit".into(), length: 248 });
    let many = (0..16).map(|_| Attribute { vendor: None, kind: 25, octets: vec![0; 253] }).collect();
    assert_eq!(of(many).encode(), Err(EncodeError::PacketTooLong(4100)));
    let most = (0..15).map(|_| Attribute { vendor: None, kind: 25, octets: vec![0; 253] });
    let rest = Attribute { vendor: None, kind: 25, octets: vec![0; MAX_PACKET - 20 - 15 * 255 - 2] };
    assert_eq!(of(most.chain([rest]).collect()).encode().unwrap().len(), MAX_PACKET);
}

/// A Vendor-Specific whose inside is not type, length, value is kept as it came.
#[test]
fn a_foreign_vendor_format_is_kept() {
    for inner in [vec![], vec![0, 0, 0], vec![0, 0, 58, 140], vec![0, 0, 58, 140, 8, 1], vec![0, 0, 58, 140, 8, 9, b'x']] {
        let raw = Attribute { vendor: None, kind: 26, octets: inner };
        let packet = Packet { code: Code::AccessAccept, identifier: 1, authenticator: [0; 16], attributes: [raw].into_iter().collect() };
        assert_eq!(Packet::decode(&packet.encode().unwrap()), Ok(packet));
    }
    // Two attributes of one vendor in one Vendor-Specific (RFC 2865 §5.26 allows it).
    let both = Attribute { vendor: None, kind: 26, octets: vec![0, 0, 58, 140, 8, 4, b'1', b'M', 19, 3, b'x'] };
    let packet = Packet { code: Code::AccessAccept, identifier: 1, authenticator: [0; 16], attributes: [both].into_iter().collect() };
    let read = Packet::decode(&packet.encode().unwrap()).unwrap().attributes;
    assert_eq!(read.get(&janet_radius::dictionary::MIKROTIK_RATE_LIMIT), Ok(Some("1M".to_owned())));
    assert_eq!(read.get(&janet_radius::dictionary::MIKROTIK_ADDRESS_LIST), Ok(Some("x".to_owned())));
}

#[test]
fn a_value_of_the_wrong_type_is_an_error_not_an_absence() {
    let attributes: Attributes = [Attribute { vendor: None, kind: 8, octets: vec![1, 2, 3] }].into_iter().collect();
    let error = attributes.get(&janet_radius::dictionary::FRAMED_IP_ADDRESS).unwrap_err();
    assert_eq!(error.to_string(), "Framed-IP-Address has 3 octets that are not a value of its type");
}
