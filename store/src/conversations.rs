//! Reading conversations for people.

use std::sync::LazyLock;

use crate::db::{Conn, Row, Sql, params};
use crate::writer::Tx;
use crate::{Change, Contact, Conversation, Id, Item, Millis, Result, Store, StoreError, rows};

/// A tab of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// Led by the bot, not closed.
    Bot,
    /// Led by this operator, not closed.
    Mine(Id),
    /// Waits for an operator.
    Queue,
    /// Closed.
    Closed,
    /// Everything.
    All,
}

/// Which conversations to list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConversationFilter {
    /// The tab.
    pub tab: Tab,
    /// Accounts the reader may see; `None` = all.
    pub account_ids: Option<Vec<Id>>,
    /// Part of the contact's name or phone, or of the item's title; or the channel's chat id.
    pub search: Option<String>,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Page<T> {
    /// Rows, newest first.
    pub items: Vec<T>,
    /// `before` of the next page; `None` at the end.
    pub next: Option<(Millis, Id)>,
}

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

/// Numbers on the tabs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    /// Led by the bot.
    pub bot: i64,
    /// Led by the reader.
    pub mine: i64,
    /// Waiting.
    pub queue: i64,
}

impl Store {
    /// A page of conversations by the time of the last message, newest first.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn conversations(
        &self,
        filter: ConversationFilter,
        before: Option<(Millis, Id)>,
        limit: u32,
    ) -> Result<Page<ConversationRow>> {
        self.read(move |conn| Box::pin(async move { list(conn, &filter, before, limit).await })).await
    }

    /// Numbers on the tabs of this user.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn counts(&self, user_id: Id, account_ids: Option<Vec<Id>>) -> Result<Counts> {
        self.read(move |conn| {
            Box::pin(async move {
                let mut sql = Sql::new(
                    "SELECT c.owner, c.owner_user, COUNT(*) FROM conversations c WHERE c.status <> 'closed'",
                );
                sql.only_accounts("c.account_id", account_ids.as_deref());
                sql.push(" GROUP BY c.owner, c.owner_user");
                let found = conn
                    .query(sql.text(), sql.params(), |row| Ok((row.text(0)?, row.opt_int(1)?, row.int(2)?)));
                let mut counts = Counts::default();
                for (owner, user, count) in found.await? {
                    match owner.as_str() {
                        "bot" => counts.bot += count,
                        "queue" => counts.queue += count,
                        _ if user == Some(user_id) => counts.mine += count,
                        _ => {}
                    }
                }
                Ok(counts)
            })
        })
        .await
    }

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
        "SELECT {}, {}, a.title, a.channel, u.name, c.last_at FROM conversations c \
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

const LAST_AT: usize = rows::CONVERSATION_WIDTH + rows::CONTACT_WIDTH + 3;

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

async fn list(
    conn: &mut Conn<'_>,
    filter: &ConversationFilter,
    before: Option<(Millis, Id)>,
    limit: u32,
) -> Result<Page<ConversationRow>> {
    let mut sql = Sql::new(&format!("{ROW} WHERE 1 = 1"));
    match filter.tab {
        Tab::Bot => sql.push(" AND c.owner = 'bot' AND c.status <> 'closed'"),
        // `<> 'bot'` says it again for the partial index.
        Tab::Queue => sql.push(" AND c.owner = 'queue' AND c.owner <> 'bot' AND c.status <> 'closed'"),
        Tab::Mine(user_id) => {
            sql.push(
                " AND c.owner = 'operator' AND c.owner <> 'bot' AND c.status <> 'closed' AND c.owner_user = ",
            );
            sql.bind(user_id);
        }
        Tab::Closed => sql.push(" AND c.status = 'closed'"),
        Tab::All => {}
    }
    sql.only_accounts("c.account_id", filter.account_ids.as_deref());
    if let Some(search) = filter.search.as_deref().map(fold).filter(|search| !search.is_empty()) {
        sql.push(" AND (c.search LIKE ");
        sql.bind(format!("%{}%", like_literal(&search)));
        sql.push(" ESCAPE '!' OR c.external_id = ");
        sql.bind(filter.search.as_deref().unwrap_or_default().trim().to_owned());
        sql.push(")");
    }
    if let Some((at, id)) = before {
        sql.push(" AND (c.last_at, c.id) < (");
        sql.bind(at);
        sql.push(", ");
        sql.bind(id);
        sql.push(")");
    }
    let limit = limit as usize;
    sql.push(&format!(" ORDER BY c.last_at DESC, c.id DESC LIMIT {}", limit + 1));
    let mut found =
        conn.query(sql.text(), sql.params(), |row| Ok((conversation_row(row)?, row.int(LAST_AT)?))).await?;
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|(row, at)| (*at, row.conversation.id));
    Ok(Page { items: found.into_iter().map(|(row, _)| row).collect(), next })
}

/// Upper and lower case, ё and е are the same to a searcher. SQL's own `lower` knows only ASCII on SQLite.
pub(crate) fn fold(text: &str) -> String {
    text.trim().to_lowercase().replace('ё', "е")
}

fn like_literal(text: &str) -> String {
    text.replace('!', "!!").replace('%', "!%").replace('_', "!_")
}

/// After a change outside the batched path: what people search by, a new version, and the broadcast.
pub(crate) async fn republish(tx: &mut Tx<'_>, conversation_id: Id) -> Result<Conversation> {
    let version = tx.next_version().await?;
    let select = format!("{ROW} WHERE c.id = $1");
    let found = tx.conn.query_optional(&select, params![conversation_id], conversation_row).await?;
    let ConversationRow { mut conversation, contact, .. } =
        found.ok_or_else(|| StoreError::not_found("conversation", conversation_id))?;
    let title = conversation.item.as_ref().map(|item| item.title.as_str());
    let words = [contact.name.as_deref(), contact.phone.as_deref(), title];
    let search = fold(&words.into_iter().flatten().collect::<Vec<_>>().join(" "));
    let sql = "UPDATE conversations SET search = $1, version = $2 WHERE id = $3";
    tx.conn.execute(sql, params![search, version, conversation_id]).await?;
    conversation.version = version;
    tx.publish(Change {
        version,
        account_id: conversation.account_id,
        conversation: Some(conversation.clone()),
        messages: Vec::new(),
        account: None,
    });
    Ok(conversation)
}
