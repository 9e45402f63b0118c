//! Replies the bot proposed to operators: each is known by its id, so that what became of it counts once, whoever
//! reports it and however often.

use crate::db::params;
use crate::{Id, Millis, Result, Store, StoreError};

/// What became of a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DraftFate {
    /// Sent as it was.
    Accepted,
    /// Sent after changes.
    Edited,
    /// Refused by the operator.
    Dropped,
    /// The conversation moved on first.
    Outdated,
}

impl DraftFate {
    /// Its name in the table, the metric and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Edited => "edited",
            Self::Dropped => "dropped",
            Self::Outdated => "outdated",
        }
    }
}

/// A proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BotDraft {
    /// Its id.
    pub id: Id,
    /// The conversation.
    pub conversation_id: Id,
    /// Who asked for it.
    pub user_id: Id,
    /// The last message it knew.
    pub after: Id,
    /// The proposed reply.
    pub text: String,
    /// Nothing has become of it yet.
    pub is_open: bool,
}

impl Store {
    /// Keeps a proposal.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn bot_draft_add(
        &self,
        conversation_id: Id,
        user_id: Id,
        after: Id,
        text: &str,
        now: Millis,
    ) -> Result<Id> {
        let text = text.to_owned();
        self.write_aside(move |tx| {
            Box::pin(async move {
                let id = tx.ids.next();
                let sql = "INSERT INTO bot_drafts (id, conversation_id, user_id, after, text, at) \
                           VALUES ($1, $2, $3, $4, $5, $6)";
                tx.conn.execute(sql, params![id, conversation_id, user_id, after, &text, now]).await?;
                Ok(id)
            })
        })
        .await
    }

    /// A proposal made to this user in this conversation.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound).
    pub async fn bot_draft(&self, id: Id, conversation_id: Id, user_id: Id) -> Result<BotDraft> {
        self.read(move |conn| {
            Box::pin(async move {
                let sql = "SELECT after, text, fate FROM bot_drafts \
                           WHERE id = $1 AND conversation_id = $2 AND user_id = $3";
                let found = conn
                    .query_optional(sql, params![id, conversation_id, user_id], |row| {
                        Ok(BotDraft {
                            id,
                            conversation_id,
                            user_id,
                            after: row.int(0)?,
                            text: row.text(1)?,
                            is_open: row.opt_text(2)?.is_none(),
                        })
                    })
                    .await?;
                found.ok_or_else(|| StoreError::not_found("draft", id))
            })
        })
        .await
    }

    /// Says what became of a proposal; `false` when that was known already.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn bot_draft_end(&self, id: Id, fate: DraftFate, now: Millis) -> Result<bool> {
        self.write_aside(move |tx| {
            Box::pin(async move {
                let sql = "UPDATE bot_drafts SET fate = $1, ended_at = $2 WHERE id = $3 AND fate IS NULL";
                Ok(tx.conn.execute(sql, params![fate.as_str(), now, id]).await? == 1)
            })
        })
        .await
    }
}
