//! Messages.

use serde::{Deserialize, Serialize};
use sufler_store as store;
use sufler_store::{Id, Millis, Version};
use utoipa::ToSchema;

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Author {
    /// The customer.
    Contact,
    /// A flow.
    Bot,
    /// An operator, through us.
    Operator {
        /// The user.
        user_id: Id,
    },
    /// The seller in the channel's own app.
    Native,
    /// The channel itself, or a note of ours in the thread.
    System,
}

impl From<store::Author> for Author {
    fn from(author: store::Author) -> Self {
        match author {
            store::Author::Contact => Self::Contact,
            store::Author::Bot => Self::Bot,
            store::Author::Operator { user_id } => Self::Operator { user_id },
            store::Author::Native => Self::Native,
            store::Author::System => Self::System,
        }
    }
}

/// Where an outgoing message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// Waits for the account's budget.
    Queued,
    /// On its way.
    Sending,
    /// The channel has it.
    Sent,
    /// It reached the customer's device.
    Delivered,
    /// The customer saw it.
    Read,
    /// The channel refused it.
    Failed,
    /// Nobody can say whether it went out; a person decides.
    Unknown,
    /// Withdrawn before it left.
    Cancelled,
}

impl From<store::Delivery> for Delivery {
    fn from(delivery: store::Delivery) -> Self {
        match delivery {
            store::Delivery::Queued => Self::Queued,
            store::Delivery::Sending => Self::Sending,
            store::Delivery::Sent => Self::Sent,
            store::Delivery::Delivered => Self::Delivered,
            store::Delivery::Read => Self::Read,
            store::Delivery::Failed => Self::Failed,
            store::Delivery::Unknown => Self::Unknown,
            store::Delivery::Cancelled => Self::Cancelled,
        }
    }
}

/// One message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Message {
    /// Its id.
    pub id: Id,
    /// Its conversation.
    pub conversation_id: Id,
    /// The channel's id of it.
    #[schema(required)]
    pub external_id: Option<String>,
    /// The browser's id of an operator's message: merges the optimistic copy.
    #[schema(required)]
    pub client_id: Option<String>,
    /// Who wrote it.
    pub author: Author,
    /// `text`, `image`, `voice`, `link`, `item`, `location`, `call`, `system`, `deleted` or `unsupported`.
    pub kind: String,
    /// Its text.
    pub text: String,
    /// Kind-specific parts, such as sizes of an image.
    #[schema(required, value_type = Option<Object>)]
    pub content: Option<serde_json::Value>,
    /// Time on the channel.
    pub at: Millis,
    /// Where an outgoing message is; inbound ones have none.
    #[schema(required)]
    pub delivery: Option<Delivery>,
    /// Why it failed or is unknown, in Russian.
    #[schema(required)]
    pub problem: Option<String>,
    /// Turn that wrote it.
    #[schema(required)]
    pub turn_id: Option<Id>,
    /// Number of the last change of this row.
    pub version: Version,
}

impl From<store::Message> for Message {
    fn from(row: store::Message) -> Self {
        Self {
            id: row.id,
            conversation_id: row.conversation_id,
            external_id: row.external_id,
            client_id: row.client_id,
            author: row.author.into(),
            kind: row.kind,
            text: row.text,
            content: row.content,
            at: row.at,
            delivery: row.delivery.map(Delivery::from),
            problem: row.problem,
            turn_id: row.turn_id,
            version: row.version,
        }
    }
}
