//! Passwords on the wire: User-Password hiding (RFC 2865 §5.2) and CHAP (RFC 2865 §5.3, RFC 1994 §4.1).

use md5::{Digest, Md5};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::error::EncodeError;
use crate::secret::Secret;

const BLOCK: usize = 16;
const MAX_PASSWORD: usize = 128;

/// The value of User-Password. An empty password is one block of zeros, as FreeRADIUS sends it.
pub fn hide_password(password: &[u8], request_authenticator: &[u8; 16], secret: &Secret) -> Result<Vec<u8>, EncodeError> {
    if password.len() > MAX_PASSWORD {
        return Err(EncodeError::PasswordTooLong(password.len()));
    }
    let mut plain = Zeroizing::new(password.to_vec());
    plain.resize(password.len().max(1).next_multiple_of(BLOCK), 0);
    let mut hidden = Vec::with_capacity(plain.len());
    let mut chain = *request_authenticator;
    for block in plain.chunks_exact(BLOCK) {
        let mask = mask(secret, &chain);
        for (octet, (plain, mask)) in chain.iter_mut().zip(block.iter().zip(mask)) {
            *octet = plain ^ mask;
        }
        hidden.extend(chain);
    }
    Ok(hidden)
}

/// The password in a User-Password value, without the padding; `None` when the value's length is impossible. With a wrong
/// secret this gives noise, not an error.
pub fn reveal_password(hidden: &[u8], request_authenticator: &[u8; 16], secret: &Secret) -> Option<Zeroizing<Vec<u8>>> {
    if hidden.is_empty() || hidden.len() > MAX_PASSWORD || !hidden.len().is_multiple_of(BLOCK) {
        return None;
    }
    let mut plain = Zeroizing::new(Vec::with_capacity(hidden.len()));
    let mut chain = *request_authenticator;
    for block in hidden.chunks_exact(BLOCK) {
        let mask = mask(secret, &chain);
        plain.extend(block.iter().zip(mask).map(|(hidden, mask)| hidden ^ mask));
        chain.copy_from_slice(block);
    }
    let end = plain.iter().rposition(|octet| *octet != 0).map_or(0, |last| last + 1);
    plain.truncate(end);
    Some(plain)
}

/// The value of CHAP-Password: the identifier, then MD5(identifier, password, challenge).
pub fn chap_response(identifier: u8, password: &[u8], challenge: &[u8]) -> [u8; 17] {
    let digest = Md5::new().chain_update([identifier]).chain_update(password).chain_update(challenge).finalize();
    let mut value = [0; 17];
    value[0] = identifier;
    value[1..].copy_from_slice(&digest);
    value
}

/// Does this CHAP-Password value prove the password for that challenge?
pub fn verify_chap(value: &[u8], password: &[u8], challenge: &[u8]) -> bool {
    value.first().is_some_and(|identifier| chap_response(*identifier, password, challenge).ct_eq(value).into())
}

fn mask(secret: &Secret, chain: &[u8; BLOCK]) -> [u8; BLOCK] {
    Md5::new().chain_update(secret.octets()).chain_update(chain).finalize().into()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Trailing zero octets are padding (RFC 2865 §5.2), so a password cannot end with one.
        #[test]
        fn hidden_passwords_are_revealed(password in "[^\0]{0,32}", authenticator: [u8; 16], secret in prop::collection::vec(any::<u8>(), 1..40)) {
            let secret = Secret::new(secret);
            prop_assume!(password.len() <= MAX_PASSWORD);
            let hidden = hide_password(password.as_bytes(), &authenticator, &secret).unwrap();
            prop_assert_eq!(hidden.len() % BLOCK, 0);
            let plain = reveal_password(&hidden, &authenticator, &secret).unwrap();
            prop_assert_eq!(plain.as_slice(), password.as_bytes());
        }
    }

    #[test]
    fn lengths_are_limited() {
        let secret = Secret::new("s");
        assert_eq!(hide_password(&[b'x'; 129], &[0; 16], &secret), Err(EncodeError::PasswordTooLong(129)));
        assert_eq!(hide_password(&[b'x'; 128], &[0; 16], &secret).unwrap().len(), 128);
        assert!(reveal_password(&[0; 15], &[0; 16], &secret).is_none());
        assert!(!verify_chap(&[], b"x", b"y"));
        assert!(!verify_chap(&[1; 16], b"x", b"y"));
    }
}
