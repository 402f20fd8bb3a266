//! From a password to the key of one engine (RFC 3414 §2.6, A.2), and the digest over a message.

use hmac::{Hmac, Mac};
use md5::Digest;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::credentials::{AuthProtocol, PrivProtocol, User};

/// Runs the block with the protocol's hash as `H`.
macro_rules! with_hash {
    ($protocol:expr, $hash:ident => $block:expr) => {
        match $protocol {
            AuthProtocol::Md5 => {
                type $hash = md5::Md5;
                $block
            }
            AuthProtocol::Sha1 => {
                type $hash = sha1::Sha1;
                $block
            }
            AuthProtocol::Sha224 => {
                type $hash = sha2::Sha224;
                $block
            }
            AuthProtocol::Sha256 => {
                type $hash = sha2::Sha256;
                $block
            }
            AuthProtocol::Sha384 => {
                type $hash = sha2::Sha384;
                $block
            }
            AuthProtocol::Sha512 => {
                type $hash = sha2::Sha512;
                $block
            }
        }
    };
}

/// A user's key before it is bound to an engine.
#[derive(Clone)]
pub(crate) struct Ku(Zeroizing<Vec<u8>>);

impl Ku {
    /// The digest of a megabyte of the password, repeated (RFC 3414 A.2).
    pub(crate) fn of_password(protocol: AuthProtocol, password: &[u8]) -> Ku {
        const MEGABYTE: usize = 1_048_576;
        // Repeated to a round number of octets first: hashing by 64 octets costs more than the hash.
        let mut repeated = Zeroizing::new(Vec::with_capacity(4096 + password.len()));
        while repeated.len() < 4096 && !password.is_empty() {
            repeated.extend_from_slice(password);
        }
        with_hash!(protocol, H => {
            let mut hash = H::new();
            let mut left = MEGABYTE;
            while left > 0 && !repeated.is_empty() {
                let part = left.min(repeated.len());
                hash.update(&repeated[..part]);
                left -= part;
            }
            Ku(Zeroizing::new(hash.finalize().to_vec()))
        })
    }

    /// The key for one engine: H(Ku ‖ engine ‖ Ku).
    fn localize(&self, protocol: AuthProtocol, engine: &[u8]) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(digest(protocol, &[&self.0, engine, &self.0]))
    }
}

fn digest(protocol: AuthProtocol, parts: &[&[u8]]) -> Vec<u8> {
    with_hash!(protocol, H => {
        let mut hash = H::new();
        parts.iter().for_each(|part| hash.update(part));
        hash.finalize().to_vec()
    })
}

impl AuthProtocol {
    /// Octets of the digest that a message carries (RFC 3414 §6.3.1, RFC 7860 §4.2.1).
    pub fn digest_length(self) -> usize {
        match self {
            AuthProtocol::Md5 | AuthProtocol::Sha1 => 12,
            AuthProtocol::Sha224 => 16,
            AuthProtocol::Sha256 => 24,
            AuthProtocol::Sha384 => 32,
            AuthProtocol::Sha512 => 48,
        }
    }
}

impl PrivProtocol {
    /// Octets of key material: DES takes eight for the key and eight for the pre-IV.
    fn key_length(self) -> usize {
        match self {
            PrivProtocol::Des | PrivProtocol::Aes128 => 16,
            PrivProtocol::Aes192 | PrivProtocol::Aes192Reeder => 24,
            PrivProtocol::Aes256 | PrivProtocol::Aes256Reeder => 32,
        }
    }
}

/// The keys of one user on one engine.
#[derive(Clone)]
pub struct Keys {
    pub(crate) auth: Option<(AuthProtocol, Zeroizing<Vec<u8>>)>,
    pub(crate) privacy: Option<(PrivProtocol, Zeroizing<Vec<u8>>)>,
}

impl Keys {
    /// No keys: messages that are neither authenticated nor encrypted.
    pub const NONE: Keys = Keys { auth: None, privacy: None };

    /// Costs a megabyte of hashing for each password, the first time that this user is asked for its keys.
    pub fn new(user: &User, engine: &[u8]) -> Keys {
        let Some((protocol, password)) = &user.auth else { return Keys::NONE };
        let auth = password.ku(*protocol).localize(*protocol, engine);
        let privacy = user.privacy.as_ref().map(|(cipher, password)| {
            let key = password.ku(*protocol).localize(*protocol, engine);
            (*cipher, lengthen(key, *cipher, *protocol, engine))
        });
        Keys { auth: Some((*protocol, auth)), privacy }
    }

    pub fn has_auth(&self) -> bool {
        self.auth.is_some()
    }

    pub fn has_privacy(&self) -> bool {
        self.privacy.is_some()
    }

    /// These keys for a message that is authenticated only, as a Report on the time window is.
    pub fn without_privacy(&self) -> Keys {
        Keys { auth: self.auth.clone(), privacy: None }
    }

    /// The digest over a message whose own digest field is zero, as long as a message carries it.
    pub(crate) fn sign(&self, message: &[&[u8]]) -> Option<Vec<u8>> {
        let (protocol, key) = self.auth.as_ref()?;
        let mut digest = with_hash!(*protocol, H => {
            // A MAC takes a key of any length.
            let mut mac = Hmac::<H>::new_from_slice(key).ok()?;
            message.iter().for_each(|part| mac.update(part));
            mac.finalize().into_bytes().to_vec()
        });
        digest.truncate(protocol.digest_length());
        Some(digest)
    }

    pub(crate) fn verify(&self, message: &[&[u8]], digest: &[u8]) -> bool {
        self.sign(message).is_some_and(|expected| expected.ct_eq(digest).into())
    }
}

/// Makes a localized key long enough for the cipher.
fn lengthen(mut key: Zeroizing<Vec<u8>>, cipher: PrivProtocol, protocol: AuthProtocol, engine: &[u8]) -> Zeroizing<Vec<u8>> {
    let wanted = cipher.key_length();
    let mut last = key.clone();
    while key.len() < wanted {
        match cipher {
            // The key as a password again: its Ku, localized, is appended.
            PrivProtocol::Aes192Reeder | PrivProtocol::Aes256Reeder => {
                last = Ku::of_password(protocol, &last).localize(protocol, engine);
                key.extend_from_slice(&last);
            }
            // The digest of all that there is, appended.
            _ => {
                let more = Zeroizing::new(digest(protocol, &[&key]));
                key.extend_from_slice(&more);
            }
        }
    }
    key.truncate(wanted);
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    fn octets(hex: &str) -> Vec<u8> {
        (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
    }

    /// RFC 3414 A.3.1 and A.3.2: password "maplesyrup", engine 00 … 02.
    #[test]
    fn vectors_of_the_rfc() {
        let engine = octets("000000000000000000000002");
        let md5 = Ku::of_password(AuthProtocol::Md5, b"maplesyrup");
        assert_eq!(*md5.0, octets("9faf3283884e92834ebc9847d8edd963"));
        assert_eq!(*md5.localize(AuthProtocol::Md5, &engine), octets("526f5eed9fcce26f8964c2930787d82b"));
        let sha = Ku::of_password(AuthProtocol::Sha1, b"maplesyrup");
        assert_eq!(*sha.0, octets("9fb5cc0381497b3793528939ff788d5d79145211"));
        assert_eq!(*sha.localize(AuthProtocol::Sha1, &engine), octets("6695febc9288e36282235fc7151f128497b38f3f"));
    }

    #[test]
    fn short_digests_are_lengthened_as_each_draft_says() {
        let user = |cipher| {
            let user = User::new("noc").unwrap().with_auth(AuthProtocol::Md5, "maplesyrup").unwrap();
            user.with_privacy(cipher, "maplesyrup").unwrap()
        };
        let key = |cipher| Keys::new(&user(cipher), &octets("000000000000000000000002")).privacy.unwrap().1;
        let (blumenthal, reeder) = (key(PrivProtocol::Aes256), key(PrivProtocol::Aes256Reeder));
        assert_eq!((blumenthal.len(), reeder.len()), (32, 32));
        assert_eq!(blumenthal[..16], reeder[..16]);
        assert_ne!(blumenthal[16..], reeder[16..]);
        // draft-reeder-snmpv3-usm-3desede-00, appendix B, gives this vector for MD5.
        assert_eq!(**reeder, octets("526f5eed9fcce26f8964c2930787d82b79eff44a90650ee0a3a40abfac5acc12"));
    }
}
