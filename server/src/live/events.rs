//! Payloads of live events.

use serde::{Deserialize, Serialize};
use sufler_store::Version;
use utoipa::ToSchema;

use crate::http::wire::{AccountView, ConversationRow, Message};

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
    /// The account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountView>,
}

/// Event `resync`: something was missed; ask `/api/v1/changes` from the version you hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Resync {
    /// Number of the last committed change known to the server.
    pub version: Version,
}
