//! Notes of operators.

use serde::{Deserialize, Serialize};
use sufler_store as store;
use sufler_store::{Id, Millis, User, Version};
use utoipa::ToSchema;

/// A private note at a conversation; never sent to the customer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Note {
    /// Its id.
    pub id: Id,
    /// Its conversation.
    pub conversation_id: Id,
    /// Who wrote it.
    pub user_id: Id,
    /// Their name.
    #[schema(required)]
    pub user_name: Option<String>,
    /// The browser's id: merges the optimistic copy.
    pub client_id: String,
    /// Its text; empty once it is deleted.
    pub text: String,
    /// When it was written.
    pub at: Millis,
    /// When its author changed it last.
    #[schema(required)]
    pub edited_at: Option<Millis>,
    /// Its author deleted it.
    pub deleted: bool,
    /// Number of the last change of this row.
    pub version: Version,
}

impl Note {
    /// The row with its author's name.
    pub fn new(row: store::Note, users: &[User]) -> Self {
        Self {
            id: row.id,
            conversation_id: row.conversation_id,
            user_id: row.user_id,
            user_name: users.iter().find(|user| user.id == row.user_id).map(|user| user.name.clone()),
            client_id: row.client_id,
            text: row.text,
            at: row.at,
            edited_at: row.edited_at,
            deleted: row.deleted,
            version: row.version,
        }
    }
}
