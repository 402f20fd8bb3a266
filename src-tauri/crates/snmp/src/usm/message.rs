//! The v3 message (RFC 3412 §6, RFC 3414 §2.4): written and sealed, read and opened. The lab's agent uses the same, so the
//! proofs of it are net-snmp and `snmp2`.

use snmp2::AsnReader;

use crate::ber;
use crate::error::{DecodeError, Unusable};
use crate::message::MAX_DATAGRAM;
use crate::pdu::{Pdu, narrow};
use crate::usm::cipher::{self, Freshness};
use crate::usm::key::Keys;

const AUTH: u8 = 1;
const PRIVACY: u8 = 2;
const REPORTABLE: u8 = 4;
const USM: i64 = 3;

/// A message to be sent.
pub struct Outgoing<'a> {
    pub message_id: i32,
    pub reportable: bool,
    pub engine_id: &'a [u8],
    pub boots: u32,
    /// Seconds since the engine started.
    pub time: u32,
    pub user: &'a [u8],
    pub context: &'a [u8],
    pub pdu: &'a Pdu,
}

impl Outgoing<'_> {
    /// Encrypts and signs with what keys there are. `salt` must differ from message to message.
    pub fn seal(&self, keys: &Keys, salt: u64) -> Vec<u8> {
        let mut scoped = Vec::new();
        let mut inner = Vec::new();
        ber::push(&mut inner, ber::OCTET_STRING, self.engine_id);
        ber::push(&mut inner, ber::OCTET_STRING, self.context);
        self.pdu.write(&mut inner);
        ber::push(&mut scoped, ber::SEQUENCE, &inner);

        let mut flags = if self.reportable { REPORTABLE } else { 0 };
        let mut sent_salt = Vec::new();
        if let Some((protocol, key)) = &keys.privacy {
            // DES takes the engine's boots into its salt (RFC 3414 §8.1.1.1); for AES the clock is in the IV.
            let mut octets = salt.to_be_bytes();
            if *protocol == crate::credentials::PrivProtocol::Des {
                octets[..4].copy_from_slice(&self.boots.to_be_bytes());
            }
            let fresh = Freshness { boots: self.boots, time: self.time, salt: octets };
            let mut hidden = scoped.clone();
            #[expect(clippy::expect_used, reason = "Keys::new, the only way to have keys, makes them as long as their cipher")]
            cipher::encrypt(*protocol, key, fresh, &mut hidden).expect("the key is as long as its cipher");
            flags |= PRIVACY;
            sent_salt = octets.to_vec();
            scoped.clear();
            ber::push(&mut scoped, ber::OCTET_STRING, &hidden);
        }
        let digest_length = keys.auth.as_ref().map_or(0, |(protocol, _)| protocol.digest_length());
        if keys.auth.is_some() {
            flags |= AUTH;
        }

        let mut message = Vec::new();
        ber::push_integer(&mut message, 3);
        let mut header = Vec::new();
        ber::push_integer(&mut header, i64::from(self.message_id));
        ber::push_integer(&mut header, MAX_DATAGRAM as i64);
        ber::push(&mut header, ber::OCTET_STRING, &[flags]);
        ber::push_integer(&mut header, USM);
        ber::push(&mut message, ber::SEQUENCE, &header);

        let mut parameters = Vec::new();
        ber::push(&mut parameters, ber::OCTET_STRING, self.engine_id);
        ber::push_integer(&mut parameters, i64::from(self.boots));
        ber::push_integer(&mut parameters, i64::from(self.time));
        ber::push(&mut parameters, ber::OCTET_STRING, self.user);
        ber::push(&mut parameters, ber::OCTET_STRING, &vec![0; digest_length]);
        ber::push(&mut parameters, ber::OCTET_STRING, &sent_salt);
        // From the end: the salt with its identifier and length (both short) stands behind the digest.
        let behind = sent_salt.len() + 2 + scoped.len();
        let mut sequence = Vec::new();
        ber::push(&mut sequence, ber::SEQUENCE, &parameters);
        ber::push(&mut message, ber::OCTET_STRING, &sequence);
        message.extend_from_slice(&scoped);

        let mut datagram = Vec::with_capacity(message.len() + 4);
        ber::push(&mut datagram, ber::SEQUENCE, &message);
        if let Some(digest) = keys.sign(&[&datagram]) {
            let at = datagram.len() - behind - digest_length;
            datagram[at..at + digest_length].copy_from_slice(&digest);
        }
        datagram
    }
}

/// A message that came. Nothing of it is proven before `is_authentic`.
#[derive(Debug)]
pub struct Incoming<'a> {
    datagram: &'a [u8],
    pub message_id: i32,
    flags: u8,
    pub engine_id: &'a [u8],
    pub boots: u32,
    pub time: u32,
    pub user: &'a [u8],
    digest: &'a [u8],
    salt: &'a [u8],
    /// The scoped PDU with its identifier and length, or the encrypted octets.
    data: &'a [u8],
}

impl<'a> Incoming<'a> {
    pub fn read(datagram: &'a [u8]) -> Result<Incoming<'a>, DecodeError> {
        let mut outer = AsnReader::from_bytes(datagram);
        let mut message = AsnReader::from_bytes(outer.read_raw(ber::SEQUENCE)?);
        let version = message.read_asn_integer()?;
        if version != 3 {
            return Err(DecodeError::Version(version));
        }
        let mut header = AsnReader::from_bytes(message.read_raw(ber::SEQUENCE)?);
        let message_id = narrow(header.read_asn_integer()?)?;
        header.read_asn_integer()?;
        let [flags] = *header.read_asn_octetstring()? else { return Err(DecodeError::SecurityParameters) };
        let model = header.read_asn_integer()?;
        if model != USM {
            return Err(DecodeError::SecurityModel(model));
        }
        let parameters = message.read_asn_octetstring()?;
        let mut parameters = AsnReader::from_bytes(AsnReader::from_bytes(parameters).read_raw(ber::SEQUENCE)?);
        let engine_id = parameters.read_asn_octetstring()?;
        let clock = |number: i64| u32::try_from(number).map_err(|_| DecodeError::Range(number));
        let boots = clock(parameters.read_asn_integer()?)?;
        let time = clock(parameters.read_asn_integer()?)?;
        let user = parameters.read_asn_octetstring()?;
        let digest = parameters.read_asn_octetstring()?;
        let salt = parameters.read_asn_octetstring()?;
        let data = if flags & PRIVACY != 0 {
            message.read_asn_octetstring()?
        } else {
            // What the message holds from here on, with the identifier: the reader keeps it to itself.
            let end = datagram.len() - outer.bytes_left();
            &datagram[end - message.bytes_left()..end]
        };
        Ok(Incoming { datagram, message_id, flags, engine_id, boots, time, user, digest, salt, data })
    }

    pub fn claims_auth(&self) -> bool {
        self.flags & AUTH != 0
    }

    pub fn claims_privacy(&self) -> bool {
        self.flags & PRIVACY != 0
    }

    pub fn is_reportable(&self) -> bool {
        self.flags & REPORTABLE != 0
    }

    /// Does the digest fit the key?
    pub fn is_authentic(&self, keys: &Keys) -> bool {
        if !self.claims_auth() {
            return false;
        }
        // Both slices are of the same datagram; the digest is replaced by zeros while it is computed.
        let Some(at) = (self.digest.as_ptr() as usize).checked_sub(self.datagram.as_ptr() as usize) else { return false };
        let Some((before, rest)) = self.datagram.split_at_checked(at) else { return false };
        let Some((_, behind)) = rest.split_at_checked(self.digest.len()) else { return false };
        keys.verify(&[before, &vec![0; self.digest.len()], behind], self.digest)
    }

    /// The context's name and the PDU, decrypted if need be.
    pub fn open(&self, keys: &Keys) -> Result<(Vec<u8>, Pdu), Unusable> {
        if !self.claims_privacy() {
            return scoped(self.data);
        }
        let (protocol, key) = keys.privacy.as_ref().ok_or(Unusable::Decryption)?;
        let salt = self.salt.try_into().map_err(|_| Unusable::Decryption)?;
        let fresh = Freshness { boots: self.boots, time: self.time, salt };
        let mut octets = self.data.to_vec();
        cipher::decrypt(*protocol, key, fresh, &mut octets).map_err(|_| Unusable::Decryption)?;
        scoped(&octets).map_err(|_| Unusable::Decryption)
    }
}

fn scoped(octets: &[u8]) -> Result<(Vec<u8>, Pdu), Unusable> {
    let read = || -> Result<(Vec<u8>, Pdu), DecodeError> {
        let mut reader = AsnReader::from_bytes(AsnReader::from_bytes(octets).read_raw(ber::SEQUENCE)?);
        reader.read_asn_octetstring()?;
        let context = reader.read_asn_octetstring()?.to_vec();
        Ok((context, Pdu::read(&mut reader)?))
    };
    Ok(read()?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::credentials::{AuthProtocol, PrivProtocol, User};
    use crate::oid::Oid;

    const AUTH_PROTOCOLS: [AuthProtocol; 6] =
        [AuthProtocol::Md5, AuthProtocol::Sha1, AuthProtocol::Sha224, AuthProtocol::Sha256, AuthProtocol::Sha384, AuthProtocol::Sha512];
    const PRIV_PROTOCOLS: [PrivProtocol; 6] = [
        PrivProtocol::Des,
        PrivProtocol::Aes128,
        PrivProtocol::Aes192,
        PrivProtocol::Aes256,
        PrivProtocol::Aes192Reeder,
        PrivProtocol::Aes256Reeder,
    ];

    fn sealed(keys: &Keys, pdu: &Pdu) -> Vec<u8> {
        let (engine_id, user, context) = (&b"\x80\x00\x1f\x88engine"[..], &b"noc"[..], &b"vrf"[..]);
        Outgoing { message_id: 77, reportable: true, engine_id, boots: 5, time: 900, user, context, pdu }.seal(keys, 42)
    }

    #[test]
    fn every_pair_of_protocols_both_ways() {
        let pdu = Pdu { request_id: 9, ..Pdu::get(&[Oid::new(&[1, 3, 6, 1, 2, 1, 1, 3, 0])]) };
        for auth in AUTH_PROTOCOLS {
            for privacy in PRIV_PROTOCOLS {
                let user = User::new("noc").unwrap().with_auth(auth, "authpass1").unwrap().with_privacy(privacy, "privpass1").unwrap();
                let keys = Keys::new(&user, b"\x80\x00\x1f\x88engine");
                let datagram = sealed(&keys, &pdu);
                let message = Incoming::read(&datagram).unwrap();
                assert!(message.is_authentic(&keys), "{auth:?} {privacy:?}");
                assert!(!message.is_authentic(&Keys::NONE));
                assert_eq!((message.message_id, message.boots, message.time, message.user), (77, 5, 900, &b"noc"[..]));
                assert_eq!(message.open(&keys), Ok((b"vrf".to_vec(), pdu.clone())), "{auth:?} {privacy:?}");
                let mut touched = datagram.clone();
                let last = touched.len() - 1;
                touched[last] ^= 1;
                assert!(!Incoming::read(&touched).unwrap().is_authentic(&keys));
            }
        }
    }

    #[test]
    fn without_keys_nothing_is_hidden_or_proven() {
        let pdu = Pdu::get(&[Oid::new(&[1, 3, 6])]);
        let datagram = sealed(&Keys::NONE, &pdu);
        let message = Incoming::read(&datagram).unwrap();
        assert!(!message.claims_auth() && !message.claims_privacy() && !message.is_authentic(&Keys::NONE));
        assert_eq!(message.open(&Keys::NONE), Ok((b"vrf".to_vec(), pdu)));
    }

    proptest! {
        #[test]
        fn arbitrary_and_cut_octets_never_panic(octets in prop::collection::vec(any::<u8>(), 0..200), cut in 0usize..150, flip in 0usize..100) {
            let _ = Incoming::read(&octets).map(|message| message.open(&Keys::NONE));
            let mut datagram = sealed(&Keys::NONE, &Pdu::get(&[Oid::new(&[1, 3, 6, 1])]));
            let length = datagram.len();
            datagram[flip % length] ^= 0x55;
            datagram.truncate(length.saturating_sub(cut));
            if let Ok(message) = Incoming::read(&datagram) {
                let _ = (message.is_authentic(&Keys::NONE), message.open(&Keys::NONE));
            }
        }
    }
}
