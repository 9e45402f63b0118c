//! Prepared answers of operators.

use crate::db::{Conn, Row, Sql, params};
use crate::writer::Tx;
use crate::{Id, Millis, Result, Store, StoreError};

/// Who may use a quick reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuickReplyScope {
    /// Whoever added it.
    Personal,
    /// Everybody.
    Team,
    /// Whoever works for this account, in its conversations.
    Account(Id),
}

/// What people write of a quick reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuickReplyText {
    /// Who may use it.
    pub scope: QuickReplyScope,
    /// Name in the bank.
    pub title: String,
    /// Word that Tab turns into the text.
    pub keyword: Option<String>,
    /// The answer, with variables as they were written.
    pub text: String,
}

/// A quick reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuickReply {
    /// Its id.
    pub id: Id,
    /// Who added it.
    pub user_id: Id,
    /// Title, keyword, text, scope.
    pub content: QuickReplyText,
    /// How often it was put into an answer.
    pub uses: i64,
    /// Grows with every edit; an edit names the one it was based on.
    pub revision: i64,
    /// Last edit.
    pub updated_at: Millis,
}

impl QuickReply {
    /// Whether this user, who sees `accounts` (`None` = all), may use it.
    #[must_use]
    pub fn is_for(&self, user_id: Id, accounts: Option<&[Id]>) -> bool {
        match self.content.scope {
            QuickReplyScope::Personal => self.user_id == user_id,
            QuickReplyScope::Team => true,
            QuickReplyScope::Account(id) => accounts.is_none_or(|accounts| accounts.contains(&id)),
        }
    }
}

impl Store {
    /// Quick replies this user may use, the most used first.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn quick_replies(&self, user_id: Id, accounts: Option<Vec<Id>>) -> Result<Vec<QuickReply>> {
        self.read(move |conn| {
            Box::pin(async move {
                let mut sql = Sql::new(&format!("SELECT {COLUMNS} FROM quick_replies q WHERE q.user_id = "));
                sql.bind(user_id);
                sql.push(" AND q.scope = 'personal' OR q.scope = 'team' OR q.scope = 'account'");
                sql.only_accounts("q.account_id", accounts.as_deref());
                sql.push(" ORDER BY q.uses DESC, q.id");
                conn.query(sql.text(), sql.params(), quick_reply).await
            })
        })
        .await
    }

    /// One quick reply, whoever it is for.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound).
    pub async fn quick_reply(&self, id: Id) -> Result<QuickReply> {
        self.read(move |conn| Box::pin(get(conn, id))).await
    }

    /// Adds a quick reply.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn quick_reply_create(
        &self,
        user_id: Id,
        content: QuickReplyText,
        now: Millis,
    ) -> Result<QuickReply> {
        self.write_aside(move |tx| {
            Box::pin(async move {
                let id = tx.ids.next();
                let (scope, account_id) = scope_text(content.scope);
                let sql = "INSERT INTO quick_replies (id, scope, user_id, account_id, title, keyword, text, uses, \
                           revision, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 1, $8)";
                let values = params![
                    id,
                    scope,
                    user_id,
                    account_id,
                    &content.title,
                    &content.keyword,
                    &content.text,
                    now
                ];
                tx.conn.execute(sql, values).await?;
                get(&mut tx.conn, id).await
            })
        })
        .await
    }

    /// Replaces what people wrote, if `revision` is still the current one.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound); [`Conflict`](crate::StoreError::Conflict) when it was edited
    /// meanwhile.
    pub async fn quick_reply_update(
        &self,
        id: Id,
        revision: i64,
        content: QuickReplyText,
        now: Millis,
    ) -> Result<QuickReply> {
        self.write_aside(move |tx| Box::pin(update(tx, id, revision, content, now))).await
    }

    /// Removes a quick reply.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound).
    pub async fn quick_reply_delete(&self, id: Id) -> Result<()> {
        self.write_aside(move |tx| {
            Box::pin(async move {
                if tx.conn.execute("DELETE FROM quick_replies WHERE id = $1", params![id]).await? == 0 {
                    return Err(StoreError::not_found("quick_reply", id));
                }
                tx.conn
                    .execute("DELETE FROM quick_reply_uses WHERE reply_id = $1", params![id])
                    .await
                    .map(drop)
            })
        })
        .await
    }

    /// Counts a use; one `use_id` counts once, however often it is reported.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound).
    pub async fn quick_reply_used(
        &self,
        id: Id,
        use_id: &str,
        user_id: Id,
        now: Millis,
    ) -> Result<QuickReply> {
        let use_id = use_id.to_owned();
        self.write_aside(move |tx| {
            Box::pin(async move {
                get(&mut tx.conn, id).await?;
                let sql = "INSERT INTO quick_reply_uses (reply_id, use_id, user_id, at) VALUES ($1, $2, $3, $4) \
                           ON CONFLICT (reply_id, use_id) DO NOTHING";
                if tx.conn.execute(sql, params![id, &use_id, user_id, now]).await? == 1 {
                    let sql = "UPDATE quick_replies SET uses = uses + 1 WHERE id = $1";
                    tx.conn.execute(sql, params![id]).await?;
                }
                get(&mut tx.conn, id).await
            })
        })
        .await
    }
}

/// An account is going away, and with it what was only for it.
pub(crate) async fn forget_account(tx: &mut Tx<'_>, account_id: Id) -> Result<()> {
    let sql = "DELETE FROM quick_reply_uses WHERE reply_id IN \
               (SELECT id FROM quick_replies WHERE account_id = $1)";
    tx.conn.execute(sql, params![account_id]).await?;
    tx.conn.execute("DELETE FROM quick_replies WHERE account_id = $1", params![account_id]).await.map(drop)
}

const COLUMNS: &str =
    "q.id, q.scope, q.user_id, q.account_id, q.title, q.keyword, q.text, q.uses, q.revision, q.updated_at";

fn quick_reply(row: &Row<'_>) -> Result<QuickReply> {
    Ok(QuickReply {
        id: row.int(0)?,
        user_id: row.int(2)?,
        content: QuickReplyText {
            scope: scope_from(&row.text(1)?, row.opt_int(3)?)?,
            title: row.text(4)?,
            keyword: row.opt_text(5)?,
            text: row.text(6)?,
        },
        uses: row.int(7)?,
        revision: row.int(8)?,
        updated_at: row.int(9)?,
    })
}

fn scope_text(scope: QuickReplyScope) -> (&'static str, Option<Id>) {
    match scope {
        QuickReplyScope::Personal => ("personal", None),
        QuickReplyScope::Team => ("team", None),
        QuickReplyScope::Account(id) => ("account", Some(id)),
    }
}

fn scope_from(text: &str, account_id: Option<Id>) -> Result<QuickReplyScope> {
    match (text, account_id) {
        ("personal", _) => Ok(QuickReplyScope::Personal),
        ("team", _) => Ok(QuickReplyScope::Team),
        ("account", Some(id)) => Ok(QuickReplyScope::Account(id)),
        _ => Err(StoreError::Corrupt(format!("unknown scope `{text}`"))),
    }
}

async fn get(conn: &mut Conn<'_>, id: Id) -> Result<QuickReply> {
    let sql = format!("SELECT {COLUMNS} FROM quick_replies q WHERE q.id = $1");
    let found = conn.query_optional(&sql, params![id], quick_reply).await?;
    found.ok_or_else(|| StoreError::not_found("quick_reply", id))
}

async fn update(
    tx: &mut Tx<'_>,
    id: Id,
    revision: i64,
    content: QuickReplyText,
    now: Millis,
) -> Result<QuickReply> {
    get(&mut tx.conn, id).await?;
    let (scope, account_id) = scope_text(content.scope);
    let sql = "UPDATE quick_replies SET scope = $1, account_id = $2, title = $3, keyword = $4, text = $5, \
               updated_at = $6, revision = revision + 1 WHERE id = $7 AND revision = $8";
    let values =
        params![scope, account_id, &content.title, &content.keyword, &content.text, now, id, revision];
    if tx.conn.execute(sql, values).await? == 0 {
        return Err(StoreError::conflict("quick_reply", "it was edited meanwhile"));
    }
    get(&mut tx.conn, id).await
}
