//! Secrets at rest: ChaCha20-Poly1305 with a random nonce. A sealed secret is
//! `format (1 byte) | key id (4 bytes) | nonce (12 bytes) | ciphertext and tag`; table and row id are authenticated
//! with it, so a secret copied to another row does not open.

use std::sync::Arc;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use hmac::{Hmac, Mac};
use rand::TryRngCore as _;
use secrecy::{ExposeSecret, SecretBox, SecretString};
use sha2::Sha256;

use crate::{Id, Result, StoreError};

const FORMAT: u8 = 1;
const KEY_ID: usize = 4;
const NONCE: usize = 12;
const SIGNATURE: usize = 32;

/// The key secrets are encrypted with.
#[derive(Clone)]
pub struct EncryptionKey(Arc<SecretBox<[u8; 32]>>);

impl EncryptionKey {
    /// A key from 64 hexadecimal digits.
    ///
    /// # Errors
    /// Not 64 hexadecimal digits.
    pub fn from_hex(text: &str) -> Result<Self> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text.trim(), &mut bytes)
            .map_err(|_| StoreError::Invalid("the encryption key must be 64 hexadecimal digits".into()))?;
        Ok(Self(Arc::new(SecretBox::new(Box::new(bytes)))))
    }

    /// A new random key.
    ///
    /// # Errors
    /// The system gives no randomness.
    pub fn generate() -> Result<Self> {
        Ok(Self(Arc::new(SecretBox::new(Box::new(random()?)))))
    }

    /// The key as 64 hexadecimal digits, to be kept in a file only its owner can read.
    #[must_use]
    pub fn to_hex(&self) -> SecretString {
        SecretString::from(hex::encode(self.0.expose_secret()))
    }

    fn cipher(&self) -> ChaCha20Poly1305 {
        ChaCha20Poly1305::new(&Key::from(*self.0.expose_secret()))
    }

    /// Says which key sealed a secret without telling the key: the tag of an empty message under a fixed nonce. Random
    /// nonces never meet the all-ones one in practice.
    fn id(&self) -> [u8; KEY_ID] {
        let tag = self.cipher().encrypt(&Nonce::from([0xff; NONCE]), b"".as_slice()).unwrap_or_default();
        tag.first_chunk().copied().unwrap_or_default()
    }

    /// HMAC-SHA256 of a message under a key that serves this purpose alone, so that a signature made for one thing is
    /// worth nothing for another.
    pub(crate) fn sign(&self, purpose: &str, message: &[u8]) -> [u8; SIGNATURE] {
        mac(&mac(self.0.expose_secret(), purpose.as_bytes()), message)
    }

    pub(crate) fn seal(&self, table: &'static str, row: Id, plain: &[u8]) -> Result<Vec<u8>> {
        let nonce: [u8; NONCE] = random()?;
        let sealed = self
            .cipher()
            .encrypt(&Nonce::from(nonce), Payload { msg: plain, aad: place(table, row).as_bytes() })
            .map_err(|_| StoreError::Corrupt(format!("secrets of {table} {row} are too long to encrypt")))?;
        Ok([&[FORMAT][..], &self.id(), &nonce, &sealed].concat())
    }

    pub(crate) fn open(&self, table: &'static str, row: Id, sealed: &[u8]) -> Result<Vec<u8>> {
        let damaged = || StoreError::Corrupt(format!("secrets of {table} {row}"));
        let rest = sealed.strip_prefix(&[FORMAT]).ok_or_else(damaged)?;
        let (key_id, rest) = rest.split_first_chunk::<KEY_ID>().ok_or_else(damaged)?;
        if *key_id != self.id() {
            return Err(StoreError::WrongKey { what: table, id: row });
        }
        let (nonce, cipher) = rest.split_first_chunk::<NONCE>().ok_or_else(damaged)?;
        self.cipher()
            .decrypt(&Nonce::from(*nonce), Payload { msg: cipher, aad: place(table, row).as_bytes() })
            .map_err(|_| damaged())
    }
}

impl std::fmt::Debug for EncryptionKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("EncryptionKey(redacted)")
    }
}

fn mac(key: &[u8; 32], message: &[u8]) -> [u8; SIGNATURE] {
    // A key shorter than a block is padded with zeros by the algorithm itself.
    let mut block = [0; 64];
    block.iter_mut().zip(key).for_each(|(to, from)| *to = *from);
    let mut mac = Hmac::<Sha256>::new(&block.into());
    mac.update(message);
    mac.finalize().into_bytes().into()
}

fn place(table: &str, row: Id) -> String {
    format!("{table}:{row}")
}

fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    rand::rngs::OsRng
        .try_fill_bytes(&mut bytes)
        .map_err(|_| StoreError::Unavailable("the system gives no randomness".into()))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_only_where_and_with_what_it_was_sealed() {
        let key = EncryptionKey::generate().unwrap();
        let sealed = key.seal("accounts", 7, b"secret").unwrap();
        assert_eq!(key.open("accounts", 7, &sealed).unwrap(), b"secret");
        assert!(matches!(key.open("accounts", 8, &sealed), Err(StoreError::Corrupt(_))), "another row");
        let other = EncryptionKey::generate().unwrap();
        assert_eq!(other.open("accounts", 7, &sealed), Err(StoreError::WrongKey { what: "accounts", id: 7 }));
        for cut in 0..sealed.len() {
            assert!(key.open("accounts", 7, &sealed[..cut]).is_err(), "cut at {cut}");
        }
    }

    #[test]
    fn the_same_secret_never_looks_the_same() {
        let key = EncryptionKey::generate().unwrap();
        assert_ne!(key.seal("accounts", 7, b"secret").unwrap(), key.seal("accounts", 7, b"secret").unwrap());
    }

    #[test]
    fn a_signature_holds_for_one_key_purpose_and_message() {
        let key = EncryptionKey::from_hex(&"07".repeat(32)).unwrap();
        let other = EncryptionKey::from_hex(&"08".repeat(32)).unwrap();
        let signed = key.sign("share", b"17");
        assert_eq!(signed, key.sign("share", b"17"));
        for wrong in [other.sign("share", b"17"), key.sign("other", b"17"), key.sign("share", b"18")] {
            assert_ne!(signed, wrong);
        }
    }

    #[test]
    fn is_read_back_from_its_digits_and_never_printed() {
        let key = EncryptionKey::generate().unwrap();
        let digits = key.to_hex();
        let sealed = key.seal("accounts", 1, b"x").unwrap();
        let again = EncryptionKey::from_hex(digits.expose_secret()).unwrap();
        assert_eq!(again.open("accounts", 1, &sealed).unwrap(), b"x");
        assert_eq!(format!("{key:?}"), "EncryptionKey(redacted)");
        for wrong in ["", "00", &"g".repeat(64), &"0".repeat(65)] {
            assert!(EncryptionKey::from_hex(wrong).is_err(), "{wrong}");
        }
    }
}
