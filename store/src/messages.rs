//! Reading messages.

use crate::db::{Conn, params};
use crate::{Id, Message, Millis, Result, Store, StoreError, rows};

/// A page of a thread.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct MessagePage {
    /// Messages, oldest first.
    pub items: Vec<Message>,
    /// More of them lie beyond, in the direction that was read.
    pub more: bool,
}

impl Store {
    /// Messages of a conversation by time: the last `limit` before message `before`, or the first `limit` after
    /// message `after`, or the newest.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn messages(
        &self,
        conversation_id: Id,
        before: Option<Id>,
        after: Option<Id>,
        limit: u32,
    ) -> Result<MessagePage> {
        let (anchor, newer) = match (before, after) {
            (Some(id), _) => (Some(id), false),
            (None, Some(id)) => (Some(id), true),
            (None, None) => (None, false),
        };
        self.read(move |conn| Box::pin(page(conn, conversation_id, anchor, newer, limit))).await
    }

    /// How many messages a conversation has up to and with `last`; cancelled and failed ones were never said.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn message_count(&self, conversation_id: Id, last: Id) -> Result<i64> {
        self.read(move |conn| {
            Box::pin(async move {
                let sql = "SELECT COUNT(*) FROM messages WHERE conversation_id = $1 AND id <= $2 \
                           AND (delivery IS NULL OR delivery NOT IN ('cancelled', 'failed'))";
                let found =
                    conn.query_optional(sql, params![conversation_id, last], |row| row.int(0)).await?;
                Ok(found.unwrap_or(0))
            })
        })
        .await
    }

    /// The message that a browser sent under this id, if it arrived.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn message_by_client(&self, conversation_id: Id, client_id: &str) -> Result<Option<Message>> {
        let client_id = client_id.to_owned();
        self.read(move |conn| {
            Box::pin(async move {
                let sql = format!(
                    "SELECT {} FROM messages m WHERE m.conversation_id = $1 AND m.client_id = $2",
                    rows::MESSAGE
                );
                conn.query_optional(&sql, params![conversation_id, &client_id], rows::message).await
            })
        })
        .await
    }

    /// When each message that an account sent since `since` left, oldest first: a restarted process counts them in its
    /// rate budget. Messages queued more than a minute before `since` are not looked at.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn recent_sends(&self, account_id: Id, since: Millis) -> Result<Vec<Millis>> {
        self.read(move |conn| {
            Box::pin(async move {
                let sql = "SELECT at FROM messages WHERE id >= $1 AND account_id = $2 AND at >= $3 \
                           AND delivery IN ('sending', 'sent', 'delivered', 'read', 'unknown') ORDER BY at";
                let oldest = crate::ids::floor(since - 60_000);
                conn.query(sql, params![oldest, account_id, since], |row| row.int(0)).await
            })
        })
        .await
    }

    /// One message.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound).
    pub async fn message(&self, id: Id) -> Result<Message> {
        self.read(move |conn| {
            Box::pin(async move {
                let sql = format!("SELECT {} FROM messages m WHERE m.id = $1", rows::MESSAGE);
                let found = conn.query_optional(&sql, params![id], rows::message).await?;
                found.ok_or_else(|| StoreError::not_found("message", id))
            })
        })
        .await
    }
}

/// A thread is ordered by time on the channel, then by arrival.
async fn page(
    conn: &mut Conn<'_>,
    conversation_id: Id,
    anchor: Option<Id>,
    newer: bool,
    limit: u32,
) -> Result<MessagePage> {
    let (compare, order) = if newer { (">", "ASC") } else { ("<", "DESC") };
    let mut sql = format!("SELECT {} FROM messages m WHERE m.conversation_id = $1", rows::MESSAGE);
    let mut params = params![conversation_id].to_vec();
    if let Some(anchor) = anchor {
        let at = conn
            .query_optional("SELECT at FROM messages WHERE id = $1", params![anchor], |row| row.int(0))
            .await?;
        let at = at.ok_or_else(|| StoreError::not_found("message", anchor))?;
        sql.push_str(&format!(" AND (m.at, m.id) {compare} ($2, $3)"));
        params.extend_from_slice(params![at, anchor]);
    }
    let limit = limit as usize;
    sql.push_str(&format!(" ORDER BY m.at {order}, m.id {order} LIMIT {}", limit + 1));
    let mut items = conn.query(&sql, &params, rows::message).await?;
    let more = items.len() > limit;
    items.truncate(limit);
    if !newer {
        items.reverse();
    }
    Ok(MessagePage { items, more })
}
