//! Secrets at rest: ChaCha20-Poly1305.

use crate::Result;

/// The key secrets are encrypted with.
#[derive(Clone)]
pub struct EncryptionKey(std::sync::Arc<secrecy::SecretBox<[u8; 32]>>);

impl EncryptionKey {
    /// A key from 64 hexadecimal digits.
    ///
    /// # Errors
    /// Not 64 hexadecimal digits.
    pub fn from_hex(text: &str) -> Result<Self> {
        crate::store::unbuilt()
    }

    /// A new random key.
    ///
    /// # Errors
    /// The system gives no randomness.
    pub fn generate() -> Result<Self> {
        crate::store::unbuilt()
    }

    /// The key as 64 hexadecimal digits, to be kept in a file only its owner can read.
    #[must_use]
    pub fn to_hex(&self) -> secrecy::SecretString {
        secrecy::SecretString::from(String::new())
    }
}

impl std::fmt::Debug for EncryptionKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("EncryptionKey(redacted)")
    }
}
