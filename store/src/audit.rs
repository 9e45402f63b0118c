//! Who did what.

use crate::{Id, Millis, Result, Store, store::unbuilt};

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
        unbuilt()
    }

    /// Lines older than `before`, newest first.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn audit_list(&self, before: Option<Id>, limit: u32) -> Result<Vec<AuditEntry>> {
        unbuilt()
    }
}
