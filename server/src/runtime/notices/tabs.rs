//! Whose page is looked at right now. Kept in memory, by each node for the pages it serves: a hint, no right.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use sufler_store::{Id, Millis};

/// A page says so more often than this; one that does not is looked at no more.
const UNTIL_MS: Millis = 45_000;

/// Whose page is looked at.
#[derive(Debug, Default)]
pub(crate) struct LookedAt(Mutex<HashMap<Id, Millis>>);

impl LookedAt {
    /// A page says whether its user looks at it.
    pub(crate) fn note(&self, user_id: Id, looking: bool, now: Millis) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.retain(|_, until| *until > now);
        if looking {
            held.insert(user_id, now.saturating_add(UNTIL_MS));
        } else {
            held.remove(&user_id);
        }
    }

    /// Whether the user looks at a page.
    pub(super) fn by(&self, user_id: Id, now: Millis) -> bool {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.get(&user_id).is_some_and(|until| *until > now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_looked_at_until_it_says_otherwise_or_falls_silent() {
        let pages = LookedAt::default();
        pages.note(7, true, 0);
        pages.note(8, true, 10);
        assert!(pages.by(7, 44_999) && !pages.by(7, 45_000) && !pages.by(9, 0));
        pages.note(8, false, 20);
        assert!(!pages.by(8, 20));
    }
}
