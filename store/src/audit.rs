//! Who did what.

use crate::db::params;
use crate::{Id, Millis, Result, Store, rows};

/// One line of the audit log.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct AuditEntry {
    /// Its id.
    pub id: Id,
    /// Who; `None` = the product itself.
    pub user_id: Option<Id>,
    /// What, as `noun.verb`.
    pub action: String,
    /// On what, e.g. `account:17`.
    pub object: String,
    /// More of it; never a secret.
    pub details: Option<serde_json::Value>,
    /// When.
    pub at: Millis,
}

impl Store {
    /// Writes a line.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn audit(
        &self,
        user_id: Option<Id>,
        action: &str,
        object: &str,
        details: Option<serde_json::Value>,
        now: Millis,
    ) -> Result<()> {
        let (action, object) = (action.to_owned(), object.to_owned());
        self.write_aside(move |tx| {
            Box::pin(async move {
                let details = rows::opt_json(details.as_ref())?;
                let id = tx.ids.next();
                let sql = "INSERT INTO audit (id, user_id, action, object, details, at) VALUES ($1, $2, $3, $4, $5, $6)";
                tx.conn.execute(sql, params![id, user_id, &action, &object, details, now]).await.map(drop)
            })
        })
        .await
    }

    /// Lines older than `before`, newest first.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn audit_list(&self, before: Option<Id>, limit: u32) -> Result<Vec<AuditEntry>> {
        self.read(move |conn| {
            Box::pin(async move {
                let sql = "SELECT id, user_id, action, object, details, at FROM audit WHERE id < $1 \
                           ORDER BY id DESC LIMIT $2";
                let params = params![before.unwrap_or(Id::MAX), i64::from(limit)];
                conn.query(sql, params, |row| {
                    Ok(AuditEntry {
                        id: row.int(0)?,
                        user_id: row.opt_int(1)?,
                        action: row.text(2)?,
                        object: row.text(3)?,
                        details: row.opt_json(4)?,
                        at: row.int(5)?,
                    })
                })
                .await
            })
        })
        .await
    }
}
