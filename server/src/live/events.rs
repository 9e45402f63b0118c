//! Payloads of live events.

use serde::{Deserialize, Serialize};
use sufler_store::{Id, Role, Version};
use utoipa::ToSchema;

use crate::http::wire::{AccountView, ConversationRow, Message, Note, SeenBy as _};

/// Event `hello`: the first thing a browser hears.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Hello {
    /// Number of the last committed change; later ones follow as events.
    pub version: Version,
}

/// Event `change`: rows of one committed change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ChangeEvent {
    /// Number of the change.
    pub version: Version,
    /// The conversation, in its latest state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation: Option<ConversationRow>,
    /// New and changed messages, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<Message>,
    /// New, edited and deleted notes; viewers hear none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
    /// The account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountView>,
}

impl ChangeEvent {
    /// The event as somebody with this role may hear it. Its number stays, so that nobody misses a version.
    pub(super) fn heard_by(&self, role: Role) -> Self {
        let Self { version, conversation, messages, notes, account } = self.clone();
        Self {
            version,
            conversation: conversation.map(|row| row.seen_by(role)),
            messages: messages.into_iter().map(|message| message.seen_by(role)).collect(),
            notes: if role == Role::Viewer { Vec::new() } else { notes },
            account,
        }
    }
}

/// Event `unsent`: what I have begun to write, on another of my pages.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct UnsentEvent {
    /// The conversation.
    pub conversation_id: Id,
    /// As far as it was written; empty once it is sent or dropped.
    pub text: String,
    /// Ascends with every change of it.
    pub revision: i64,
    /// The page that wrote it.
    pub page: String,
}

/// Event `resync`: something was missed; ask `/api/v1/changes` from the version you hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Resync {
    /// Number of the last committed change known to the server.
    pub version: Version,
}
