//! Browsers that want to be told, and the key pair they know us by.

use serde::{Deserialize, Serialize};

use crate::db::{Conn, Row, params};
use crate::{EncryptionKey, Id, Millis, Result, Store, StoreError, rows};

const TABLE: &str = "push_subscriptions";
const KEYS: &str = "own_keys";

/// Where to send to a browser, and how to encrypt for it. Whoever has it can send: encrypted at rest.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushAddress {
    /// Address at the browser's push service.
    pub endpoint: String,
    /// The browser's public key, uncompressed, in base64url.
    pub p256dh: String,
    /// Secret shared with the browser, in base64url.
    pub auth: String,
}

impl std::fmt::Debug for PushAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PushAddress(redacted)")
    }
}

/// A subscription to keep.
#[derive(Debug, Clone)]
pub struct NewPushSubscription {
    /// Whose browser it is.
    pub user_id: Id,
    /// Where to send.
    pub address: PushAddress,
    /// Hash of the endpoint: the same browser subscribes once.
    pub endpoint_hash: String,
    /// Browser and system, for people.
    pub device: String,
    /// `ru` or `en`.
    pub lang: String,
    /// Tell of messages in the user's conversations.
    pub mine: bool,
    /// Tell of conversations that wait for anybody.
    pub queue: bool,
}

/// A browser that wants to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushSubscription {
    /// Its id.
    pub id: Id,
    /// Whose browser it is.
    pub user_id: Id,
    /// Browser and system, for people.
    pub device: String,
    /// `ru` or `en`.
    pub lang: String,
    /// Tell of messages in the user's conversations.
    pub mine: bool,
    /// Tell of conversations that wait for anybody.
    pub queue: bool,
    /// Since when.
    pub created_at: Millis,
}

impl Store {
    /// Keeps a subscription; the same browser's takes the place of the one it had, whoever used it.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn push_subscribe(&self, new: NewPushSubscription, now: Millis) -> Result<PushSubscription> {
        let key = self.key().clone();
        self.write_aside(move |tx| {
            Box::pin(async move {
                let sql = "DELETE FROM push_subscriptions WHERE endpoint_hash = $1";
                tx.conn.execute(sql, params![&new.endpoint_hash]).await?;
                let id = tx.ids.next();
                let sealed = key.seal(TABLE, id, rows::json(&new.address)?.as_bytes())?;
                let sql = "INSERT INTO push_subscriptions (id, user_id, endpoint_hash, sealed, device, lang, mine, \
                           queue, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
                let values = params![
                    id,
                    new.user_id,
                    &new.endpoint_hash,
                    sealed.as_slice(),
                    &new.device,
                    &new.lang,
                    new.mine,
                    new.queue,
                    now
                ];
                tx.conn.execute(sql, values).await?;
                get(&mut tx.conn, id).await
            })
        })
        .await
    }

    /// Every subscription, oldest first.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn push_subscriptions(&self) -> Result<Vec<PushSubscription>> {
        self.read(|conn| {
            Box::pin(async move {
                let sql = format!("SELECT {COLUMNS} FROM push_subscriptions p ORDER BY p.id");
                conn.query(&sql, &[], subscription).await
            })
        })
        .await
    }

    /// One subscription.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound).
    pub async fn push_subscription(&self, id: Id) -> Result<PushSubscription> {
        self.read(move |conn| Box::pin(get(conn, id))).await
    }

    /// Where to send to a subscription.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound); [`WrongKey`](crate::StoreError::WrongKey).
    pub async fn push_address(&self, id: Id) -> Result<PushAddress> {
        let key = self.key().clone();
        self.read(move |conn| {
            Box::pin(async move {
                let sql = "SELECT sealed FROM push_subscriptions WHERE id = $1";
                let sealed = conn.query_optional(sql, params![id], |row| row.blob(0)).await?;
                let sealed = sealed.ok_or_else(|| StoreError::not_found("push_subscription", id))?;
                serde_json::from_slice(&key.open(TABLE, id, &sealed)?)
                    .map_err(|_| StoreError::Corrupt(format!("address of push subscription {id}")))
            })
        })
        .await
    }

    /// Forgets a subscription; one that is gone already is gone.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn push_unsubscribe(&self, id: Id) -> Result<()> {
        self.write_aside(move |tx| {
            Box::pin(async move {
                let sql = "DELETE FROM push_subscriptions WHERE id = $1";
                tx.conn.execute(sql, params![id]).await.map(drop)
            })
        })
        .await
    }

    /// A key the product made for itself: the one that is kept under this name, else `fresh` from now on. Nodes that
    /// start together get the same.
    ///
    /// # Errors
    /// [`WrongKey`](crate::StoreError::WrongKey) when it was encrypted with another key.
    pub async fn own_key(&self, name: &'static str, fresh: Vec<u8>) -> Result<Vec<u8>> {
        let key = self.key().clone();
        if let Some(kept) = self
            .read({
                let key = key.clone();
                move |conn| Box::pin(async move { kept(conn, &key, name).await })
            })
            .await?
        {
            return Ok(kept);
        }
        self.write_aside(move |tx| {
            Box::pin(async move {
                let id = tx.ids.next();
                let sealed = key.seal(KEYS, id, &fresh)?;
                let sql = "INSERT INTO own_keys (id, name, sealed) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING";
                tx.conn.execute(sql, params![id, name, sealed.as_slice()]).await?;
                kept(&mut tx.conn, &key, name)
                    .await?
                    .ok_or_else(|| StoreError::Corrupt(format!("the key `{name}` is gone")))
            })
        })
        .await
    }
}

async fn kept(conn: &mut Conn<'_>, key: &EncryptionKey, name: &str) -> Result<Option<Vec<u8>>> {
    let sql = "SELECT id, sealed FROM own_keys WHERE name = $1";
    let found = conn.query_optional(sql, params![name], |row| Ok((row.int(0)?, row.blob(1)?))).await?;
    found.map(|(id, sealed)| key.open(KEYS, id, &sealed)).transpose()
}

const COLUMNS: &str = "p.id, p.user_id, p.device, p.lang, p.mine, p.queue, p.created_at";

fn subscription(row: &Row<'_>) -> Result<PushSubscription> {
    Ok(PushSubscription {
        id: row.int(0)?,
        user_id: row.int(1)?,
        device: row.text(2)?,
        lang: row.text(3)?,
        mine: row.flag(4)?,
        queue: row.flag(5)?,
        created_at: row.int(6)?,
    })
}

async fn get(conn: &mut Conn<'_>, id: Id) -> Result<PushSubscription> {
    let sql = format!("SELECT {COLUMNS} FROM push_subscriptions p WHERE p.id = $1");
    let found = conn.query_optional(&sql, params![id], subscription).await?;
    found.ok_or_else(|| StoreError::not_found("push_subscription", id))
}
