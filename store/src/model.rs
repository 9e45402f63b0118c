//! Rows as the rest of the product sees them. Times are UTC milliseconds, ids ascend.

use serde::{Deserialize, Serialize};

/// Ascending id: milliseconds since 2024 << 12 | node << 8 | counter; below 2^53, so JSON numbers hold it.
pub type Id = i64;
/// UTC milliseconds.
pub type Millis = i64;
/// Number of a committed change; grows with every commit, never reused.
pub type Version = i64;

/// A connected login of a channel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Account {
    pub id: Id,
    /// `avito`, `telegram`, …
    pub channel: String,
    /// The channel's own id of the login (Avito: `user_id`), once known.
    pub external_id: Option<String>,
    pub title: String,
    /// Channel-specific, not secret: base URL, tags, budget, …
    pub settings: serde_json::Value,
    /// Flow that answers; `None` = chosen by `serves`.
    pub flow_id: Option<String>,
    pub enabled: bool,
    /// What is wrong with it, in words, when something is.
    pub problem: Option<AccountProblem>,
    pub created_at: Millis,
    pub version: Version,
}

/// Why an account does not work.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AccountProblem {
    /// Stable code such as `payment_required`.
    pub code: String,
    /// Russian text for the admin: what is wrong and what to do.
    pub message: String,
    pub since: Millis,
}

/// Secrets of an account; encrypted at rest, never serialised for people.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct AccountSecrets {
    pub client_id: String,
    pub client_secret: String,
    /// Part of the webhook's path.
    pub webhook_secret: String,
    pub access_token: Option<String>,
    pub access_expires_at: Option<Millis>,
    pub refresh_token: Option<String>,
}

/// A person outside.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Contact {
    pub id: Id,
    pub account_id: Id,
    pub external_id: String,
    pub name: Option<String>,
    pub avatar_url: Option<String>,
    pub profile_url: Option<String>,
    pub phone: Option<String>,
}

/// The listing a conversation is about.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Item {
    pub external_id: String,
    pub title: String,
    pub url: Option<String>,
    /// As the channel writes it, e.g. `25 000 ₽`.
    pub price: Option<String>,
    pub image_url: Option<String>,
    pub location: Option<String>,
}

/// Who leads a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Owner {
    /// The flow answers.
    Bot,
    /// Waits for any operator.
    Queue,
    /// This operator.
    Operator {
        /// The user.
        user_id: Id,
    },
}

/// Life of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConversationStatus {
    /// Nobody has answered yet.
    New,
    /// Being answered.
    Open,
    /// Waits for a person.
    Pending,
    /// Done; a new message of the customer opens it again.
    Closed,
}

/// A thread with a contact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Conversation {
    pub id: Id,
    pub account_id: Id,
    pub contact_id: Id,
    /// The channel's chat id.
    pub external_id: String,
    pub status: ConversationStatus,
    pub owner: Owner,
    /// Grows with every change of owner; a reply queued under an older epoch never leaves.
    pub epoch: i64,
    pub item: Option<Item>,
    /// The card of the last handoff, as JSON.
    pub handoff: Option<serde_json::Value>,
    pub unread: i64,
    pub last_message: Option<MessagePreview>,
    /// Customer waits since; `None` when answered.
    pub waiting_since: Option<Millis>,
    /// Put off until then, or until the customer writes; `None` = in the lists.
    pub snoozed_until: Option<Millis>,
    /// Orders the lists: the last message, or the end of a snooze after it.
    pub last_at: Millis,
    pub created_at: Millis,
    pub updated_at: Millis,
    pub version: Version,
}

/// What the list shows of the last message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MessagePreview {
    pub id: Id,
    pub author: Author,
    /// At most 200 characters.
    pub text: String,
    pub at: Millis,
}

/// What operators tell each other about a conversation. Never a message: nothing that reads messages reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    pub id: Id,
    pub conversation_id: Id,
    /// Who wrote it.
    pub user_id: Id,
    /// The browser's id: merges the optimistic copy.
    pub client_id: String,
    /// Empty once it is deleted.
    pub text: String,
    pub at: Millis,
    pub edited_at: Option<Millis>,
    pub deleted: bool,
    pub version: Version,
}

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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

/// Where an outgoing message is; inbound ones have none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// Waits for the account's budget or its turn.
    Queued,
    /// A channel call is under way (or was, when the process died).
    Sending,
    /// The channel took it.
    Sent,
    /// It reached the customer's device.
    Delivered,
    /// The customer saw it.
    Read,
    /// The channel refused it for good.
    Failed,
    /// Nobody can say whether it went out; a person decides.
    Unknown,
    /// It never left: someone else took the conversation, or a person withdrew it.
    Cancelled,
}

/// One message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Message {
    pub id: Id,
    pub conversation_id: Id,
    pub external_id: Option<String>,
    /// The browser's id of an operator's message: merges the optimistic copy.
    pub client_id: Option<String>,
    pub author: Author,
    /// `text`, `image`, `voice`, `link`, `item`, `location`, `call`, `system`, `deleted`, `unsupported`.
    pub kind: String,
    pub text: String,
    /// Kind-specific parts (image sizes, coordinates, …).
    pub content: Option<serde_json::Value>,
    /// Time on the channel.
    pub at: Millis,
    pub delivery: Option<Delivery>,
    /// Why it failed or is unknown, in Russian.
    pub problem: Option<String>,
    /// Turn that wrote it.
    pub turn_id: Option<Id>,
    pub version: Version,
}

/// An inbound message before it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct NewInbound {
    pub account_id: Id,
    pub chat_external_id: String,
    /// Who writes to us: the other side of the chat, also for native and system messages when known.
    pub contact_external_id: Option<String>,
    pub external_id: String,
    pub author: Author,
    pub kind: String,
    pub text: String,
    pub content: Option<serde_json::Value>,
    pub at: Millis,
    /// Live messages wake the bot; imported history never does.
    pub live: bool,
}

/// A user of the product.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct User {
    pub id: Id,
    pub login: String,
    pub name: String,
    pub role: Role,
    /// `None` = every account.
    pub accounts: Option<Vec<Id>>,
    pub active: bool,
    pub created_at: Millis,
}

/// Role; each may do what the next may, and more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everything.
    Admin,
    /// Leads conversations.
    Operator,
    /// Reads, checks and annotates.
    Qa,
    /// Reads.
    Viewer,
}

impl std::fmt::Debug for AccountSecrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AccountSecrets(redacted)")
    }
}
