//! Links to a conversation's history for people outside.

use crate::db::{Conn, Row, params};
use crate::{Id, Millis, Result, Store, StoreError};

/// A link to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewShare {
    /// Whose history it shows.
    pub conversation_id: Id,
    /// Who makes it.
    pub user_id: Id,
    /// IANA name of the zone its times are shown in.
    pub time_zone: String,
    /// When it ends by itself.
    pub expires_at: Millis,
}

/// A link that was made. What signs it is derived from the encryption key: nothing secret is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// Its id.
    pub id: Id,
    /// Whose history it shows.
    pub conversation_id: Id,
    /// Who made it.
    pub user_id: Id,
    /// IANA name of the zone its times are shown in.
    pub time_zone: String,
    /// When it was made.
    pub created_at: Millis,
    /// When it ends by itself.
    pub expires_at: Millis,
    /// When somebody ended it.
    pub revoked_at: Option<Millis>,
}

impl Store {
    /// Makes a link.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn share_create(&self, new: NewShare, now: Millis) -> Result<Share> {
        self.write_aside(move |tx| {
            Box::pin(async move {
                let id = tx.ids.next();
                let sql = "INSERT INTO shares (id, conversation_id, user_id, time_zone, created_at, expires_at) \
                           VALUES ($1, $2, $3, $4, $5, $6)";
                let values =
                    params![id, new.conversation_id, new.user_id, &new.time_zone, now, new.expires_at];
                tx.conn.execute(sql, values).await?;
                get(&mut tx.conn, id).await
            })
        })
        .await
    }

    /// Links to a conversation, the newest first, those that ended among them.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn shares(&self, conversation_id: Id) -> Result<Vec<Share>> {
        self.read(move |conn| {
            Box::pin(async move {
                let sql =
                    format!("SELECT {COLUMNS} FROM shares s WHERE s.conversation_id = $1 ORDER BY s.id DESC");
                conn.query(&sql, params![conversation_id], share).await
            })
        })
        .await
    }

    /// One link.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound).
    pub async fn share(&self, id: Id) -> Result<Share> {
        self.read(move |conn| Box::pin(get(conn, id))).await
    }

    /// Ends a link; one that was ended already stays as it is.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound).
    pub async fn share_revoke(&self, id: Id, now: Millis) -> Result<Share> {
        self.write_aside(move |tx| {
            Box::pin(async move {
                let sql = "UPDATE shares SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL";
                tx.conn.execute(sql, params![now, id]).await?;
                get(&mut tx.conn, id).await
            })
        })
        .await
    }
}

const COLUMNS: &str =
    "s.id, s.conversation_id, s.user_id, s.time_zone, s.created_at, s.expires_at, s.revoked_at";

fn share(row: &Row<'_>) -> Result<Share> {
    Ok(Share {
        id: row.int(0)?,
        conversation_id: row.int(1)?,
        user_id: row.int(2)?,
        time_zone: row.text(3)?,
        created_at: row.int(4)?,
        expires_at: row.int(5)?,
        revoked_at: row.opt_int(6)?,
    })
}

async fn get(conn: &mut Conn<'_>, id: Id) -> Result<Share> {
    let sql = format!("SELECT {COLUMNS} FROM shares s WHERE s.id = $1");
    let found = conn.query_optional(&sql, params![id], share).await?;
    found.ok_or_else(|| StoreError::not_found("share", id))
}
