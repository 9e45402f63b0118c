//! Recent threads of a node on PostgreSQL: as long as it is the only one, a turn that begins reads nothing.
//!
//! The writer keeps them up to date with its commits, as on SQLite (`schedule.rs`). What another node writes it does not
//! see; so a thread is used only right after its conversation was leased, if the statement that leased it found that no
//! other node has come ([`nodes`](super::nodes)) and that the row is the one remembered.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::nodes::Arrivals;
use super::work::{Touch, Work};
use crate::model::Id;
use crate::turns::{Recent, Stamp, Thread};
use crate::{Lease, TurnInput};

/// Shared between the writer and those who lease and read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Threads(Arc<Mutex<Inner>>);

#[derive(Debug, Default)]
struct Inner {
    recent: Recent,
    /// This is the only node as long as this many came.
    alone: Option<Arrivals>,
    /// Conversations whose thread is as it was leased, with the lease's fence: for one reading.
    fresh: HashMap<Id, i64>,
    /// Conversations that are being read, and whether a commit touched them meanwhile.
    reading: HashMap<Id, bool>,
}

/// A conversation as the statement that leased it found it.
#[derive(Debug)]
pub(crate) struct Leased {
    pub(crate) lease: Lease,
    pub(crate) stamp: Stamp,
    pub(crate) arrivals: Arrivals,
}

impl Threads {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on this is the only node, or (`None`) others may write, or what was committed may be lost.
    pub(crate) fn set_alone(&self, alone: Option<Arrivals>) {
        *self.lock() = Inner { alone, ..Inner::default() };
    }

    /// This is the only node, if no more than these came.
    pub(crate) fn is_alone(&self, arrivals: Arrivals) -> bool {
        self.lock().alone == Some(arrivals)
    }

    /// Keeps what was leased from being read, where it is remembered as it is.
    pub(crate) fn leased(&self, all: &[Leased]) {
        let Inner { recent, alone, fresh, .. } = &mut *self.lock();
        for Leased { lease, stamp, arrivals } in all {
            if *alone == Some(*arrivals) && recent.is_as(lease.conversation_id, stamp) {
                fresh.insert(lease.conversation_id, lease.fence);
            } else {
                fresh.remove(&lease.conversation_id);
            }
        }
    }

    /// What a turn starts from, if it was just leased and all of it is in memory.
    pub(crate) fn input(&self, lease: Lease, history: u16) -> Option<TurnInput> {
        let Inner { recent, fresh, .. } = &mut *self.lock();
        let is_fresh = fresh.remove(&lease.conversation_id) == Some(lease.fence);
        if is_fresh { recent.input(lease.conversation_id, history) } else { None }
    }

    /// These are about to be read.
    pub(crate) fn reading(&self, ids: impl Iterator<Item = Id>) {
        let Inner { alone, reading, .. } = &mut *self.lock();
        if alone.is_some() {
            reading.extend(ids.map(|id| (id, false)));
        }
    }

    /// Keeps what was read, unless a commit touched it meanwhile.
    pub(crate) fn remember(&self, id: Id, thread: Option<Thread>) {
        let Inner { recent, reading, .. } = &mut *self.lock();
        if let (Some(false), Some(thread)) = (reading.remove(&id), thread) {
            recent.insert(thread);
        }
    }

    /// The batch is committed.
    pub(super) fn follow(&self, work: Option<&Work>, threads_changed: bool) {
        let Inner { recent, reading, .. } = &mut *self.lock();
        match work {
            _ if threads_changed => {
                recent.clear();
                reading.values_mut().for_each(|touched| *touched = true);
            }
            Some(work) => {
                recent.follow(work);
                if !work.contact_variables.is_empty() {
                    reading.values_mut().for_each(|touched| *touched = true);
                }
                let conversations = work.conversations.values().filter(|conv| conv.touch > Touch::Clean);
                let messages = work.messages.values().filter(|msg| msg.touch > Touch::Clean);
                let journal = work.journal.values().map(|row| row.conversation_id);
                let touched = conversations.map(|conv| conv.row.id);
                let touched = touched.chain(messages.map(|msg| msg.row.conversation_id)).chain(journal);
                for id in touched {
                    reading.entry(id).and_modify(|touched| *touched = true);
                }
            }
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
