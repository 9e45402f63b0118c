//! How far history and polling have come.

use crate::{Id, Millis, Result, Store, store::unbuilt};

/// A cursor of a chat, or of the whole account (`chat` empty).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncCursor {
    /// The channel's chat id; empty = the account's own cursor.
    pub chat: String,
    /// Whatever the channel's sync needs to go on.
    pub cursor: String,
    /// When it was set.
    pub at: Millis,
}

impl Store {
    /// The cursor of a chat (`""` = of the account).
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn sync_cursor(&self, account_id: Id, chat: &str) -> Result<Option<SyncCursor>> {
        unbuilt()
    }

    /// Sets it.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn set_sync_cursor(&self, account_id: Id, chat: &str, cursor: &str, now: Millis) -> Result<()> {
        unbuilt()
    }
}
