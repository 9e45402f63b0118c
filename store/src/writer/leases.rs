//! Leases of the one process that owns a SQLite file: kept in memory, so that taking one costs no commit.
//!
//! They need not survive the process: its successor finds every conversation with `ready_at` free, and a lease of the
//! dead process has no one left to use it. See docs/decisions/0003-leases.md.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::Lease;
use crate::model::{Id, Millis};

/// What is ready when, and who holds what.
#[derive(Debug, Default)]
pub(crate) struct LeaseBook {
    entries: HashMap<Id, Entry>,
    /// (time, conversation): when an entry must be looked at next.
    due: BTreeSet<(Millis, Id)>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    account_id: Id,
    ready_at: Option<Millis>,
    held: Option<Held>,
}

/// A lease that somebody holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Held {
    pub(crate) fence: i64,
    pub(crate) until: Millis,
}

impl Entry {
    fn due(&self) -> Option<Millis> {
        self.held.map(|held| held.until).or(self.ready_at)
    }
}

impl LeaseBook {
    /// Who holds a conversation.
    pub(crate) fn held(&self, conversation_id: Id) -> Option<Held> {
        self.entries.get(&conversation_id).and_then(|entry| entry.held)
    }

    /// Notes a conversation as it is after a commit.
    pub(crate) fn put(
        &mut self,
        conversation_id: Id,
        account_id: Id,
        ready_at: Option<Millis>,
        held: Option<Held>,
    ) {
        let entry = Entry { account_id, ready_at, held };
        let before = if entry.due().is_some() {
            self.entries.insert(conversation_id, entry)
        } else {
            self.entries.remove(&conversation_id)
        };
        if let Some(due) = before.and_then(|before| before.due()) {
            self.due.remove(&(due, conversation_id));
        }
        if let Some(due) = entry.due() {
            self.due.insert((due, conversation_id));
        }
    }

    /// Forgets conversations of an account.
    pub(crate) fn forget_account(&mut self, account_id: Id) {
        let gone: Vec<Id> = self
            .entries
            .iter()
            .filter(|(_, entry)| entry.account_id == account_id)
            .map(|(id, _)| *id)
            .collect();
        for id in gone {
            self.put(id, account_id, None, None);
        }
    }

    /// Leases up to `limit` ready conversations, the longest ready first, and none of the `busy` ones.
    pub(crate) fn lease(
        &mut self,
        limit: usize,
        until: Millis,
        now: Millis,
        busy: &HashSet<Id>,
        fence: impl Fn() -> i64,
    ) -> Vec<Lease> {
        let due: Vec<Id> = self
            .due
            .range(..=(now, Id::MAX))
            .map(|(_, id)| *id)
            .filter(|id| !busy.contains(id))
            .take(limit)
            .collect();
        let mut leases = Vec::with_capacity(due.len());
        for id in due {
            let Some(entry) = self.entries.get(&id).copied() else { continue };
            if entry.ready_at.is_some_and(|ready_at| ready_at <= now) {
                let held = Held { fence: fence(), until: until.max(now + 1) };
                self.put(id, entry.account_id, entry.ready_at, Some(held));
                leases.push(Lease { conversation_id: id, account_id: entry.account_id, fence: held.fence });
            } else {
                // The lease has run out and the conversation is not ready (yet).
                self.put(id, entry.account_id, entry.ready_at, None);
            }
        }
        leases
    }

    /// When something is ready next.
    pub(crate) fn next_due(&self) -> Option<Millis> {
        self.due.first().map(|(due, _)| *due)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    fn fences() -> impl Fn() -> i64 {
        let last = Cell::new(0);
        move || {
            last.set(last.get() + 1);
            last.get()
        }
    }

    #[test]
    fn gives_what_is_ready_once_and_again_when_the_lease_runs_out() {
        let mut book = LeaseBook::default();
        let (fence, nobody) = (fences(), HashSet::new());
        book.put(1, 9, Some(10), None);
        book.put(2, 9, Some(5), None);
        book.put(3, 9, Some(99), None);
        let first = book.lease(8, 50, 20, &nobody, &fence);
        assert_eq!(
            first.iter().map(|lease| (lease.conversation_id, lease.fence)).collect::<Vec<_>>(),
            [(2, 1), (1, 2)]
        );
        assert_eq!(book.lease(8, 50, 20, &nobody, &fence), []);
        assert_eq!(book.next_due(), Some(50));
        let again = book.lease(8, 90, 50, &nobody, &fence);
        assert_eq!(again.len(), 2);
        assert!(again.iter().all(|lease| lease.fence > 2), "fences grow");
    }

    #[test]
    fn a_lease_that_ran_out_of_a_conversation_that_is_not_ready_is_dropped() {
        let mut book = LeaseBook::default();
        book.put(1, 9, None, Some(Held { fence: 1, until: 5 }));
        assert_eq!(book.lease(8, 50, 20, &HashSet::new(), fences()), []);
        assert_eq!((book.held(1), book.next_due()), (None, None));
    }

    #[test]
    fn a_conversation_of_the_batch_in_progress_waits_and_holds_nobody_up() {
        let mut book = LeaseBook::default();
        book.put(1, 9, Some(5), None);
        book.put(2, 9, Some(10), None);
        let leases = book.lease(1, 50, 20, &HashSet::from([1]), fences());
        assert_eq!(leases.iter().map(|lease| lease.conversation_id).collect::<Vec<_>>(), [2]);
        assert_eq!(book.next_due(), Some(5));
    }
}
