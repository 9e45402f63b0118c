//! When to repeat a failed request. Pure: the caller sleeps, and brings the randomness.

use std::time::Duration;

use crate::AdapterError;

/// Exponential waits with jitter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    /// Wait before the first repeat.
    pub first: Duration,
    /// Longest wait of our own; a longer `Retry-After` is obeyed all the same.
    pub longest: Duration,
    /// Repeats before giving up.
    pub repeats: u32,
}

impl Backoff {
    /// For reads: 0.5 s, 1 s, 2 s, then give up.
    pub const READ: Self =
        Self { first: Duration::from_millis(500), longest: Duration::from_secs(10), repeats: 3 };

    /// For replies: 1 s doubling to 5 minutes, for about an hour.
    pub const SEND: Self =
        Self { first: Duration::from_secs(1), longest: Duration::from_secs(300), repeats: 20 };

    /// Wait before repeat number `repeat` (0 is the first), or `None` to give up: the error will not pass by
    /// itself, or was repeated often enough. `jitter` in 0..=1 takes up to half of the wait away, so that
    /// clients which failed together do not come back together. A send in doubt must be reconciled first.
    #[must_use]
    pub fn delay(&self, error: &AdapterError, repeat: u32, jitter: f64) -> Option<Duration> {
        if !error.is_retryable() || repeat >= self.repeats {
            return None;
        }
        let factor = 2u32.saturating_pow(repeat.min(31));
        let wait = self.first.saturating_mul(factor).min(self.longest);
        let jitter = if jitter.is_finite() { jitter.clamp(0.0, 1.0) } else { 0.0 };
        let wait = wait.mul_f64(1.0 - jitter / 2.0);
        Some(wait.max(error.retry_after().unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use rstest::rstest;

    use super::*;
    use crate::AdapterErrorKind as Kind;

    fn error(kind: Kind) -> AdapterError {
        AdapterError {
            kind,
            channel: "avito",
            operation: "getChatsV2",
            status: None,
            detail: String::new(),
            admin: Cow::Borrowed(""),
            not_sent: false,
        }
    }

    #[rstest]
    #[case::first(Kind::Server, 0, 0.0, Some(500))]
    #[case::doubles(Kind::Server, 2, 0.0, Some(2_000))]
    #[case::jitter(Kind::Timeout { sent_maybe: true }, 1, 1.0, Some(500))]
    #[case::enough(Kind::Server, 3, 0.0, None)]
    #[case::permanent(Kind::PaymentRequired, 0, 0.0, None)]
    #[case::asked(Kind::RateLimited { retry_after: Some(Duration::from_secs(42)) }, 0, 0.0, Some(42_000))]
    #[case::bad_jitter(Kind::Server, 0, f64::NAN, Some(500))]
    fn waits(#[case] kind: Kind, #[case] repeat: u32, #[case] jitter: f64, #[case] wait_ms: Option<u64>) {
        let wait = Backoff::READ.delay(&error(kind), repeat, jitter);
        assert_eq!(wait, wait_ms.map(Duration::from_millis));
    }

    #[test]
    fn never_longer_than_the_longest() {
        let wait = Backoff::SEND.delay(&error(Kind::Server), 19, 0.0);
        assert_eq!(wait, Some(Duration::from_secs(300)));
    }
}
