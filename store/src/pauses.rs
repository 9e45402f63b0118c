//! Where the bot keeps silent by people's will.

use crate::db::params;
use crate::{Id, Millis, Result, Store, StoreError};

/// How far a pause reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PauseScope {
    /// Every account.
    All,
    /// One account.
    Account(Id),
    /// One conversation.
    Conversation(Id),
}

/// A pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BotPause {
    /// How far it reaches.
    pub scope: PauseScope,
    /// Who silenced the bot.
    pub user_id: Id,
    /// Since when.
    pub at: Millis,
}

impl Store {
    /// Every pause, oldest first.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn bot_pauses(&self) -> Result<Vec<BotPause>> {
        self.read(|conn| {
            Box::pin(async move {
                let sql =
                    "SELECT scope, object_id, user_id, at FROM bot_pauses ORDER BY at, scope, object_id";
                conn.query(sql, &[], |row| {
                    Ok(BotPause {
                        scope: scope_from(&row.text(0)?, row.int(1)?)?,
                        user_id: row.int(2)?,
                        at: row.int(3)?,
                    })
                })
                .await
            })
        })
        .await
    }

    /// Silences the bot; a pause that is there already stays as it is.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn bot_pause(&self, scope: PauseScope, user_id: Id, now: Millis) -> Result<()> {
        self.write(move |tx| {
            Box::pin(async move {
                let (scope, object_id) = scope_columns(scope);
                let sql = "INSERT INTO bot_pauses (scope, object_id, user_id, at) VALUES ($1, $2, $3, $4) \
                           ON CONFLICT (scope, object_id) DO NOTHING";
                tx.conn.execute(sql, params![scope, object_id, user_id, now]).await.map(drop)
            })
        })
        .await
    }

    /// Lets the bot speak again; nothing happens where it was not silenced.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn bot_resume(&self, scope: PauseScope) -> Result<()> {
        self.write(move |tx| {
            Box::pin(async move {
                let (scope, object_id) = scope_columns(scope);
                let sql = "DELETE FROM bot_pauses WHERE scope = $1 AND object_id = $2";
                tx.conn.execute(sql, params![scope, object_id]).await.map(drop)
            })
        })
        .await
    }
}

fn scope_columns(scope: PauseScope) -> (&'static str, Id) {
    match scope {
        PauseScope::All => ("all", 0),
        PauseScope::Account(id) => ("account", id),
        PauseScope::Conversation(id) => ("conversation", id),
    }
}

fn scope_from(text: &str, id: Id) -> Result<PauseScope> {
    match text {
        "all" => Ok(PauseScope::All),
        "account" => Ok(PauseScope::Account(id)),
        "conversation" => Ok(PauseScope::Conversation(id)),
        _ => Err(StoreError::Corrupt(format!("unknown pause `{text}`"))),
    }
}
