//! The handle everything hangs on.

use std::sync::Arc;

use tokio::sync::{Notify, broadcast};

use crate::{Change, EncryptionKey, Result, StoreError};

/// State of the database for `/health`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Health {
    /// `sqlite` or `postgres`.
    pub backend: &'static str,
    /// Version of the engine, e.g. `3.51.3`.
    pub engine: String,
    /// Number of the last migration.
    pub schema: i64,
    /// Number of the last committed change.
    pub version: crate::Version,
}

/// The store; cheap to clone.
#[derive(Clone)]
pub struct Store {
    changes: broadcast::Sender<Arc<Change>>,
    ready: Arc<Notify>,
    outbox: Arc<Notify>,
}

impl Store {
    /// Opens `sqlite:PATH` (`sqlite::memory:` is refused: nothing would be durable) or `postgres://…` and runs the
    /// migrations.
    ///
    /// # Errors
    /// Bad URL, unreachable server, a newer schema than this program knows, another process on the same SQLite file.
    pub async fn open(url: &str, key: &EncryptionKey) -> Result<Self> {
        unbuilt()
    }

    /// Committed changes from now on, in version order. A receiver that lags must refetch with
    /// [`Store::changes_since`].
    #[must_use]
    pub fn changes(&self) -> broadcast::Receiver<Arc<Change>> {
        self.changes.subscribe()
    }

    /// Woken after a commit that made a conversation ready (now or later: ask [`Store::next_ready_at`]).
    #[must_use]
    pub fn ready_signal(&self) -> Arc<Notify> {
        Arc::clone(&self.ready)
    }

    /// Woken after a commit that queued an outgoing message.
    #[must_use]
    pub fn outbox_signal(&self) -> Arc<Notify> {
        Arc::clone(&self.outbox)
    }

    /// Asks the database a small question.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn health(&self) -> Result<Health> {
        unbuilt()
    }

    /// Folds SQLite's write-ahead log into the file and gives free pages back; PostgreSQL does this by itself.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn vacuum(&self) -> Result<()> {
        unbuilt()
    }

    /// Finishes what was asked so far, then refuses everything; safe to call twice.
    ///
    /// # Errors
    /// The last write failed.
    pub async fn close(&self) -> Result<()> {
        unbuilt()
    }
}

pub(crate) fn unbuilt<T>() -> Result<T> {
    Err(StoreError::Unavailable("not built yet".into()))
}
