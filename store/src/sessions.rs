//! Login sessions, known by the hash of their token.

use crate::db::params;
use crate::{Id, Millis, Result, Store, User, rows};

impl Store {
    /// Starts a session until `expires_at`.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn session_create(
        &self,
        token_hash: &str,
        user_id: Id,
        csrf: &str,
        expires_at: Millis,
    ) -> Result<()> {
        let (token_hash, csrf) = (token_hash.to_owned(), csrf.to_owned());
        self.write_aside(move |tx| {
            Box::pin(async move {
                let sql =
                    "INSERT INTO sessions (token_hash, user_id, csrf, expires_at) VALUES ($1, $2, $3, $4)";
                tx.conn.execute(sql, params![&token_hash, user_id, &csrf, expires_at]).await.map(drop)
            })
        })
        .await
    }

    /// The active user of a session that has not expired, and its CSRF token.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn session(&self, token_hash: &str, now: Millis) -> Result<Option<(User, String)>> {
        let token_hash = token_hash.to_owned();
        self.read(move |conn| {
            Box::pin(async move {
                let sql = format!(
                    "SELECT {}, s.csrf FROM sessions s JOIN users u ON u.id = s.user_id \
                     WHERE s.token_hash = $1 AND s.expires_at > $2 AND u.active = 1",
                    rows::USER
                );
                conn.query_optional(&sql, params![&token_hash, now], |row| {
                    Ok((rows::user(row)?, row.text(rows::USER_WIDTH)?))
                })
                .await
            })
        })
        .await
    }

    /// Ends a session; nothing happens when it is gone.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn session_delete(&self, token_hash: &str) -> Result<()> {
        let token_hash = token_hash.to_owned();
        self.write_aside(move |tx| {
            Box::pin(async move {
                let sql = "DELETE FROM sessions WHERE token_hash = $1";
                tx.conn.execute(sql, params![&token_hash]).await.map(drop)
            })
        })
        .await
    }

    /// Removes expired sessions; answers how many.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn sessions_sweep(&self, now: Millis) -> Result<u64> {
        self.write_aside(move |tx| {
            Box::pin(async move {
                tx.conn.execute("DELETE FROM sessions WHERE expires_at <= $1", params![now]).await
            })
        })
        .await
    }
}
