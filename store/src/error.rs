//! What can go wrong in the store, for callers and for people.

use crate::model::{Id, Owner};

/// Result of every store call.
pub type Result<T> = std::result::Result<T, StoreError>;

/// A failed store call. Texts never contain secrets or customers' words.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum StoreError {
    /// The row that was asked for is not there.
    #[error("{what} {id} does not exist")]
    NotFound {
        /// Kind of row, e.g. `conversation`.
        what: &'static str,
        /// Its id or natural key.
        id: String,
    },
    /// The change contradicts what is stored, e.g. a login that is taken.
    #[error("{what}: {detail}")]
    Conflict {
        /// Kind of row.
        what: &'static str,
        /// What contradicts, in plain words.
        detail: String,
    },
    /// The conversation changed hands; nothing was written.
    #[error("the conversation now belongs to {owner:?} (epoch {epoch}); nothing was written")]
    OwnerChanged {
        /// Who leads now.
        owner: Owner,
        /// The current epoch.
        epoch: i64,
    },
    /// The lease was lost to another worker, an operator, or time; nothing was written.
    #[error("the lease of conversation {conversation_id} was lost; nothing was written")]
    Fenced {
        /// The conversation.
        conversation_id: Id,
    },
    /// The customer wrote again while the turn ran, and the turn asked to be restarted then; nothing was written.
    #[error("conversation {conversation_id} has newer messages; nothing was written, run the turn again")]
    Superseded {
        /// The conversation.
        conversation_id: Id,
    },
    /// The database cannot answer now; trying again may help.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// A stored value is not what the code wrote, or the file is damaged.
    #[error("stored data is damaged: {0}")]
    Corrupt(String),
    /// A secret cannot be opened with this encryption key.
    #[error(
        "secrets of {what} {id} cannot be opened with this encryption key; restore the key they were saved with"
    )]
    WrongKey {
        /// Kind of row.
        what: &'static str,
        /// Row id.
        id: Id,
    },
    /// The caller's argument makes no sense (bad URL, wrong schema version, …).
    #[error("{0}")]
    Invalid(String),
    /// The store was closed.
    #[error("the store is closed")]
    Closed,
}

impl StoreError {
    /// Whether the same call may succeed later without any change.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::Unavailable(_))
    }

    pub(crate) fn not_found(what: &'static str, id: impl ToString) -> Self {
        Self::NotFound { what, id: id.to_string() }
    }

    pub(crate) fn conflict(what: &'static str, detail: impl Into<String>) -> Self {
        Self::Conflict { what, detail: detail.into() }
    }
}
