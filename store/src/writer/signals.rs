//! How the writer tells the rest of the process what happened.

use std::sync::Arc;

use tokio::sync::{Notify, broadcast};

use super::sendable::Sendable;

use crate::Change;

/// Commits a slow listener may fall behind before it must refetch.
const BACKLOG: usize = 1024;

/// Shared between the writer and the store's handles.
#[derive(Debug, Clone)]
pub(crate) struct Signals {
    pub(crate) changes: broadcast::Sender<Arc<[Arc<Change>]>>,
    pub(crate) ready: Arc<Notify>,
    pub(crate) outbox: Arc<Notify>,
    /// SQLite only.
    pub(crate) sendable: Sendable,
}

impl Signals {
    pub(crate) fn new() -> Self {
        Self {
            changes: broadcast::channel(BACKLOG).0,
            ready: Arc::default(),
            outbox: Arc::default(),
            sendable: Sendable::default(),
        }
    }
}
