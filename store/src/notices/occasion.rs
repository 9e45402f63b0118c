//! Reading what happened since the cursor, as far as somebody may have to be told of it.

use crate::db::{Conn, params};
use crate::{Id, Millis, Result, Store, StoreError, Version};

/// Versions looked at in one step.
const STEP: Version = 5_000;

/// Something somebody may have to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Occasion {
    /// What happened.
    pub kind: OccasionKind,
    /// The account.
    pub account_id: Id,
    /// The conversation.
    pub conversation_id: Id,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OccasionKind {
    /// The bot handed the conversation over, and it waits for anybody.
    Handoff {
        /// When, as the card says.
        at: Millis,
    },
    /// A customer wrote to the operator who leads.
    Message {
        /// The message.
        message_id: Id,
        /// Time on the channel.
        at: Millis,
        /// The operator.
        user_id: Id,
    },
}

/// Occasions of a stretch of changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occasions {
    /// In the order of changes, handoffs first.
    pub items: Vec<Occasion>,
    /// The stretch ends here.
    pub upto: Version,
    /// There are later changes.
    pub more: bool,
}

impl Store {
    /// Where the follower stands; at the very first start, behind everything that was before.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn notice_cursor(&self) -> Result<Version> {
        if let Some(version) = self.read(|conn| Box::pin(cursor(conn))).await? {
            return Ok(version);
        }
        self.write_aside(|tx| {
            Box::pin(async move {
                let sql = "INSERT INTO notice_cursor (one, version) \
                           SELECT 1, value FROM counters WHERE name = 'version' ON CONFLICT (one) DO NOTHING";
                tx.conn.execute(sql, &[]).await?;
                cursor(&mut tx.conn)
                    .await?
                    .ok_or_else(|| StoreError::Corrupt("the notices' cursor is gone".into()))
            })
        })
        .await
    }

    /// What happened after `cursor`, each conversation in its present state: what has passed meanwhile is no occasion.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn notice_occasions(&self, cursor: Version) -> Result<Occasions> {
        self.read(move |conn| {
            Box::pin(async move {
                let sql = "SELECT value FROM counters WHERE name = 'version'";
                let last = conn.query_optional(sql, &[], |row| row.int(0)).await?;
                let last = last.ok_or_else(|| StoreError::Corrupt("the version counter is gone".into()))?;
                let upto = last.min(cursor.saturating_add(STEP)).max(cursor);
                let mut items = handoffs(conn, cursor, upto).await?;
                items.extend(messages(conn, cursor, upto).await?);
                Ok(Occasions { items, upto, more: upto < last })
            })
        })
        .await
    }
}

async fn cursor(conn: &mut Conn<'_>) -> Result<Option<Version>> {
    conn.query_optional("SELECT version FROM notice_cursor", &[], |row| row.int(0)).await
}

async fn handoffs(conn: &mut Conn<'_>, after: Version, upto: Version) -> Result<Vec<Occasion>> {
    let sql = "SELECT c.id, c.account_id, c.handoff FROM conversations c \
               WHERE c.version > $1 AND c.version <= $2 AND c.owner = 'queue' AND c.status <> 'closed' \
               AND c.handoff IS NOT NULL ORDER BY c.version";
    let rows = conn
        .query(sql, params![after, upto], |row| {
            let card: serde_json::Value = row.json(2)?;
            Ok((row.int(0)?, row.int(1)?, card.get("at").and_then(serde_json::Value::as_i64)))
        })
        .await?;
    // A card without a date is of a handoff before notices were known.
    let dated = rows.into_iter().filter_map(|(conversation_id, account_id, at)| {
        Some(Occasion { kind: OccasionKind::Handoff { at: at? }, account_id, conversation_id })
    });
    Ok(dated.collect())
}

async fn messages(conn: &mut Conn<'_>, after: Version, upto: Version) -> Result<Vec<Occasion>> {
    let sql = "SELECT m.id, m.account_id, m.conversation_id, m.at, c.owner_user FROM messages m \
               JOIN conversations c ON c.id = m.conversation_id \
               WHERE m.version > $1 AND m.version <= $2 AND m.author = 'contact' AND m.kind <> 'deleted' \
               AND c.owner = 'operator' AND c.owner_user IS NOT NULL ORDER BY m.version, m.id";
    conn.query(sql, params![after, upto], |row| {
        let kind = OccasionKind::Message { message_id: row.int(0)?, at: row.int(3)?, user_id: row.int(4)? };
        Ok(Occasion { kind, account_id: row.int(1)?, conversation_id: row.int(2)? })
    })
    .await
}
