//! How far history and polling have come.

use crate::db::params;
use crate::{Id, Millis, Result, Store};

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
        let chat = chat.to_owned();
        self.read(move |conn| {
            Box::pin(async move {
                let sql = "SELECT chat, cursor, at FROM sync_cursors WHERE account_id = $1 AND chat = $2";
                conn.query_optional(sql, params![account_id, &chat], |row| {
                    Ok(SyncCursor { chat: row.text(0)?, cursor: row.text(1)?, at: row.int(2)? })
                })
                .await
            })
        })
        .await
    }

    /// Sets it.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn set_sync_cursor(&self, account_id: Id, chat: &str, cursor: &str, now: Millis) -> Result<()> {
        let (chat, cursor) = (chat.to_owned(), cursor.to_owned());
        self.write_aside(move |tx| {
            Box::pin(async move {
                let sql = "INSERT INTO sync_cursors (account_id, chat, cursor, at) VALUES ($1, $2, $3, $4) \
                           ON CONFLICT (account_id, chat) DO UPDATE SET cursor = excluded.cursor, at = excluded.at";
                tx.conn.execute(sql, params![account_id, &chat, &cursor, now]).await.map(drop)
            })
        })
        .await
    }
}
