//! Texts of flows that ran: a conversation in the middle of one finishes on it, also after a restart.

use crate::db::params;
use crate::{Millis, Result, Store};

/// A stored text.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct FlowVersion {
    /// The flow.
    pub flow_id: String,
    /// Content hash.
    pub hash: String,
    /// The file's text.
    pub text: String,
    /// When it was first seen.
    pub at: Millis,
}

impl Store {
    /// Keeps a text; nothing happens when it is kept already.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn flow_version_put(&self, flow_id: &str, hash: &str, text: &str, now: Millis) -> Result<()> {
        let (flow_id, hash, text) = (flow_id.to_owned(), hash.to_owned(), text.to_owned());
        self.write_aside(move |tx| {
            Box::pin(async move {
                let sql = "INSERT INTO flow_versions (hash, flow_id, text, at) VALUES ($1, $2, $3, $4) \
                           ON CONFLICT (hash) DO NOTHING";
                tx.conn.execute(sql, params![&hash, &flow_id, &text, now]).await.map(drop)
            })
        })
        .await
    }

    /// A text by its hash.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn flow_version(&self, hash: &str) -> Result<Option<FlowVersion>> {
        let hash = hash.to_owned();
        self.read(move |conn| {
            Box::pin(async move {
                let sql = "SELECT flow_id, hash, text, at FROM flow_versions WHERE hash = $1";
                conn.query_optional(sql, params![&hash], |row| {
                    Ok(FlowVersion {
                        flow_id: row.text(0)?,
                        hash: row.text(1)?,
                        text: row.text(2)?,
                        at: row.int(3)?,
                    })
                })
                .await
            })
        })
        .await
    }
}
