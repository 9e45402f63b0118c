//! Committed changes: broadcast as they happen, and the same again from the database after a gap.

use crate::{Account, Conversation, ConversationRow, Id, Message, Result, Store, Version, store::unbuilt};

/// One committed change; rows in it carry the same `version`.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Change {
    /// Number of the change: each is one more than the one before, in commit order.
    pub version: Version,
    /// Account the rows belong to; decides who may see them.
    pub account_id: Id,
    /// Conversation, when its row changed.
    pub conversation: Option<Conversation>,
    /// New and changed messages, all of one conversation, oldest first.
    pub messages: Vec<Message>,
    /// Account, when its row changed.
    pub account: Option<Account>,
}

/// Everything that changed after a version, each row in its latest state.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Changes {
    /// Changed conversations, by version.
    pub conversations: Vec<ConversationRow>,
    /// New and changed messages, by version.
    pub messages: Vec<Message>,
    /// Changed accounts, by version.
    pub accounts: Vec<Account>,
    /// Ask again from here.
    pub last_version: Version,
    /// Whether `limit` cut the answer.
    pub more: bool,
}

impl Store {
    /// Rows whose version is greater than `version`, at most about `limit` of each kind, for the given accounts
    /// (`None` = all).
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn changes_since(
        &self,
        version: Version,
        account_ids: Option<Vec<Id>>,
        limit: u32,
    ) -> Result<Changes> {
        unbuilt()
    }
}
