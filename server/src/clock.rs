//! The one place where the server reads the clock.

use sufler_store::Millis;

/// UTC milliseconds.
pub(crate) fn now() -> Millis {
    jiff::Timestamp::now().as_millisecond()
}

/// Milliseconds that only grow, for rate budgets: a corrected wall clock must not open them.
pub(super) fn steady() -> i64 {
    use std::{sync::OnceLock, time::Instant};
    static START: OnceLock<Instant> = OnceLock::new();
    i64::try_from(START.get_or_init(Instant::now).elapsed().as_millis()).unwrap_or(i64::MAX)
}
