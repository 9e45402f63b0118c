//! Sliding-minute windows: what was asked for, what was let through, and every step over the line.

use std::collections::VecDeque;

const MINUTE_MS: i64 = 60_000;

/// One account's window over one budget.
#[derive(Debug, Default)]
pub(crate) struct Window {
    /// Everything that arrived, refused or not.
    seen: VecDeque<i64>,
    /// What was let through; only this counts against the budget, so a refused client recovers.
    admitted: VecDeque<i64>,
    max_seen: usize,
}

/// What the window says to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// Requests that arrived in the minute ending now, this one among them.
    pub(crate) seen: usize,
    /// Whether the budget was used up before this request.
    pub(crate) over: bool,
    pub(crate) remaining: u32,
    /// Whole seconds until the oldest admitted request leaves the window, at least 1.
    pub(crate) retry_after_s: i64,
}

impl Window {
    /// Counts a request against `limit` a minute; over the limit it is admitted only if `admit_over`.
    pub(crate) fn hit(&mut self, now_ms: i64, limit: u32, admit_over: bool) -> Verdict {
        forget(&mut self.seen, now_ms);
        forget(&mut self.admitted, now_ms);
        self.seen.push_back(now_ms);
        self.max_seen = self.max_seen.max(self.seen.len());
        let over = self.admitted.len() >= limit as usize;
        let retry_after_s = self
            .admitted
            .front()
            .map_or(1, |oldest| (oldest.saturating_add(MINUTE_MS) - now_ms).div_euclid(1000) + 1)
            .max(1);
        if !over || admit_over {
            self.admitted.push_back(now_ms);
        }
        let used = u32::try_from(self.admitted.len()).unwrap_or(u32::MAX);
        Verdict { seen: self.seen.len(), over, remaining: limit.saturating_sub(used), retry_after_s }
    }

    /// Most requests that ever arrived within one sliding minute.
    pub(crate) fn max_seen(&self) -> usize {
        self.max_seen
    }
}

/// A request exactly a minute old has left the window.
fn forget(times: &mut VecDeque<i64>, now_ms: i64) {
    while times.front().is_some_and(|&t| t <= now_ms - MINUTE_MS) {
        times.pop_front();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_slides_instead_of_resetting_on_the_minute() {
        let mut window = Window::default();
        for t in 0..3 {
            assert!(!window.hit(t * 10_000, 3, false).over);
        }
        let refused = window.hit(30_000, 3, false);
        assert_eq!((refused.over, refused.remaining, refused.retry_after_s), (true, 0, 31));
        assert!(window.hit(59_999, 3, false).over);
        assert!(!window.hit(60_000, 3, false).over, "the first request has left");
        assert!(window.hit(60_001, 3, false).over, "the second has not");
    }

    #[test]
    fn refused_requests_do_not_prolong_the_refusal() {
        let mut window = Window::default();
        window.hit(0, 1, false);
        for t in 1..100 {
            assert!(window.hit(t * 500, 1, false).over);
        }
        assert!(!window.hit(60_000, 1, false).over);
        assert_eq!(window.max_seen(), 100);
    }
}
