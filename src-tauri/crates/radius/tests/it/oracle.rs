//! The public `radius` crate as an independent witness of what it does implement.

use janet_radius::dictionary::*;
use janet_radius::{Attributes, Code, Packet, Secret, hide_password, open_reply, open_request};
use proptest::prelude::*;
use radius::core::{avp::AVP, code::Code as TheirCode, packet::Packet as TheirPacket, rfc2865, rfc2866};

proptest! {
    #[test]
    fn user_password_is_hidden_alike(password in prop::collection::vec(1u8.., 0..=128), authenticator: [u8; 16], secret in "[ -~]{1,40}") {
        let theirs = AVP::from_user_password(2, &password, secret.as_bytes(), &authenticator).unwrap();
        let ours = hide_password(&password, &authenticator, &Secret::new(secret)).unwrap();
        prop_assert_eq!(theirs.encode_bytes(), ours);
    }

    #[test]
    fn our_requests_and_replies_are_authentic_to_it(name in "[a-z]{1,40}", authenticator: [u8; 16], identifier: u8) {
        let secret = Secret::new("xyzzy5461");
        let attributes = Attributes::new().with(&USER_NAME, name.as_str()).with(&MIKROTIK_RATE_LIMIT, "10M/20M");
        let packet = |code| Packet { code, identifier, authenticator, attributes: attributes.clone() };
        for code in [Code::AccountingRequest, Code::CoaRequest, Code::DisconnectRequest] {
            let octets = packet(code).sign_request(&secret).unwrap();
            prop_assert!(TheirPacket::is_authentic_request(&octets, b"xyzzy5461"));
            prop_assert!(!TheirPacket::is_authentic_request(&octets, b"xyzzy5462"));
            let read = TheirPacket::decode(&octets, b"xyzzy5461").unwrap();
            prop_assert_eq!(rfc2865::lookup_user_name(&read).unwrap().unwrap(), name.clone());
        }
        let request = packet(Code::AccessRequest).sign_request(&secret).unwrap();
        let reply = packet(Code::AccessAccept).sign_reply(&authenticator, &secret).unwrap();
        prop_assert!(TheirPacket::is_authentic_response(&reply, &request, b"xyzzy5461"));
    }

    #[test]
    fn its_requests_and_replies_are_authentic_to_us(name in "[a-z]{1,40}", session_time: u32) {
        let secret = Secret::new("xyzzy5461");
        let mut theirs = TheirPacket::new(TheirCode::AccountingRequest, b"xyzzy5461");
        rfc2865::add_user_name(&mut theirs, &name);
        rfc2866::add_acct_session_time(&mut theirs, session_time);
        let octets = theirs.encode().unwrap();
        let read = open_request(&octets, &secret).unwrap().packet;
        prop_assert_eq!(read.attributes.get(&USER_NAME), Ok(Some(name)));
        prop_assert_eq!(read.attributes.get(&ACCT_SESSION_TIME), Ok(Some(session_time)));

        let asked = TheirPacket::decode(&octets, b"xyzzy5461").unwrap();
        let reply = asked.make_response_packet(TheirCode::AccountingResponse).encode().unwrap();
        let request = (Code::AccountingRequest, read.identifier, &read.authenticator);
        prop_assert!(open_reply(&reply, request, &secret, true).is_ok());
    }
}
