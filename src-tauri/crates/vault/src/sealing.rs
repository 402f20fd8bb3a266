//! Sealing to the workspace key: what a desktop does with a password before it submits it.

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use crypto_box::{PublicKey, SecretKey, aead::OsRng};
use janet_model::SecretId;
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::PgPool;
use zeroize::Zeroizing;

use crate::{Secret, VaultError};

/// Bytes of an id in front of what is sealed.
const ID: usize = 16;
/// What a box adds: an ephemeral public key and the authenticator.
const OVERHEAD: usize = 32 + 16;
/// A device password is short. More than this is something else.
const LONGEST: usize = 4096;

/// A sealed secret on its way to the database: base64 of the workspace key's version (four bytes, big endian) and the box.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(transparent)]
#[specta(transparent)]
pub struct Sealed(String);

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealed(…)")
    }
}

impl Sealed {
    fn new(key_version: i32, sealed: &[u8]) -> Sealed {
        Sealed(STANDARD.encode([&key_version.to_be_bytes(), sealed].concat()))
    }

    /// The key's version and the box.
    pub(crate) fn parts(&self) -> Result<(i32, Vec<u8>), VaultError> {
        if self.0.len() > LONGEST * 2 {
            return Err(VaultError::Malformed);
        }
        let bytes = STANDARD.decode(&self.0).map_err(|_| VaultError::Malformed)?;
        let (version, sealed) = bytes.split_first_chunk::<4>().ok_or(VaultError::Malformed)?;
        let longest = OVERHEAD + ID + LONGEST;
        if !(OVERHEAD + ID..=longest).contains(&sealed.len()) {
            return Err(VaultError::Malformed);
        }
        Ok((i32::from_be_bytes(*version), sealed.to_vec()))
    }
}

/// The public half of the workspace key. Whoever holds it can seal and not open.
#[derive(Debug, Clone)]
pub struct SealingKey {
    version: i32,
    public: PublicKey,
}

impl SealingKey {
    /// The key that new secrets are sealed to. Any operator may read it. [`VaultError::NoKey`] before the first agent ran.
    pub async fn current(pool: &PgPool) -> Result<SealingKey, VaultError> {
        let row = sqlx::query!("select version, public_key from public.isp_vault_keys order by version desc limit 1")
            .fetch_optional(pool)
            .await?
            .ok_or(VaultError::NoKey)?;
        let public = PublicKey::from_slice(&row.public_key).map_err(|_| VaultError::Malformed)?;
        Ok(SealingKey { version: row.version, public })
    }

    /// Seals a secret that will be stored under `id`; under another id it will not open.
    pub fn seal(&self, id: SecretId, secret: &Secret) -> Result<Sealed, VaultError> {
        let text = secret.expose().as_bytes();
        if text.len() > LONGEST {
            return Err(VaultError::Malformed);
        }
        let bound = Zeroizing::new([id.0.as_bytes().as_slice(), text].concat());
        Ok(Sealed::new(self.version, &seal(&self.public, &bound)?))
    }
}

pub(crate) fn seal(to: &PublicKey, clear: &[u8]) -> Result<Vec<u8>, VaultError> {
    to.seal(&mut OsRng, clear).map_err(|_| VaultError::Malformed)
}

/// Opens a box that was sealed under this id. `None`: it was changed, moved, or sealed to another key.
pub(crate) fn open(key: &SecretKey, id: SecretId, sealed: &[u8]) -> Option<Secret> {
    let bound = Zeroizing::new(key.unseal(sealed).ok()?);
    let text = bound.strip_prefix(id.0.as_bytes().as_slice())?;
    std::str::from_utf8(text).ok().map(Secret::new)
}

#[cfg(test)]
mod tests {
    use janet_model::NewId;

    use super::*;

    fn pair() -> (SecretKey, SealingKey) {
        let key = SecretKey::generate(&mut OsRng);
        let sealing = SealingKey { version: 7, public: key.public_key() };
        (key, sealing)
    }

    #[test]
    fn what_is_sealed_opens_under_its_id_only() {
        let (key, sealing) = pair();
        let (id, other) = (SecretId::new_id(), SecretId::new_id());
        for text in ["rahasia", "", "kata sandi ☕"] {
            let (version, sealed) = sealing.seal(id, &Secret::new(text)).unwrap().parts().unwrap();
            assert_eq!(version, 7);
            assert_eq!(open(&key, id, &sealed).unwrap().expose(), text);
            assert!(open(&key, other, &sealed).is_none());
        }
    }

    #[test]
    fn a_changed_box_and_another_key_do_not_open() {
        let (key, sealing) = pair();
        let id = SecretId::new_id();
        let (_, sealed) = sealing.seal(id, &Secret::new("rahasia")).unwrap().parts().unwrap();
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(open(&key, id, &changed).is_none(), "byte {at}");
        }
        assert!(open(&pair().0, id, &sealed).is_none());
    }

    #[test]
    fn the_same_secret_is_never_sealed_alike() {
        let (_, sealing) = pair();
        let id = SecretId::new_id();
        assert_ne!(sealing.seal(id, &Secret::new("x")).unwrap(), sealing.seal(id, &Secret::new("x")).unwrap());
    }

    #[test]
    fn other_text_is_not_a_sealed_secret() {
        for text in ["", "rahasia", "AAAA", &STANDARD.encode([0; 67]), &STANDARD.encode(vec![0; 9000])] {
            assert!(matches!(Sealed(text.to_owned()).parts(), Err(VaultError::Malformed)), "{text}");
        }
    }

    #[test]
    fn nothing_prints_a_secret() {
        let (_, sealing) = pair();
        let secret = Secret::new("rahasia");
        assert!(!format!("{secret:?}").contains("rahasia"));
        let sealed = sealing.seal(SecretId::new_id(), &secret).unwrap();
        assert_eq!(format!("{sealed:?}"), "Sealed(…)");
        assert!(!serde_json::to_string(&sealed).unwrap().contains("rahasia"));
    }
}
