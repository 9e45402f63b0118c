//! Passwords: argon2id, off the async threads and a few at a time, since each takes 19 MiB for a moment.

use std::sync::{Arc, LazyLock};

use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use rand::distr::{Alphanumeric, SampleString};
use tokio::sync::Semaphore;

/// Shortest password a user may have, in characters.
pub const MIN_LENGTH: usize = 10;
/// Longest, in bytes: more is an attempt to keep us busy.
pub const MAX_LENGTH: usize = 1024;
/// Hashes computed at the same time.
const AT_ONCE: usize = 4;

static SLOTS: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(AT_ONCE)));
/// What an unknown login is checked against, so that it takes as long as a known one.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash_now(&generate()).unwrap_or_default());

/// A password could not be hashed: no memory or no randomness.
#[derive(Debug, thiserror::Error)]
#[error("the password could not be hashed: {0}")]
pub struct HashError(String);

/// A password nobody can guess: 24 letters and digits, 142 bits.
pub fn generate() -> String {
    Alphanumeric.sample_string(&mut rand::rng(), 24)
}

/// Hash of a password in the PHC format, with a fresh salt.
pub async fn hash(password: String) -> Result<String, HashError> {
    blocking(move || hash_now(&password)).await?
}

/// Whether the password belongs to the hash. Without a hash the same work is done and the answer is no.
pub async fn verify(password: String, hash: Option<String>) -> Result<bool, HashError> {
    blocking(move || {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODY.clone());
        let matches = Argon2::default().verify_password(password.as_bytes(), hash.as_str()).is_ok();
        known && matches
    })
    .await
}

fn hash_now(password: &str) -> Result<String, HashError> {
    Argon2::default()
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|error| HashError(error.to_string()))
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, HashError> {
    let slot = SLOTS.clone().acquire_owned().await.map_err(|error| HashError(error.to_string()))?;
    tokio::task::spawn_blocking(move || {
        let _slot = slot;
        work()
    })
    .await
    .map_err(|error| HashError(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_matches_its_own_hash_only() {
        let hash = hash("верный пароль".into()).await.expect("hashed");
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(verify("верный пароль".into(), Some(hash.clone())).await.expect("checked"));
        assert!(!verify("другой".into(), Some(hash)).await.expect("checked"));
        assert!(!verify("верный пароль".into(), None).await.expect("checked"));
    }

    #[tokio::test]
    async fn a_damaged_hash_lets_nobody_in() {
        assert!(!verify("x".into(), Some("plain".into())).await.expect("checked"));
    }

    #[test]
    fn nobody_has_a_real_hash() {
        assert!(NOBODY.starts_with("$argon2id$"), "an unknown login must cost the same work");
    }
}
