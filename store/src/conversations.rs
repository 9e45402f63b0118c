//! Reading conversations for people.

use std::sync::LazyLock;

use crate::db::{Row, params};
use crate::writer::Tx;
use crate::{Change, Contact, Conversation, Id, Item, Millis, Result, Store, StoreError, rows};

/// A conversation as the list shows it.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct ConversationRow {
    /// The conversation.
    pub conversation: Conversation,
    /// The customer.
    pub contact: Contact,
    /// The account, in short.
    pub account: AccountRef,
    /// Name of the operator who leads.
    pub owner_name: Option<String>,
}

/// An account, in short.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct AccountRef {
    /// Its id.
    pub id: Id,
    /// Its title.
    pub title: String,
    /// Its channel.
    pub channel: String,
}

impl Store {
    /// One conversation.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound).
    pub async fn conversation(&self, id: Id) -> Result<ConversationRow> {
        self.read(move |conn| {
            Box::pin(async move {
                let found = conn
                    .query_optional(&format!("{ROW} WHERE c.id = $1"), params![id], conversation_row)
                    .await?;
                found.ok_or_else(|| StoreError::not_found("conversation", id))
            })
        })
        .await
    }

    /// The conversation of a channel's chat, if there is one.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn conversation_by_chat(
        &self,
        account_id: Id,
        chat_external_id: &str,
    ) -> Result<Option<ConversationRow>> {
        let chat = chat_external_id.to_owned();
        self.read(move |conn| {
            Box::pin(async move {
                let sql = format!("{ROW} WHERE c.account_id = $1 AND c.external_id = $2");
                conn.query_optional(&sql, params![account_id, &chat], conversation_row).await
            })
        })
        .await
    }

    /// Sets the listing a conversation is about.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound).
    pub async fn conversation_item_update(
        &self,
        conversation_id: Id,
        item: Option<Item>,
        now: Millis,
    ) -> Result<Conversation> {
        self.write(move |tx| {
            Box::pin(async move {
                let text = rows::opt_json(item.as_ref())?;
                let sql = "UPDATE conversations SET item = $1, updated_at = $2 WHERE id = $3";
                if tx.conn.execute(sql, params![text, now, conversation_id]).await? == 0 {
                    return Err(StoreError::not_found("conversation", conversation_id));
                }
                republish(tx, conversation_id).await
            })
        })
        .await
    }
}

/// `SELECT` of a [`ConversationRow`], up to where the conditions begin.
pub(crate) struct RowSelect;
pub(crate) const ROW: RowSelect = RowSelect;

static ROW_SQL: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT {}, {}, a.title, a.channel, u.name FROM conversations c \
         JOIN contacts p ON p.id = c.contact_id JOIN accounts a ON a.id = c.account_id \
         LEFT JOIN users u ON u.id = c.owner_user",
        rows::CONVERSATION,
        rows::CONTACT
    )
});

impl std::fmt::Display for RowSelect {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&ROW_SQL)
    }
}

pub(crate) fn conversation_row(row: &Row<'_>) -> Result<ConversationRow> {
    let conversation = rows::conversation(row)?;
    let at = rows::CONVERSATION_WIDTH + rows::CONTACT_WIDTH;
    Ok(ConversationRow {
        contact: rows::contact(row, rows::CONVERSATION_WIDTH)?,
        account: AccountRef { id: conversation.account_id, title: row.text(at)?, channel: row.text(at + 1)? },
        owner_name: row.opt_text(at + 2)?,
        conversation,
    })
}

/// Upper and lower case, ё and е are the same to a searcher. SQL's own `lower` knows only ASCII on SQLite.
pub(crate) fn fold(text: &str) -> String {
    text.trim().to_lowercase().replace('ё', "е")
}

/// After a change outside the batched path: what it is looked up by, a new version, and the broadcast.
pub(crate) async fn republish(tx: &mut Tx<'_>, conversation_id: Id) -> Result<Conversation> {
    let version = tx.next_version().await?;
    let select = format!("{ROW} WHERE c.id = $1");
    let found = tx.conn.query_optional(&select, params![conversation_id], conversation_row).await?;
    let ConversationRow { mut conversation, contact, .. } =
        found.ok_or_else(|| StoreError::not_found("conversation", conversation_id))?;
    let sql = "UPDATE conversations SET version = $1 WHERE id = $2";
    tx.conn.execute(sql, params![version, conversation_id]).await?;
    let title = conversation.item.as_ref().map(|item| item.title.as_str());
    let words = [contact.name.as_deref(), contact.phone.as_deref(), title];
    let text = fold(&words.into_iter().flatten().collect::<Vec<_>>().join(" "));
    let sql = "INSERT INTO conversation_lookup (account_id, conversation_id, text) VALUES ($1, $2, $3) \
               ON CONFLICT (account_id, conversation_id) DO UPDATE SET text = excluded.text";
    tx.conn.execute(sql, params![conversation.account_id, conversation_id, text]).await?;
    conversation.version = version;
    tx.publish(Change {
        version,
        account_id: conversation.account_id,
        conversation: Some(conversation.clone()),
        messages: Vec::new(),
        notes: Vec::new(),
        account: None,
    });
    Ok(conversation)
}
