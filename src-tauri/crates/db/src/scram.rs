//! SCRAM-SHA-256 verifiers (RFC 5803, and PostgreSQL's `rolpassword` spelling), computed here so that a password is
//! never in a statement, a log or a command.

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, Mac};
use janet_model::CommandId;
use rand::{CryptoRng, RngCore, TryRngCore, rngs::OsRng};
use sha2::{Digest, Sha256};

/// PostgreSQL's own default (`scram_iterations`).
const ITERATIONS: u32 = 4096;

/// The operating system's randomness, for what no command has to repeat: salts and machine passwords.
pub fn os_rng() -> impl CryptoRng {
    OsRng.unwrap_err()
}

/// `SCRAM-SHA-256$4096:<salt>$<StoredKey>:<ServerKey>`.
///
/// PostgreSQL prepares passwords with SASLprep (RFC 4013) and falls back to the raw bytes; for printable ASCII, which
/// [`check_password`] demands, both are the same.
pub fn verifier(password: &str, rng: &mut impl RngCore) -> String {
    let mut salt = [0u8; 16];
    rng.fill_bytes(&mut salt);
    verifier_with_salt(password, &salt)
}

/// The verifier for a command: its salt comes from the command's id, so that sending the form again is the same input and
/// meets the first outcome. A salt must be unique, not secret (RFC 5802 §2.2), and an id is.
pub fn verifier_for_command(password: &str, command: CommandId) -> String {
    let salt = Sha256::digest([b"janet operator password".as_slice(), command.0.as_bytes()].concat());
    verifier_with_salt(password, &salt[..16])
}

fn verifier_with_salt(password: &str, salt: &[u8]) -> String {
    let mut salted = [0u8; 32];
    pbkdf2::pbkdf2_hmac::<Sha256>(password.as_bytes(), salt, ITERATIONS, &mut salted);
    let client_key = mac(&salted, b"Client Key");
    let stored_key = Sha256::digest(client_key);
    let server_key = mac(&salted, b"Server Key");
    format!("SCRAM-SHA-256${ITERATIONS}:{}${}:{}", STANDARD.encode(salt), STANDARD.encode(stored_key), STANDARD.encode(server_key))
}

fn mac(key: &[u8], text: &[u8]) -> [u8; 32] {
    // HMAC takes a key of any length, so this cannot fail.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return [0; 32] };
    mac.update(text);
    mac.finalize().into_bytes().into()
}

/// At least ten printable ASCII characters, and not one repeated: the server only ever sees the verifier and cannot
/// judge strength.
pub fn check_password(password: &str) -> bool {
    password.len() >= 10
        && password.bytes().all(|b| (0x20..0x7f).contains(&b))
        && password.bytes().any(|b| Some(b) != password.bytes().next())
}

/// A password for a machine or for a first sign-in: 20 letters and digits without look-alikes, about 116 bits.
pub fn generate(rng: &mut impl RngCore) -> String {
    const LETTERS: &[u8; 56] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz2345678";
    let mut text = String::with_capacity(20);
    while text.len() < 20 {
        // Rejection keeps every letter equally likely: 224 is the largest multiple of 56 in a byte.
        let byte = rng.next_u32() as u8;
        if byte < 224 {
            text.push(char::from(LETTERS[usize::from(byte % 56)]));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_rfc_7677() {
        // RFC 7677 §3: user "user", password "pencil", 4096 iterations; its ServerSignature is
        // HMAC(ServerKey, AuthMessage) = 6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=.
        let salt = STANDARD.decode("W22ZaJ0SNY7soEsUEjb6gQ==").unwrap();
        let verifier = verifier_with_salt("pencil", &salt);
        let server_key = STANDARD.decode(verifier.rsplit(':').next().unwrap()).unwrap();
        let message = "n=user,r=rOprNGfwEbeRWgbNEkqO,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,\
                       s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
        assert_eq!(STANDARD.encode(mac(&server_key, message.as_bytes())), "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
    }

    #[test]
    fn weak_passwords_are_told_apart() {
        assert!(check_password("kopi susu 3"));
        assert!(!check_password("short"));
        assert!(!check_password("aaaaaaaaaaaa"));
        assert!(!check_password("kata sandi é"));
        assert!(check_password(&generate(&mut os_rng())));
    }
}
