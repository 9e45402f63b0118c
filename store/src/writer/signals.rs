//! How the writer tells the rest of the process what happened.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use tokio::sync::{Notify, broadcast};

use super::sendable::Sendable;

use crate::Change;
use crate::model::Millis;

/// Changes a slow listener may fall behind before it must refetch.
const BACKLOG: usize = 4096;
const NOTHING: Millis = Millis::MAX;

/// Shared between the writer and the store's handles.
#[derive(Debug, Clone)]
pub(crate) struct Signals {
    pub(crate) changes: broadcast::Sender<Arc<Change>>,
    pub(crate) ready: Arc<Notify>,
    pub(crate) outbox: Arc<Notify>,
    /// SQLite only.
    pub(crate) sendable: Sendable,
    next_ready: Arc<AtomicI64>,
}

impl Signals {
    pub(crate) fn new() -> Self {
        Self {
            changes: broadcast::channel(BACKLOG).0,
            ready: Arc::default(),
            outbox: Arc::default(),
            sendable: Sendable::default(),
            next_ready: Arc::new(AtomicI64::new(NOTHING)),
        }
    }

    pub(crate) fn set_next_ready(&self, at: Option<Millis>) {
        self.next_ready.store(at.unwrap_or(NOTHING), Ordering::Release);
    }

    pub(crate) fn next_ready(&self) -> Option<Millis> {
        Some(self.next_ready.load(Ordering::Acquire)).filter(|at| *at != NOTHING)
    }
}
