//! What may run next, and what it starts from: leases and recent threads of the one process that owns a SQLite file.
//!
//! The writer keeps both up to date with its commits; those who lease look here directly, so that a turn waits for the
//! writer only when it writes.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::leases::LeaseBook;
use super::work::{Touch, Work};
use crate::ids::Ids;
use crate::model::{Id, Millis};
use crate::turns::{Recent, Thread};
use crate::{Lease, TurnInput};

/// Shared between the writer and the store's handles.
#[derive(Debug, Clone)]
pub(crate) struct Schedule {
    inner: Arc<Mutex<Inner>>,
    ids: Arc<Ids>,
}

#[derive(Debug, Default)]
struct Inner {
    book: LeaseBook,
    recent: Recent,
    /// Conversations of the batch in progress: nobody gets them before it ends.
    busy: HashSet<Id>,
}

impl Schedule {
    pub(super) fn new(book: LeaseBook, ids: Arc<Ids>) -> Self {
        Self { inner: Arc::new(Mutex::new(Inner { book, ..Inner::default() })), ids }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Leases up to `limit` ready conversations, the longest ready first.
    pub(crate) fn lease(&self, limit: usize, until: Millis, now: Millis) -> Vec<Lease> {
        let Inner { book, busy, .. } = &mut *self.lock();
        book.lease(limit, until, now, busy, || self.ids.next())
    }

    /// When something is ready next.
    pub(crate) fn next_due(&self) -> Option<Millis> {
        self.lock().book.next_due()
    }

    /// What a turn starts from as of the last commit, if it is in memory.
    pub(crate) fn input(&self, id: Id, history: u16) -> Option<TurnInput> {
        self.lock().recent.input(id, history)
    }

    /// Keeps a thread as of the last commit.
    pub(super) fn remember(&self, thread: Thread) {
        self.lock().recent.insert(thread);
    }

    /// A batch works on these conversations from now on.
    pub(super) fn begin(&self, work: &mut Work) {
        let Inner { book, busy, .. } = &mut *self.lock();
        for (id, conv) in &mut work.conversations {
            conv.held = book.held(*id);
            busy.insert(*id);
        }
    }

    /// The batch came to nothing.
    pub(super) fn give_up(&self) {
        self.lock().busy.clear();
    }

    /// The batch is committed.
    pub(super) fn follow(&self, work: Option<&Work>, threads_changed: bool, forgotten_accounts: &[Id]) {
        let Inner { book, recent, busy } = &mut *self.lock();
        busy.clear();
        let touched = work.into_iter().flat_map(|work| work.conversations.values());
        for conv in touched.filter(|conv| conv.touch > Touch::Clean) {
            book.put(conv.row.id, conv.row.account_id, conv.ready_at, conv.held);
        }
        forgotten_accounts.iter().for_each(|id| book.forget_account(*id));
        match work {
            _ if threads_changed => recent.clear(),
            Some(work) => recent.follow(work),
            None => {}
        }
    }

    /// Of these conversations, those in memory: what a turn of each would start from, and with how much history.
    #[cfg(debug_assertions)]
    pub(super) fn remembered(&self, ids: impl Iterator<Item = Id>) -> Vec<(Id, u16, TurnInput)> {
        let recent = &mut self.lock().recent;
        ids.filter_map(|id| recent.longest_input(id).map(|(history, input)| (id, history, input))).collect()
    }
}
