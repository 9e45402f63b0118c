//! One sliding window over the times of past requests.

use std::collections::VecDeque;

/// Times within the last `length_ms`, oldest first.
#[derive(Debug, Clone)]
pub(super) struct Window {
    length_ms: i64,
    limit: usize,
    times: VecDeque<i64>,
}

impl Window {
    pub(super) fn new(length_ms: i64, limit: u32) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX).max(1);
        Self { length_ms, limit, times: VecDeque::new() }
    }

    /// Forgets what is no longer within the window that ends at `now`.
    pub(super) fn advance(&mut self, now: i64) {
        while self.times.front().is_some_and(|oldest| oldest.saturating_add(self.length_ms) <= now) {
            self.times.pop_front();
        }
    }

    pub(super) fn push(&mut self, now: i64) {
        self.times.push_back(now);
    }

    pub(super) fn used(&self) -> usize {
        self.times.len()
    }

    /// Earliest time one more fits when `reserved_percent` of the limit is kept for others; `now` if at once.
    pub(super) fn free_at(&self, reserved_percent: u32, now: i64) -> i64 {
        let ceiling = self.ceiling(reserved_percent);
        // With `ceiling` or more in the window, all but `ceiling - 1` have to leave first.
        let Some(last_to_leave) = self.times.len().checked_sub(ceiling) else { return now };
        self.times.get(last_to_leave).map_or(now, |time| time.saturating_add(self.length_ms))
    }

    /// At least 1, so that the least urgent traffic still moves when nothing else does.
    fn ceiling(&self, reserved_percent: u32) -> usize {
        let open = usize::try_from(100u32.saturating_sub(reserved_percent)).unwrap_or(0);
        (self.limit.saturating_mul(open) / 100).max(1)
    }
}
