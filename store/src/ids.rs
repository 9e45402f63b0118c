//! Ascending ids: milliseconds since 2024 (41 bits) << 12 | node (4 bits) << 8 | counter (8 bits).
//!
//! Rows inserted together lie together, so an insert dirties few pages. Below 2^53 until the year 2093.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::model::{Id, Millis};

/// 2024-01-01T00:00:00Z.
const EPOCH_MS: Millis = 1_704_067_200_000;
const COUNTER_BITS: u32 = 8;
const NODE_BITS: u32 = 4;
const TIME_SHIFT: u32 = COUNTER_BITS + NODE_BITS;

/// How many nodes can write to one database.
pub(crate) const NODES: i64 = 1 << NODE_BITS;

/// Gives ids of one node; each is greater than the one before.
#[derive(Debug)]
pub(crate) struct Ids {
    node: AtomicI64,
    /// Milliseconds << 8 | counter of the last id: a plain number, so that a full counter runs into the next
    /// millisecond by itself.
    last: AtomicI64,
}

impl Ids {
    /// Ids of node `node` (0..16), all greater than `after`, whatever the clock says.
    pub(crate) fn new(node: i64, after: Id) -> Self {
        let after = (after >> TIME_SHIFT) << COUNTER_BITS | ((1 << COUNTER_BITS) - 1);
        Self { node: AtomicI64::new(node & (NODES - 1)), last: AtomicI64::new(after) }
    }

    /// Goes on as another node.
    pub(crate) fn set_node(&self, node: i64) {
        self.node.store(node & (NODES - 1), Ordering::Relaxed);
    }

    /// The next id.
    pub(crate) fn next(&self) -> Id {
        self.next_at(now())
    }

    fn next_at(&self, now: Millis) -> Id {
        let floor = (now - EPOCH_MS).max(0) << COUNTER_BITS;
        let step = |last: i64| (last + 1).max(floor);
        // The closure always answers, so both arms hold the previous value.
        let previous =
            match self.last.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| Some(step(last))) {
                Ok(previous) | Err(previous) => previous,
            };
        let number = step(previous);
        let counter = number & ((1 << COUNTER_BITS) - 1);
        (number >> COUNTER_BITS) << TIME_SHIFT | self.node.load(Ordering::Relaxed) << COUNTER_BITS | counter
    }
}

/// The smallest id that can have been given at `at` or later.
pub(crate) fn floor(at: Millis) -> Id {
    (at - EPOCH_MS).max(0) << TIME_SHIFT
}

/// UTC milliseconds of the system clock.
pub(crate) fn now() -> Millis {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|time| Millis::try_from(time.as_millis()).ok())
        .unwrap_or(EPOCH_MS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn grow_whatever_the_clock_does(clock in prop::collection::vec(0..5_000_i64, 1..600), node in 0..NODES) {
            let ids = Ids::new(node, 0);
            let made: Vec<Id> = clock.iter().map(|ms| ids.next_at(EPOCH_MS + ms)).collect();
            prop_assert!(made.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert!(made.iter().all(|id| (id >> COUNTER_BITS) & (NODES - 1) == node));
        }

        #[test]
        fn nodes_never_meet(a in 0..NODES, b in 0..NODES, ms in 0..1_000_i64) {
            prop_assume!(a != b);
            let (left, right) = (Ids::new(a, 0), Ids::new(b, 0));
            let left: Vec<Id> = (0..300).map(|_| left.next_at(EPOCH_MS + ms)).collect();
            let right: Vec<Id> = (0..300).map(|_| right.next_at(EPOCH_MS + ms)).collect();
            prop_assert!(left.iter().all(|id| !right.contains(id)));
        }
    }

    #[test]
    fn start_above_what_is_stored() {
        let stored = Ids::new(3, 0).next_at(EPOCH_MS + 9_000);
        assert!(Ids::new(0, stored).next_at(EPOCH_MS + 1) > stored);
    }

    #[test]
    fn fit_a_json_number() {
        let year_2093 = EPOCH_MS + 69 * 365 * 86_400_000;
        assert!(Ids::new(15, 0).next_at(year_2093) < 1 << 53);
    }
}
