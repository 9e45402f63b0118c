//! Answers that operators have begun and not sent, so that they find them on every device.

use crate::db::{Sql, params};
use crate::{Id, Millis, Result, Store, StoreError};

/// An answer somebody has begun.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Unsent {
    /// The conversation.
    pub conversation_id: Id,
    /// As far as it was written; empty once it is sent or dropped.
    pub text: String,
    /// Ascends with every change of it.
    pub revision: i64,
    /// When it changed last.
    pub at: Millis,
}

impl Store {
    /// What this user has begun in conversations of these accounts (`None` = all), the latest first.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn unsent(&self, user_id: Id, account_ids: Option<Vec<Id>>) -> Result<Vec<Unsent>> {
        self.read(move |conn| {
            Box::pin(async move {
                let mut sql = Sql::new(
                    "SELECT u.conversation_id, u.text, u.revision, u.at FROM unsent u \
                     JOIN conversations c ON c.id = u.conversation_id WHERE u.user_id = ",
                );
                sql.bind(user_id);
                sql.only_accounts("c.account_id", account_ids.as_deref());
                sql.push(" ORDER BY u.revision DESC");
                conn.query(sql.text(), sql.params(), |row| {
                    Ok(Unsent {
                        conversation_id: row.int(0)?,
                        text: row.text(1)?,
                        revision: row.int(2)?,
                        at: row.int(3)?,
                    })
                })
                .await
            })
        })
        .await
    }

    /// Keeps what a user has written so far; an empty text forgets it. The last one to write wins.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound) for an unknown conversation.
    pub async fn unsent_put(
        &self,
        user_id: Id,
        conversation_id: Id,
        text: &str,
        now: Millis,
    ) -> Result<Unsent> {
        let text = text.to_owned();
        self.write_aside(move |tx| {
            Box::pin(async move {
                let sql = "SELECT id FROM conversations WHERE id = $1";
                let known = tx.conn.query_optional(sql, params![conversation_id], |row| row.int(0)).await?;
                known.ok_or_else(|| StoreError::not_found("conversation", conversation_id))?;
                let revision = tx.ids.next();
                if text.is_empty() {
                    let sql = "DELETE FROM unsent WHERE user_id = $1 AND conversation_id = $2";
                    tx.conn.execute(sql, params![user_id, conversation_id]).await?;
                } else {
                    let sql = "INSERT INTO unsent (user_id, conversation_id, text, revision, at) \
                               VALUES ($1, $2, $3, $4, $5) ON CONFLICT (user_id, conversation_id) \
                               DO UPDATE SET text = excluded.text, revision = excluded.revision, at = excluded.at";
                    tx.conn.execute(sql, params![user_id, conversation_id, &text, revision, now]).await?;
                }
                Ok(Unsent { conversation_id, text, revision, at: now })
            })
        })
        .await
    }
}
