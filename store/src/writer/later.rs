//! Operations that may wait for company.
//!
//! That a reply was taken by the channel changes nothing anybody waits for, but costs a commit of its own. It waits a
//! moment for the next batch that works on its conversation anyway, and shares its rows and pages.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::command::Batched;
use crate::model::Id;

/// What waits, by conversation; in each the first comes first.
#[derive(Clone, Default)]
pub(super) struct Later(Arc<Inner>);

#[derive(Default)]
struct Inner {
    waiting: Mutex<HashMap<Id, Vec<Waiting>>>,
    tickets: AtomicU64,
}

struct Waiting {
    ticket: u64,
    job: Box<dyn Batched>,
}

impl Later {
    /// Lets an operation on a conversation wait. The ticket takes it back.
    pub(super) fn put(&self, conversation_id: Id, job: Box<dyn Batched>) -> u64 {
        let ticket = self.0.tickets.fetch_add(1, Ordering::Relaxed);
        self.lock().entry(conversation_id).or_default().push(Waiting { ticket, job });
        ticket
    }

    /// The operation, unless a batch has taken it.
    pub(super) fn take_back(&self, conversation_id: Id, ticket: u64) -> Option<Box<dyn Batched>> {
        let mut waiting = self.lock();
        let of_conversation = waiting.get_mut(&conversation_id)?;
        let index = of_conversation.iter().position(|one| one.ticket == ticket)?;
        let taken = of_conversation.remove(index);
        if of_conversation.is_empty() {
            waiting.remove(&conversation_id);
        }
        Some(taken.job)
    }

    /// What a batch that works on these conversations takes along.
    pub(super) fn take<'c>(&self, conversations: impl Iterator<Item = &'c Id>) -> Vec<Box<dyn Batched>> {
        let mut waiting = self.lock();
        if waiting.is_empty() {
            return Vec::new();
        }
        let taken = conversations.filter_map(|id| waiting.remove(id));
        taken.flatten().map(|one| one.job).collect()
    }

    /// Everything: there will be no other batch.
    pub(super) fn take_all(&self) -> Vec<Box<dyn Batched>> {
        let all = std::mem::take(&mut *self.lock());
        all.into_values().flatten().map(|one| one.job).collect()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Id, Vec<Waiting>>> {
        self.0.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
