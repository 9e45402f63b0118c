//! Texts of flows that ran: a conversation in the middle of one finishes on it, also after a restart.

use crate::{Millis, Result, Store, store::unbuilt};

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
        unbuilt()
    }

    /// A text by its hash.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn flow_version(&self, hash: &str) -> Result<Option<FlowVersion>> {
        unbuilt()
    }
}
