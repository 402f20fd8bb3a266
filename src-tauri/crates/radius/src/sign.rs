//! How packets prove that their sender knows the secret: Response and Request Authenticators, Message-Authenticator.
//!
//! Every request that may carry a Message-Authenticator gets one, as its first attribute, and so does every reply to an
//! Access-Request: the answer to BlastRADIUS (CVE-2024-3596). All comparisons take constant time.

use std::ops::Range;

use hmac::{Hmac, Mac};
use md5::{Digest, Md5};
use subtle::ConstantTimeEq;

use crate::attribute::{Attribute, Pieces};
use crate::code::Code;
use crate::dictionary::MESSAGE_AUTHENTICATOR;
use crate::error::{EncodeError, Unverified};
use crate::packet::{MIN_PACKET, Packet, trim};
use crate::secret::Secret;

/// The 16 octets that tie a reply to its request.
pub type Authenticator = [u8; 16];

const AUTHENTICATOR: Range<usize> = 4..MIN_PACKET;

/// A request that was received. Access-Request and Status-Server are proven by Message-Authenticator alone, so whether one
/// was there matters to the caller; other requests are proven by their authenticator.
#[derive(Debug, Clone)]
pub struct Request {
    pub packet: Packet,
    pub has_message_authenticator: bool,
}

impl Packet {
    /// The octets of this request, proven with the secret. For Access-Request and Status-Server the packet's random
    /// authenticator is used; for the others it is computed (RFC 2866 §3, RFC 5176 §2.3).
    pub fn sign_request(&self, secret: &Secret) -> Result<Vec<u8>, EncodeError> {
        match self.code {
            Code::AccessRequest | Code::StatusServer => {
                let mut octets = self.with_message_authenticator().encode()?;
                write_message_authenticator(&mut octets, secret);
                Ok(octets)
            }
            // Message-Authenticator is computed first, over a zero authenticator, and is itself covered by the
            // Request Authenticator (RFC 5176 §3.3, errata included).
            Code::CoaRequest | Code::DisconnectRequest => {
                let mut octets = Packet { authenticator: [0; 16], ..self.with_message_authenticator() }.encode()?;
                write_message_authenticator(&mut octets, secret);
                write_authenticator(&mut octets, secret);
                Ok(octets)
            }
            _ => {
                let mut octets = Packet { authenticator: [0; 16], ..self.clone() }.encode()?;
                write_authenticator(&mut octets, secret);
                Ok(octets)
            }
        }
    }

    /// The octets of this reply. `request` is the authenticator of the request as it was received.
    pub fn sign_reply(&self, request: &Authenticator, secret: &Secret) -> Result<Vec<u8>, EncodeError> {
        let reply = Packet { authenticator: *request, ..self.clone() };
        let mut octets = match self.code {
            // The RFCs do not say over what a Message-Authenticator in this reply is computed.
            Code::AccountingResponse => reply.encode()?,
            _ => {
                let mut octets = reply.with_message_authenticator().encode()?;
                write_message_authenticator(&mut octets, secret);
                octets
            }
        };
        write_authenticator(&mut octets, secret);
        Ok(octets)
    }

    /// This packet with an empty Message-Authenticator as the first attribute.
    fn with_message_authenticator(&self) -> Packet {
        let mut attributes = crate::Attributes::new();
        attributes.push(Attribute { vendor: None, kind: MESSAGE_AUTHENTICATOR.kind, octets: vec![0; 16] });
        attributes.extend(&self.attributes.iter().filter(|other| !MESSAGE_AUTHENTICATOR.is(other)).cloned().collect());
        Packet { attributes, ..self.clone() }
    }
}

/// Reads a request and verifies whatever proof it carries.
pub fn open_request(datagram: &[u8], secret: &Secret) -> Result<Request, Unverified> {
    let octets = trim(datagram)?;
    let packet = Packet::decode(octets)?;
    let computed = match packet.code {
        Code::AccessRequest | Code::StatusServer => false,
        Code::AccountingRequest | Code::CoaRequest | Code::DisconnectRequest => true,
        other => return Err(Unverified::Code(other.number())),
    };
    if computed {
        verify_authenticator(octets, &[0; 16], secret)?;
    }
    let over = if computed { [0; 16] } else { packet.authenticator };
    let has_message_authenticator = verify_message_authenticator(octets, &over, secret)?;
    if packet.code == Code::StatusServer && !has_message_authenticator {
        // RFC 5997 §3: a Status-Server without one is discarded.
        return Err(Unverified::MessageAuthenticatorMissing);
    }
    Ok(Request { packet, has_message_authenticator })
}

/// Reads a reply to a request of `code` with this identifier and authenticator, and verifies it.
/// `require_message_authenticator` concerns replies to an Access-Request, the only ones that can be forged without it.
pub fn open_reply(
    datagram: &[u8],
    request: (Code, u8, &Authenticator),
    secret: &Secret,
    require_message_authenticator: bool,
) -> Result<Packet, Unverified> {
    let (request_code, identifier, request_authenticator) = request;
    let octets = trim(datagram)?;
    let packet = Packet::decode(octets)?;
    if packet.identifier != identifier {
        return Err(Unverified::Identifier);
    }
    if !packet.code.answers(request_code) {
        return Err(Unverified::Code(packet.code.number()));
    }
    verify_authenticator(octets, request_authenticator, secret)?;
    if packet.code == Code::AccountingResponse && request_code == Code::AccountingRequest {
        return Ok(packet); // See `sign_reply`.
    }
    let present = verify_message_authenticator(octets, request_authenticator, secret)?;
    if !present && require_message_authenticator && request_code == Code::AccessRequest && packet.code.is_access_reply() {
        return Err(Unverified::MessageAuthenticatorMissing);
    }
    Ok(packet)
}

/// MD5 over the packet with `over` in place of its authenticator, and the secret.
fn authenticator(octets: &[u8], over: &Authenticator, secret: &Secret) -> Authenticator {
    Md5::new()
        .chain_update(&octets[..AUTHENTICATOR.start])
        .chain_update(over)
        .chain_update(&octets[AUTHENTICATOR.end..])
        .chain_update(secret.octets())
        .finalize()
        .into()
}

/// Replaces the authenticator that the packet holds by the digest over it.
fn write_authenticator(octets: &mut [u8], secret: &Secret) {
    let mut over = [0; 16];
    over.copy_from_slice(&octets[AUTHENTICATOR]);
    let digest = authenticator(octets, &over, secret);
    octets[AUTHENTICATOR].copy_from_slice(&digest);
}

fn verify_authenticator(octets: &[u8], over: &Authenticator, secret: &Secret) -> Result<(), Unverified> {
    let matches: bool = authenticator(octets, over, secret).ct_eq(&octets[AUTHENTICATOR]).into();
    matches.then_some(()).ok_or(Unverified::Authenticator)
}

fn message_authenticator(octets: &[u8], over: &Authenticator, value: &Range<usize>, secret: &Secret) -> Hmac<Md5> {
    // HMAC takes a key of any length; the error type exists for other constructions.
    #[allow(clippy::expect_used, reason = "the invariant is stated")]
    let mut hmac = <Hmac<Md5> as Mac>::new_from_slice(secret.octets()).expect("HMAC accepts keys of every length");
    hmac.update(&octets[..AUTHENTICATOR.start]);
    hmac.update(over);
    hmac.update(&octets[AUTHENTICATOR.end..value.start]);
    hmac.update(&[0; 16]);
    hmac.update(&octets[value.end..]);
    hmac
}

/// Fills the Message-Authenticator that stands first, over the authenticator that the packet holds.
fn write_message_authenticator(octets: &mut [u8], secret: &Secret) {
    let mut over = [0; 16];
    over.copy_from_slice(&octets[AUTHENTICATOR]);
    let value = MIN_PACKET + 2..MIN_PACKET + 18;
    let digest = message_authenticator(octets, &over, &value, secret).finalize().into_bytes();
    octets[value].copy_from_slice(&digest);
}

/// Whether there is a Message-Authenticator; an error where there is one that is wrong, of another length, or two.
fn verify_message_authenticator(octets: &[u8], over: &Authenticator, secret: &Secret) -> Result<bool, Unverified> {
    let mut found: Option<Range<usize>> = None;
    for (offset, kind, value) in Pieces::new(&octets[MIN_PACKET..]).flatten() {
        if kind == MESSAGE_AUTHENTICATOR.kind {
            if found.is_some() || value.len() != 16 {
                return Err(Unverified::MessageAuthenticator);
            }
            let start = MIN_PACKET + offset + 2;
            found = Some(start..start + 16);
        }
    }
    let Some(range) = found else { return Ok(false) };
    message_authenticator(octets, over, &range, secret)
        .verify_slice(&octets[range])
        .map(|()| true)
        .map_err(|_| Unverified::MessageAuthenticator)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::dictionary::*;
    use crate::{Attributes, chap_response, hide_password, reveal_password};

    fn hex(text: &str) -> Vec<u8> {
        let digits: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
        digits.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
    }

    fn sixteen(text: &str) -> [u8; 16] {
        hex(text).try_into().unwrap()
    }

    fn secret() -> Secret {
        Secret::new("xyzzy5461")
    }

    /// RFC 2865 §7.1, which predates Message-Authenticator.
    #[test]
    fn rfc_2865_telnet_login() {
        let authenticator = sixteen("0f403f9473978057bd83d5cb98f4227a");
        let request = Packet {
            code: Code::AccessRequest,
            identifier: 0,
            authenticator,
            attributes: Attributes::new()
                .with(&USER_NAME, "nemo")
                .with(&USER_PASSWORD, hide_password(b"arctangent", &authenticator, &secret()).unwrap())
                .with(&NAS_IP_ADDRESS, [192, 168, 1, 16])
                .with(&NAS_PORT, 3u32),
        };
        let octets = hex("01000038 0f403f9473978057bd83d5cb98f4227a 01066e656d6f
            02120dbe708d93d413ce3196e43f782a0aee 0406c0a80110 050600000003");
        assert_eq!(request.encode().unwrap(), octets);
        let opened = open_request(&octets, &secret()).unwrap();
        assert!(!opened.has_message_authenticator);
        let hidden = opened.packet.attributes.octets(&USER_PASSWORD).unwrap();
        assert_eq!(reveal_password(hidden, &authenticator, &secret()).unwrap().as_slice(), b"arctangent");

        let accept = hex("02000026 86fe220e7624ba2a1005f6bf9b55e0b2 060600000001 0f0600000000 0e06c0a80103");
        let request = (Code::AccessRequest, 0, &authenticator);
        let reply = open_reply(&accept, request, &secret(), false).unwrap();
        assert_eq!(reply.code, Code::AccessAccept);
        assert_eq!(reply.attributes.get(&SERVICE_TYPE), Ok(Some(1)));
        assert_eq!(open_reply(&accept, request, &secret(), true), Err(Unverified::MessageAuthenticatorMissing));
        assert_eq!(open_reply(&accept, request, &Secret::new("other"), false), Err(Unverified::Authenticator));
        assert_eq!(open_reply(&accept, (Code::AccessRequest, 1, &authenticator), &secret(), false), Err(Unverified::Identifier));
        assert_eq!(open_reply(&accept, (Code::CoaRequest, 0, &authenticator), &secret(), false), Err(Unverified::Code(2)));
    }

    /// RFC 2865 §7.2: the challenge is the request's authenticator.
    #[test]
    fn rfc_2865_chap_login() {
        let challenge = sixteen("2aee86f08d0d55969ca5978e0d3367a2");
        let response = chap_response(0x16, b"arctangent", &challenge);
        assert_eq!(response.to_vec(), hex("16 e97557c316185895f293ff6344077275"));
        assert!(crate::verify_chap(&response, b"arctangent", &challenge));
        assert!(!crate::verify_chap(&response, b"arctangens", &challenge));
    }

    /// RFC 5997 §6.1.
    #[test]
    fn rfc_5997_authentication_port() {
        let authenticator = sixteen("8a54f4686fb394c52866e302185d0623");
        let request = Packet { code: Code::StatusServer, identifier: 0xda, authenticator, attributes: Attributes::new() };
        let octets = hex("0cda0026 8a54f4686fb394c52866e302185d0623 50125a665e2e1e8411f3e243822097c84fa3");
        assert_eq!(request.sign_request(&secret()).unwrap(), octets);
        assert!(open_request(&octets, &secret()).unwrap().has_message_authenticator);
        let reply = hex("02da0014 ef0d552a4bf2d693ec2b6fe8b5411d66");
        assert!(open_reply(&reply, (Code::StatusServer, 0xda, &authenticator), &secret(), true).is_ok());
    }

    /// The request of RFC 5997 §6.2.
    #[test]
    fn rfc_5997_accounting_port() {
        let authenticator = sixteen("925f6b66dd5fed571fcb1db7ad388260");
        let octets = hex("0cb30026 925f6b66dd5fed571fcb1db7ad388260 5012e8d6eabda910875cd91fdade26367858");
        let request = Packet { code: Code::StatusServer, identifier: 0xb3, authenticator, attributes: Attributes::new() };
        assert_eq!(request.sign_request(&secret()).unwrap(), octets);
    }

    fn request(code: Code) -> Packet {
        let attributes = Attributes::new().with(&USER_NAME, "budi").with(&MIKROTIK_RATE_LIMIT, "10M/20M");
        Packet { code, identifier: 7, authenticator: [9; 16], attributes }
    }

    #[test]
    fn message_authenticator_is_first_in_every_request_that_may_have_one() {
        for code in [Code::AccessRequest, Code::StatusServer, Code::CoaRequest, Code::DisconnectRequest] {
            let octets = request(code).sign_request(&secret()).unwrap();
            assert_eq!((octets[20], octets[21]), (80, 18), "{code}");
            let opened = open_request(&octets, &secret()).unwrap();
            assert!(opened.has_message_authenticator, "{code}");
            assert_eq!(opened.packet.attributes.get(&USER_NAME), Ok(Some("budi".to_owned())));
        }
    }

    #[test]
    fn a_changed_octet_or_another_secret_is_refused() {
        for code in [Code::AccessRequest, Code::AccountingRequest, Code::CoaRequest, Code::DisconnectRequest] {
            let octets = request(code).sign_request(&secret()).unwrap();
            assert!(open_request(&octets, &Secret::new("xyzzy5462")).is_err(), "{code}");
            // From the first value on: the header's length and the attributes' lengths are the decoder's business.
            for place in 22..octets.len() {
                let mut changed = octets.clone();
                changed[place] ^= 1;
                assert!(open_request(&changed, &secret()).is_err(), "{code} octet {place}");
            }
        }
        for code in [Code::AccessAccept, Code::CoaAck, Code::DisconnectNak] {
            let asked = match code {
                Code::AccessAccept => Code::AccessRequest,
                Code::CoaAck => Code::CoaRequest,
                _ => Code::DisconnectRequest,
            };
            let octets = request(code).sign_reply(&[3; 16], &secret()).unwrap();
            assert_eq!(octets[20], 80);
            assert!(open_reply(&octets, (asked, 7, &[3; 16]), &secret(), true).is_ok());
            assert!(open_reply(&octets, (asked, 7, &[4; 16]), &secret(), true).is_err());
            for place in 4..octets.len() {
                let mut changed = octets.clone();
                changed[place] ^= 1;
                assert!(open_reply(&changed, (asked, 7, &[3; 16]), &secret(), true).is_err(), "{code} octet {place}");
            }
        }
    }

    #[test]
    fn a_status_server_without_message_authenticator_is_refused() {
        let bare = request(Code::StatusServer).encode().unwrap();
        assert_eq!(open_request(&bare, &secret()).unwrap_err(), Unverified::MessageAuthenticatorMissing);
    }

    #[test]
    fn two_message_authenticators_or_a_short_one_are_refused() {
        for lengths in [vec![16, 16], vec![15], vec![0]] {
            let mut packet = request(Code::AccessRequest);
            for length in lengths {
                packet.attributes.push(Attribute { vendor: None, kind: 80, octets: vec![0; length] });
            }
            assert_eq!(open_request(&packet.encode().unwrap(), &secret()).unwrap_err(), Unverified::MessageAuthenticator);
        }
    }
}
