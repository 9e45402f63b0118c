//! The secret part of a link: `id | expiry | HMAC`, in the URL's alphabet.
//!
//! Nothing secret is stored: the signature can be made again from the encryption key, and only from it. A wrong one is
//! refused before the database is asked.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use subtle::ConstantTimeEq;
use sufler_store::{Id, Millis, Share, Store};

/// What the signature is good for.
const PURPOSE: &str = "share-link/1";
const CLAIM: usize = 16;
const SIGNATURE: usize = 32;

/// What a link says of itself, and what its signature proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Claim {
    /// The share.
    pub(crate) id: Id,
    /// When it ends by itself.
    pub(crate) expires_at: Millis,
}

impl From<&Share> for Claim {
    fn from(share: &Share) -> Self {
        Self { id: share.id, expires_at: share.expires_at }
    }
}

/// The secret part of a link's address.
pub(crate) fn token(store: &Store, claim: Claim) -> String {
    let claim = bytes(claim);
    URL_SAFE_NO_PAD.encode([claim.as_slice(), &store.sign(PURPOSE, &claim)].concat())
}

/// What a token claims, if we signed it.
pub(crate) fn read(store: &Store, token: &str) -> Option<Claim> {
    let signed = URL_SAFE_NO_PAD.decode(token).ok()?;
    let (claim, signature) = signed.split_first_chunk::<CLAIM>()?;
    let signature: &[u8; SIGNATURE] = signature.try_into().ok()?;
    let genuine = bool::from(signature.ct_eq(&store.sign(PURPOSE, claim)));
    let (id, expires_at) = claim.split_first_chunk::<8>()?;
    let claim =
        Claim { id: Id::from_be_bytes(*id), expires_at: Millis::from_be_bytes(expires_at.try_into().ok()?) };
    genuine.then_some(claim)
}

fn bytes(claim: Claim) -> Vec<u8> {
    [claim.id.to_be_bytes(), claim.expires_at.to_be_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use sufler_store::EncryptionKey;

    use super::*;

    async fn store(dir: &tempfile::TempDir, name: &str) -> Store {
        let url = format!("sqlite:{}", dir.path().join(name).display());
        Store::open(&url, &EncryptionKey::generate().expect("a key")).await.expect("a store")
    }

    #[tokio::test]
    async fn only_our_own_tokens_are_read() {
        let dir = tempfile::tempdir().expect("a folder");
        let (ours, other) = (store(&dir, "a.db").await, store(&dir, "b.db").await);
        let claim = Claim { id: 7_000_000_000_000_001, expires_at: 1_790_000_000_000 };
        let token = token(&ours, claim);
        assert_eq!((token.len(), read(&ours, &token)), (64, Some(claim)));
        assert_eq!(read(&other, &token), None, "another key");
        // Any other character anywhere, and any other length.
        for at in 0..token.len() {
            let mut wrong = token.clone().into_bytes();
            wrong[at] = if wrong[at] == b'A' { b'B' } else { b'A' };
            assert_eq!(read(&ours, &String::from_utf8(wrong).expect("ascii")), None, "changed at {at}");
            assert_eq!(read(&ours, &token[..at]), None, "cut at {at}");
        }
        for wrong in [format!("{token}AAAA"), format!("{token}="), "../../etc".into(), "п".repeat(64)] {
            assert_eq!(read(&ours, &wrong), None, "{wrong}");
        }
    }
}
