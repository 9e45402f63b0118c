//! The simulator's clock: real time plus whatever tests have travelled.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Real time shifted by an offset that only grows.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    offset_ms: AtomicI64,
}

impl Clock {
    /// Unix time in milliseconds.
    pub(crate) fn now_ms(&self) -> i64 {
        let real = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        millis(real).saturating_add(self.offset_ms.load(Ordering::Relaxed))
    }

    /// Moves the clock forward; tokens, links and rate windows age by as much.
    pub(crate) fn travel(&self, by: Duration) {
        self.offset_ms.fetch_add(millis(by), Ordering::Relaxed);
    }
}

/// A duration in whole milliseconds, saturating.
pub(crate) fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// Unix seconds of a time in milliseconds, as the wire wants them.
pub(crate) fn seconds(ms: i64) -> i64 {
    ms.div_euclid(1000)
}
