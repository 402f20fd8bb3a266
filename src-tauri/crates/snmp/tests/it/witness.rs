//! `snmp2` with its own USM as an independent witness: what we seal it opens, whatever the pair of protocols.

use janet_snmp::usm::{Keys, Outgoing};
use janet_snmp::{AuthProtocol, Kind, Oid, Pdu, PrivProtocol, User, Value};
use snmp2::v3::{Auth, AuthProtocol as TheirAuth, Cipher, KeyExtension, Security};

const ENGINE: &[u8] = b"\x80\x00\x1f\x88\x05witness";

const AUTH: [(AuthProtocol, TheirAuth); 6] = [
    (AuthProtocol::Md5, TheirAuth::Md5),
    (AuthProtocol::Sha1, TheirAuth::Sha1),
    (AuthProtocol::Sha224, TheirAuth::Sha224),
    (AuthProtocol::Sha256, TheirAuth::Sha256),
    (AuthProtocol::Sha384, TheirAuth::Sha384),
    (AuthProtocol::Sha512, TheirAuth::Sha512),
];

const PRIVACY: [(PrivProtocol, Cipher, KeyExtension); 6] = [
    (PrivProtocol::Des, Cipher::Des, KeyExtension::Blumenthal),
    (PrivProtocol::Aes128, Cipher::Aes128, KeyExtension::Blumenthal),
    (PrivProtocol::Aes192, Cipher::Aes192, KeyExtension::Blumenthal),
    (PrivProtocol::Aes256, Cipher::Aes256, KeyExtension::Blumenthal),
    (PrivProtocol::Aes192Reeder, Cipher::Aes192, KeyExtension::Reeder),
    (PrivProtocol::Aes256Reeder, Cipher::Aes256, KeyExtension::Reeder),
];

fn response() -> Pdu {
    let varbinds = vec![
        (Oid::new(&[1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 6, 70_000]), Value::Counter64(u64::MAX)),
        (Oid::new(&[1, 3, 6, 1, 2, 1, 1, 5, 0]), Value::Octets(b"router".to_vec())),
    ];
    Pdu { kind: Kind::Response, request_id: 4711, error_status: 0, error_index: 0, varbinds }
}

fn opened_by_snmp2(user: &User, mut security: Security) -> Result<i32, snmp2::Error> {
    let pdu = response();
    let message =
        Outgoing { message_id: 9, reportable: false, engine_id: ENGINE, boots: 3, time: 1000, user: b"noc", context: b"", pdu: &pdu };
    let datagram = message.seal(&Keys::new(user, ENGINE), 77);
    let read = snmp2::Pdu::from_bytes_with_security(&datagram, Some(&mut security))?;
    let values: Vec<_> = read.varbinds.clone().collect();
    assert!(matches!(values[0].1, snmp2::Value::Counter64(u64::MAX)));
    assert_eq!(values.len(), 2);
    Ok(read.req_id)
}

#[test]
fn snmp2_opens_what_we_seal() {
    for (auth, their_auth) in AUTH {
        for (privacy, cipher, extension) in PRIVACY {
            let user = User::new("noc").unwrap().with_auth(auth, "authpass1").unwrap().with_privacy(privacy, "privpass1").unwrap();
            let their = |password: &[u8]| {
                Security::new(b"noc", password)
                    .with_auth_protocol(their_auth)
                    .with_auth(Auth::AuthPriv { cipher, privacy_password: b"privpass1".to_vec() })
                    .with_key_extension_method(extension)
                    .with_engine_id(ENGINE)
                    .unwrap()
                    .with_engine_boots_and_time(3, 1000)
            };
            assert_eq!(opened_by_snmp2(&user, their(b"authpass1")), Ok(4711), "{auth:?} {privacy:?}");
            assert!(opened_by_snmp2(&user, their(b"authpass2")).is_err(), "{auth:?} {privacy:?}");
        }
    }
}
