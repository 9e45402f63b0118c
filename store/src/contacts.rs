//! People outside.

use crate::conversations::republish;
use crate::db::params;
use crate::writer::Tx;
use crate::{Contact, Id, Millis, Result, Store, StoreError, rows};

/// What became known of a contact; `None` leaves a field as it is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ContactChange {
    /// The channel's id, when the contact was made without one.
    pub external_id: Option<String>,
    /// Name.
    pub name: Option<String>,
    /// Picture.
    pub avatar_url: Option<String>,
    /// Public page.
    pub profile_url: Option<String>,
    /// Phone.
    pub phone: Option<String>,
}

impl Store {
    /// Completes the contact of a conversation. If `external_id` turns out to be a contact we have, the conversation
    /// moves to that one.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound).
    pub async fn contact_update(
        &self,
        conversation_id: Id,
        change: ContactChange,
        now: Millis,
    ) -> Result<Contact> {
        self.write(move |tx| Box::pin(update(tx, conversation_id, change, now))).await
    }
}

async fn update(tx: &mut Tx<'_>, conversation_id: Id, change: ContactChange, now: Millis) -> Result<Contact> {
    let sql = "UPDATE conversations SET updated_at = $1 WHERE id = $2 RETURNING contact_id";
    let contact_id = tx.conn.query_optional(sql, params![now, conversation_id], |row| row.int(0)).await?;
    let contact_id = contact_id.ok_or_else(|| StoreError::not_found("conversation", conversation_id))?;
    let contact_id = match &change.external_id {
        Some(external_id) => identify(tx, conversation_id, contact_id, external_id).await?,
        None => contact_id,
    };
    let sql = "UPDATE contacts SET name = COALESCE($1, name), avatar_url = COALESCE($2, avatar_url), \
               profile_url = COALESCE($3, profile_url), phone = COALESCE($4, phone) WHERE id = $5";
    let params = params![&change.name, &change.avatar_url, &change.profile_url, &change.phone, contact_id];
    tx.conn.execute(sql, params).await?;
    republish(tx, conversation_id).await?;
    contact(tx, contact_id).await
}

async fn contact(tx: &mut Tx<'_>, id: Id) -> Result<Contact> {
    let sql = format!("SELECT {} FROM contacts p WHERE p.id = $1", rows::CONTACT);
    let found = tx.conn.query_optional(&sql, params![id], |row| rows::contact(row, 0)).await?;
    found.ok_or_else(|| StoreError::not_found("contact", id))
}

/// Gives the contact the channel's id; answers the contact that has it now.
async fn identify(tx: &mut Tx<'_>, conversation_id: Id, contact_id: Id, external_id: &str) -> Result<Id> {
    let current = contact(tx, contact_id).await?;
    if current.external_id == external_id {
        return Ok(contact_id);
    }
    let sql = "SELECT id FROM contacts WHERE account_id = $1 AND external_id = $2";
    let known =
        tx.conn.query_optional(sql, params![current.account_id, external_id], |row| row.int(0)).await?;
    let Some(known) = known else {
        let sql = "UPDATE contacts SET external_id = $1 WHERE id = $2";
        tx.conn.execute(sql, params![external_id, contact_id]).await?;
        return Ok(contact_id);
    };
    let sql = "UPDATE conversations SET contact_id = $1 WHERE id = $2";
    tx.conn.execute(sql, params![known, conversation_id]).await?;
    let sql = "DELETE FROM contacts WHERE id = $1 AND external_id = \
               (SELECT external_id FROM conversations WHERE id = $2)";
    tx.conn.execute(sql, params![contact_id, conversation_id]).await?;
    Ok(known)
}
