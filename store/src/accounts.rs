//! Connected logins of channels and their secrets.

use crate::db::{Conn, params};
use crate::writer::Tx;
use crate::{
    Account, AccountProblem, AccountSecrets, Change, EncryptionKey, Id, Millis, Result, Store, StoreError,
    quick_replies, rows,
};

const TABLE: &str = "accounts";

/// An account to connect.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// Channel, e.g. `avito`.
    pub channel: String,
    /// Title for people.
    pub title: String,
    /// The channel's id of the login, when known.
    pub external_id: Option<String>,
    /// Settings of the channel, not secret.
    pub settings: serde_json::Value,
    /// Flow that answers.
    pub flow_id: Option<String>,
    /// Works or rests.
    pub enabled: bool,
    /// Secrets.
    pub secrets: AccountSecrets,
}

/// A change of an account; `None` leaves a field as it is.
#[derive(Debug, Clone, Default)]
pub struct AccountChange {
    /// Title.
    pub title: Option<String>,
    /// Settings, whole.
    pub settings: Option<serde_json::Value>,
    /// Flow (`Some(None)`: none).
    pub flow_id: Option<Option<String>>,
    /// Works or rests.
    pub enabled: Option<bool>,
}

impl Store {
    /// Connects an account.
    ///
    /// # Errors
    /// [`Conflict`](crate::StoreError::Conflict) when the channel's login is connected already.
    pub async fn account_create(&self, account: NewAccount, now: Millis) -> Result<Account> {
        let key = self.key().clone();
        self.write(move |tx| Box::pin(create(tx, key, account, now))).await
    }

    /// Changes an account.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound).
    pub async fn account_update(&self, id: Id, change: AccountChange) -> Result<Account> {
        self.write(move |tx| {
            Box::pin(async move {
                let settings = rows::opt_json(change.settings.as_ref())?;
                let sql = "UPDATE accounts SET title = COALESCE($1, title), settings = COALESCE($2, settings), \
                           enabled = COALESCE($3, enabled) WHERE id = $4";
                tx.conn.execute(sql, params![change.title, settings, change.enabled.map(i64::from), id]).await?;
                if let Some(flow_id) = change.flow_id {
                    tx.conn.execute("UPDATE accounts SET flow_id = $1 WHERE id = $2", params![flow_id, id]).await?;
                }
                republish(tx, id).await
            })
        })
        .await
    }

    /// Every account, oldest first.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn account_list(&self) -> Result<Vec<Account>> {
        self.read(|conn| {
            Box::pin(async move {
                let sql = format!("SELECT {} FROM accounts a ORDER BY a.id", rows::ACCOUNT);
                conn.query(&sql, &[], rows::account).await
            })
        })
        .await
    }

    /// One account.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound).
    pub async fn account_get(&self, id: Id) -> Result<Account> {
        self.read(move |conn| Box::pin(get(conn, id))).await
    }

    /// The account's secrets, opened.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound); [`WrongKey`](crate::StoreError::WrongKey).
    pub async fn account_secrets(&self, id: Id) -> Result<AccountSecrets> {
        let key = self.key().clone();
        self.read(move |conn| {
            Box::pin(async move {
                let sql = "SELECT secrets FROM accounts WHERE id = $1";
                let sealed = conn.query_optional(sql, params![id], |row| row.blob(0)).await?;
                let sealed = sealed.ok_or_else(|| StoreError::not_found("account", id))?;
                serde_json::from_slice(&key.open(TABLE, id, &sealed)?)
                    .map_err(|_| StoreError::Corrupt(format!("secrets of account {id}")))
            })
        })
        .await
    }

    /// Replaces the account's secrets; durable when it returns.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound).
    pub async fn account_set_secrets(&self, id: Id, secrets: AccountSecrets) -> Result<()> {
        let sealed = seal(self.key(), id, &secrets)?;
        self.write(move |tx| {
            Box::pin(async move {
                let sql = "UPDATE accounts SET secrets = $1 WHERE id = $2";
                let changed = tx.conn.execute(sql, params![sealed.as_slice(), id]).await?;
                if changed == 0 { Err(StoreError::not_found("account", id)) } else { Ok(()) }
            })
        })
        .await
    }

    /// Says what is wrong with an account, or that nothing is.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound).
    pub async fn account_set_problem(&self, id: Id, problem: Option<AccountProblem>) -> Result<Account> {
        self.write(move |tx| {
            Box::pin(async move {
                let problem = rows::opt_json(problem.as_ref())?;
                tx.conn
                    .execute("UPDATE accounts SET problem = $1 WHERE id = $2", params![problem, id])
                    .await?;
                republish(tx, id).await
            })
        })
        .await
    }

    /// Sets the channel's id of the login.
    ///
    /// # Errors
    /// [`Conflict`](crate::StoreError::Conflict) when another account has it.
    pub async fn account_set_external_id(&self, id: Id, external_id: &str) -> Result<Account> {
        let external_id = external_id.to_owned();
        self.write(move |tx| {
            Box::pin(async move {
                let sql = "UPDATE accounts SET external_id = $1 WHERE id = $2";
                tx.conn.execute(sql, params![&external_id, id]).await.map_err(connected_already)?;
                republish(tx, id).await
            })
        })
        .await
    }

    /// Removes an account with its conversations, messages and turns.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound).
    pub async fn account_delete(&self, id: Id) -> Result<()> {
        self.write(move |tx| Box::pin(delete(tx, id))).await
    }
}

async fn create(tx: &mut Tx<'_>, key: EncryptionKey, new: NewAccount, now: Millis) -> Result<Account> {
    let id = tx.ids.next();
    let sealed = seal(&key, id, &new.secrets)?;
    let sql = "INSERT INTO accounts (id, channel, external_id, title, settings, flow_id, enabled, secrets, created_at, \
               version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)";
    let params = params![
        id,
        &new.channel,
        &new.external_id,
        &new.title,
        rows::json(&new.settings)?,
        &new.flow_id,
        new.enabled,
        sealed.as_slice(),
        now
    ];
    tx.conn.execute(sql, params).await.map_err(connected_already)?;
    republish(tx, id).await
}

async fn get(conn: &mut Conn<'_>, id: Id) -> Result<Account> {
    let sql = format!("SELECT {} FROM accounts a WHERE a.id = $1", rows::ACCOUNT);
    let found = conn.query_optional(&sql, params![id], rows::account).await?;
    found.ok_or_else(|| StoreError::not_found("account", id))
}

/// A new version of the row, and its broadcast.
async fn republish(tx: &mut Tx<'_>, id: Id) -> Result<Account> {
    let version = tx.next_version().await?;
    tx.conn.execute("UPDATE accounts SET version = $1 WHERE id = $2", params![version, id]).await?;
    let account = get(&mut tx.conn, id).await?;
    tx.publish(Change {
        version,
        account_id: id,
        conversation: None,
        messages: Vec::new(),
        notes: Vec::new(),
        account: Some(account.clone()),
    });
    Ok(account)
}

async fn delete(tx: &mut Tx<'_>, id: Id) -> Result<()> {
    let sql = "DELETE FROM bot_pauses WHERE scope = 'account' AND object_id = $1 OR scope = 'conversation' AND \
               object_id IN (SELECT id FROM conversations WHERE account_id = $1)";
    tx.conn.execute(sql, params![id]).await?;
    let of_account = "(SELECT id FROM conversations WHERE account_id = $1)";
    for table in ["turns", "journal", "shares", "unsent", "bot_drafts"] {
        let sql = format!("DELETE FROM {table} WHERE conversation_id IN {of_account}");
        tx.conn.execute(&sql, params![id]).await?;
    }
    quick_replies::forget_account(tx, id).await?;
    for table in ["notes", "messages", "conversations", "contacts", "sync_cursors", "notices"] {
        tx.conn.execute(&format!("DELETE FROM {table} WHERE account_id = $1"), params![id]).await?;
    }
    if tx.conn.execute("DELETE FROM accounts WHERE id = $1", params![id]).await? == 0 {
        return Err(StoreError::not_found("account", id));
    }
    tx.forget_account(id);
    Ok(())
}

fn seal(key: &EncryptionKey, id: Id, secrets: &AccountSecrets) -> Result<Vec<u8>> {
    key.seal(TABLE, id, rows::json(secrets)?.as_bytes())
}

fn connected_already(error: StoreError) -> StoreError {
    match error {
        StoreError::Conflict { .. } => {
            StoreError::conflict("account", "this login of the channel is connected already")
        }
        other => other,
    }
}
