//! Encryption of the scoped PDU: CBC-DES (RFC 3414 §8) and CFB128-AES (RFC 3826).

use aes::{Aes128, Aes192, Aes256};
use cbc::cipher::{AsyncStreamCipher, BlockDecryptMut, BlockEncryptMut, KeyIvInit, generic_array::GenericArray};
use des::Des;

use crate::credentials::PrivProtocol;

/// The octets of a wrong length that no cipher takes.
#[derive(Debug)]
pub(crate) struct BadLength;

/// The engine's clock as the message states it, and the salt that the message carries.
#[derive(Clone, Copy)]
pub(crate) struct Freshness {
    pub boots: u32,
    pub time: u32,
    pub salt: [u8; 8],
}

impl Freshness {
    fn aes_iv(self) -> [u8; 16] {
        let mut iv = [0; 16];
        iv[..4].copy_from_slice(&self.boots.to_be_bytes());
        iv[4..8].copy_from_slice(&self.time.to_be_bytes());
        iv[8..].copy_from_slice(&self.salt);
        iv
    }

    /// The pre-IV, the second half of the key, hides the salt (RFC 3414 §8.1.1.1).
    fn des_iv(self, key: &[u8]) -> [u8; 8] {
        let mut iv = self.salt;
        iv.iter_mut().zip(&key[8..16]).for_each(|(octet, pre)| *octet ^= pre);
        iv
    }
}

pub(crate) fn encrypt(protocol: PrivProtocol, key: &[u8], fresh: Freshness, octets: &mut Vec<u8>) -> Result<(), BadLength> {
    match protocol {
        PrivProtocol::Des => {
            octets.resize(octets.len().next_multiple_of(8), 0);
            let key = key.get(..16).ok_or(BadLength)?;
            let mut des = cbc::Encryptor::<Des>::new_from_slices(&key[..8], &fresh.des_iv(key)).map_err(|_| BadLength)?;
            octets.chunks_exact_mut(8).for_each(|block| des.encrypt_block_mut(GenericArray::from_mut_slice(block)));
        }
        PrivProtocol::Aes128 => {
            cfb_mode::Encryptor::<Aes128>::new_from_slices(key, &fresh.aes_iv()).map_err(|_| BadLength)?.encrypt(octets)
        }
        PrivProtocol::Aes192 | PrivProtocol::Aes192Reeder => {
            cfb_mode::Encryptor::<Aes192>::new_from_slices(key, &fresh.aes_iv()).map_err(|_| BadLength)?.encrypt(octets)
        }
        PrivProtocol::Aes256 | PrivProtocol::Aes256Reeder => {
            cfb_mode::Encryptor::<Aes256>::new_from_slices(key, &fresh.aes_iv()).map_err(|_| BadLength)?.encrypt(octets)
        }
    }
    Ok(())
}

/// Padding stays at the end; the sequence inside says where it ends.
pub(crate) fn decrypt(protocol: PrivProtocol, key: &[u8], fresh: Freshness, octets: &mut [u8]) -> Result<(), BadLength> {
    match protocol {
        PrivProtocol::Des => {
            let key = key.get(..16).ok_or(BadLength)?;
            if !octets.len().is_multiple_of(8) {
                return Err(BadLength);
            }
            let mut des = cbc::Decryptor::<Des>::new_from_slices(&key[..8], &fresh.des_iv(key)).map_err(|_| BadLength)?;
            octets.chunks_exact_mut(8).for_each(|block| des.decrypt_block_mut(GenericArray::from_mut_slice(block)));
        }
        PrivProtocol::Aes128 => {
            cfb_mode::Decryptor::<Aes128>::new_from_slices(key, &fresh.aes_iv()).map_err(|_| BadLength)?.decrypt(octets)
        }
        PrivProtocol::Aes192 | PrivProtocol::Aes192Reeder => {
            cfb_mode::Decryptor::<Aes192>::new_from_slices(key, &fresh.aes_iv()).map_err(|_| BadLength)?.decrypt(octets)
        }
        PrivProtocol::Aes256 | PrivProtocol::Aes256Reeder => {
            cfb_mode::Decryptor::<Aes256>::new_from_slices(key, &fresh.aes_iv()).map_err(|_| BadLength)?.decrypt(octets)
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn both_ways(octets in prop::collection::vec(any::<u8>(), 1..200), boots: u32, time: u32, salt: [u8; 8]) {
            let fresh = Freshness { boots, time, salt };
            let ciphers = [
                (PrivProtocol::Des, 16), (PrivProtocol::Aes128, 16), (PrivProtocol::Aes192, 24), (PrivProtocol::Aes256, 32),
            ];
            for (cipher, length) in ciphers {
                let key: Vec<u8> = (1..=length).collect();
                let mut hidden = octets.clone();
                encrypt(cipher, &key, fresh, &mut hidden).unwrap();
                decrypt(cipher, &key, fresh, &mut hidden).unwrap();
                prop_assert_eq!(&hidden[..octets.len()], &octets[..]);
            }
        }
    }

    #[test]
    fn half_a_block_is_refused() {
        let fresh = Freshness { boots: 1, time: 1, salt: [0; 8] };
        assert!(decrypt(PrivProtocol::Des, &[1; 16], fresh, &mut [0; 7]).is_err());
        assert!(decrypt(PrivProtocol::Aes128, &[1; 8], fresh, &mut [0; 7]).is_err());
    }
}
