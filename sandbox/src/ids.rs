//! Identifiers that look like Avito's and repeat from run to run with the same seed.

use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::world::ChatKind;

/// A counter behind a mixing function: unique, cheap, no lock.
#[derive(Debug)]
pub(crate) struct Ids {
    seed: u64,
    next: AtomicU64,
    numbers: AtomicU64,
}

/// First number given to people and listings that come without one.
const FIRST_NUMBER: u64 = 100_000_001;

impl Ids {
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed, next: AtomicU64::new(0), numbers: AtomicU64::new(FIRST_NUMBER) }
    }

    /// Number of a person or a listing.
    pub(crate) fn number(&self) -> i64 {
        i64::try_from(self.numbers.fetch_add(1, Ordering::Relaxed)).unwrap_or(i64::MAX)
    }

    /// 32 hexadecimal digits, the look of message ids in captures.
    pub(crate) fn hex32(&self) -> String {
        format!("{:032x}", self.bits())
    }

    /// An opaque secret: token, code, key.
    pub(crate) fn secret(&self) -> String {
        URL_SAFE_NO_PAD.encode([self.bits().to_be_bytes(), self.bits().to_be_bytes()].concat())
    }

    /// `u2i-` and 22 base64url characters, the look of chat ids in captures.
    pub(crate) fn chat(&self, kind: ChatKind) -> String {
        format!("{}-{}", kind.as_str(), URL_SAFE_NO_PAD.encode(self.bits().to_be_bytes()))
    }

    /// Image ids look like `12345.12345abcdefghijklm`.
    pub(crate) fn image(&self) -> String {
        let bits = self.bits();
        format!("{}.{:022x}", 10_000 + bits % 90_000, bits >> 40)
    }

    /// An RFC 4122 identifier, used for voices.
    pub(crate) fn uuid(&self) -> String {
        uuid::Builder::from_random_bytes(self.bits().to_be_bytes()).into_uuid().to_string()
    }

    fn bits(&self) -> u128 {
        let n = self.next.fetch_add(1, Ordering::Relaxed);
        let high = mix(self.seed ^ mix(n));
        let low = mix(high ^ n.wrapping_add(0x9E37_79B9_7F4A_7C15));
        (u128::from(high) << 64) | u128::from(low)
    }
}

/// Finaliser of SplitMix64: a bijection, hence no collisions between different counters.
fn mix(value: u64) -> u64 {
    let z = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_ids_and_another_seed_others() {
        let [a, b, c] = [1, 1, 2].map(|seed| {
            let ids = Ids::new(seed);
            (0..100).map(|_| ids.hex32()).collect::<Vec<_>>()
        });
        assert_eq!(a, b);
        assert!(a.iter().all(|id| !c.contains(id)));
        assert_eq!(a.iter().collect::<std::collections::HashSet<_>>().len(), 100);
    }

    #[test]
    fn chat_ids_look_like_captured_ones() {
        let id = Ids::new(7).chat(ChatKind::Item);
        let tail = id.strip_prefix("u2i-").unwrap();
        assert_eq!(tail.len(), 22);
        assert!(tail.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_'));
    }
}
