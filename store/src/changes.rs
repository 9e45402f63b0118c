//! Committed changes: broadcast as they happen, and the same again from the database after a gap.

use std::collections::VecDeque;
use std::sync::Arc;

use tokio::sync::broadcast;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};

use crate::conversations::{ROW, conversation_row};
use crate::db::{Conn, Row, Sql};
use crate::{
    Account, Conversation, ConversationRow, Id, Message, Note, Result, Store, StoreError, Version, rows,
};

/// One committed change; rows in it carry the same `version`.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Change {
    /// Number of the change: each is one more than the one before, in commit order.
    pub version: Version,
    /// Account the rows belong to; decides who may see them.
    pub account_id: Id,
    /// Conversation, when its row changed.
    pub conversation: Option<Conversation>,
    /// New and changed messages, all of one conversation, oldest first.
    pub messages: Vec<Message>,
    /// New, edited and deleted notes.
    pub notes: Vec<Note>,
    /// Account, when its row changed.
    pub account: Option<Account>,
}

/// Committed changes, one by one in version order. The changes of a commit travel together: they wake a listener once.
#[derive(Debug)]
pub struct ChangeStream {
    commits: broadcast::Receiver<Arc<[Arc<Change>]>>,
    ready: VecDeque<Arc<Change>>,
}

impl ChangeStream {
    pub(crate) fn new(commits: broadcast::Receiver<Arc<[Arc<Change>]>>) -> Self {
        Self { commits, ready: VecDeque::new() }
    }

    /// The next change. Nothing is lost when the future is dropped.
    ///
    /// # Errors
    /// [`Lagged`](RecvError::Lagged) with the number of commits missed: refetch with [`Store::changes_since`];
    /// [`Closed`](RecvError::Closed) after the store.
    pub async fn recv(&mut self) -> std::result::Result<Arc<Change>, RecvError> {
        loop {
            if let Some(change) = self.ready.pop_front() {
                return Ok(change);
            }
            self.ready.extend(self.commits.recv().await?.iter().cloned());
        }
    }

    /// The next change, if one waits.
    ///
    /// # Errors
    /// As [`ChangeStream::recv`], and [`Empty`](TryRecvError::Empty).
    pub fn try_recv(&mut self) -> std::result::Result<Arc<Change>, TryRecvError> {
        loop {
            if let Some(change) = self.ready.pop_front() {
                return Ok(change);
            }
            self.ready.extend(self.commits.try_recv()?.iter().cloned());
        }
    }
}

/// Everything that changed after a version, each row in its latest state.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Changes {
    /// Changed conversations, by version.
    pub conversations: Vec<ConversationRow>,
    /// New and changed messages, by version.
    pub messages: Vec<Message>,
    /// New, edited and deleted notes, by version.
    pub notes: Vec<Note>,
    /// Changed accounts, by version.
    pub accounts: Vec<Account>,
    /// Ask again from here.
    pub last_version: Version,
    /// Whether `limit` cut the answer.
    pub more: bool,
}

impl Store {
    /// Rows whose version is greater than `version`, at most about `limit` of each kind, for the given accounts
    /// (`None` = all).
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn changes_since(
        &self,
        version: Version,
        account_ids: Option<Vec<Id>>,
        limit: u32,
    ) -> Result<Changes> {
        self.read(move |conn| {
            Box::pin(async move {
                conn.begin_read().await?;
                let changes =
                    read_changes(conn, version, account_ids.as_deref(), limit.max(1) as usize).await;
                conn.control(if changes.is_ok() { "COMMIT" } else { "ROLLBACK" }).await?;
                changes
            })
        })
        .await
    }
}

async fn read_changes(
    conn: &mut Conn<'_>,
    after: Version,
    accounts: Option<&[Id]>,
    limit: usize,
) -> Result<Changes> {
    let sql = "SELECT value FROM counters WHERE name = 'version'";
    let last = conn.query_optional(sql, &[], |row| row.int(0)).await?;
    let last = last.ok_or_else(|| StoreError::Corrupt("the version counter is gone".into()))?;

    let conversations =
        Table { select: format!("{ROW} WHERE"), version: "c.version", account: "c.account_id" };
    let select = format!("SELECT {} FROM messages m WHERE", rows::MESSAGE);
    let messages = Table { select, version: "m.version", account: "m.account_id" };
    let select = format!("SELECT {} FROM notes n WHERE", rows::NOTE);
    let notes = Table { select, version: "n.version", account: "n.account_id" };
    let select = format!("SELECT {} FROM accounts a WHERE", rows::ACCOUNT);
    let account_rows = Table { select, version: "a.version", account: "a.id" };
    let range = Range { after, upto: last, accounts, limit };

    let mut conversations = conversations
        .read(conn, &range, conversation_row, |row: &ConversationRow| row.conversation.version)
        .await?;
    let mut messages = messages.read(conn, &range, rows::message, |row: &Message| row.version).await?;
    let mut notes = notes.read(conn, &range, rows::note, |row: &Note| row.version).await?;
    let mut account_rows =
        account_rows.read(conn, &range, rows::account, |row: &Account| row.version).await?;

    let complete = [conversations.complete, messages.complete, notes.complete, account_rows.complete];
    let last_version = complete.into_iter().fold(last, Version::min);
    conversations.rows.retain(|row| row.conversation.version <= last_version);
    messages.rows.retain(|row| row.version <= last_version);
    notes.rows.retain(|row| row.version <= last_version);
    account_rows.rows.retain(|row| row.version <= last_version);
    Ok(Changes {
        conversations: conversations.rows,
        messages: messages.rows,
        notes: notes.rows,
        accounts: account_rows.rows,
        last_version: last_version.max(after),
        more: last_version < last,
    })
}

struct Range<'r> {
    after: Version,
    upto: Version,
    accounts: Option<&'r [Id]>,
    limit: usize,
}

struct Table {
    select: String,
    version: &'static str,
    account: &'static str,
}

/// Rows of every version up to `complete`.
struct Part<T> {
    rows: Vec<T>,
    complete: Version,
}

impl Table {
    /// Reads whole versions only: a version is one commit's change of a conversation and must not be torn.
    async fn read<T: Send>(
        &self,
        conn: &mut Conn<'_>,
        range: &Range<'_>,
        map: fn(&Row<'_>) -> Result<T>,
        version: fn(&T) -> Version,
    ) -> Result<Part<T>> {
        let mut rows = self.query(conn, range, (range.after, range.upto), Some(range.limit + 1), map).await?;
        let Some(cut) = rows.get(range.limit).map(version) else {
            return Ok(Part { rows, complete: range.upto });
        };
        rows.retain(|row| version(row) < cut);
        if rows.is_empty() {
            let rows = self.query(conn, range, (cut - 1, cut), None, map).await?;
            return Ok(Part { rows, complete: cut });
        }
        Ok(Part { rows, complete: cut - 1 })
    }

    async fn query<T: Send>(
        &self,
        conn: &mut Conn<'_>,
        range: &Range<'_>,
        (after, upto): (Version, Version),
        limit: Option<usize>,
        map: fn(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut sql = Sql::new(&format!("{} {} > ", self.select, self.version));
        sql.bind(after);
        sql.push(&format!(" AND {} <= ", self.version));
        sql.bind(upto);
        sql.only_accounts(self.account, range.accounts);
        sql.push(&format!(" ORDER BY {}", self.version));
        if let Some(limit) = limit {
            sql.push(&format!(" LIMIT {limit}"));
        }
        conn.query(sql.text(), sql.params(), map).await
    }
}
