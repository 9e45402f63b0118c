//! Conversations as the list and the chat show them.

use serde::{Deserialize, Serialize};
use sufler_store as store;
use sufler_store::{Id, Millis, Version};
use utoipa::ToSchema;

use super::Author;

/// Who leads a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
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

impl From<store::Owner> for Owner {
    fn from(owner: store::Owner) -> Self {
        match owner {
            store::Owner::Bot => Self::Bot,
            store::Owner::Queue => Self::Queue,
            store::Owner::Operator { user_id } => Self::Operator { user_id },
        }
    }
}

/// Life of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
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

impl From<store::ConversationStatus> for ConversationStatus {
    fn from(status: store::ConversationStatus) -> Self {
        match status {
            store::ConversationStatus::New => Self::New,
            store::ConversationStatus::Open => Self::Open,
            store::ConversationStatus::Pending => Self::Pending,
            store::ConversationStatus::Closed => Self::Closed,
        }
    }
}

/// A thread with a contact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Conversation {
    /// Its id.
    pub id: Id,
    /// Account it came through.
    pub account_id: Id,
    /// The other side.
    pub contact_id: Id,
    /// The channel's chat id.
    pub external_id: String,
    /// Where it is in its life.
    pub status: ConversationStatus,
    /// Who leads.
    pub owner: Owner,
    /// Grows with every change of owner.
    pub epoch: i64,
    /// The listing it is about.
    #[schema(required)]
    pub item: Option<Item>,
    /// Card of the last handoff: reason, summary, variables, tried sources.
    #[schema(required, value_type = Option<Object>)]
    pub handoff: Option<serde_json::Value>,
    /// Customer's messages no operator has read.
    pub unread: i64,
    /// What the list shows.
    #[schema(required)]
    pub last_message: Option<MessagePreview>,
    /// The customer waits since then.
    #[schema(required)]
    pub waiting_since: Option<Millis>,
    /// Put off until then, or until the customer writes; `null` = in the lists.
    #[schema(required)]
    pub snoozed_until: Option<Millis>,
    /// Orders the lists: the last message, or the end of a snooze after it.
    pub last_at: Millis,
    /// When it began.
    pub created_at: Millis,
    /// When it changed last.
    pub updated_at: Millis,
    /// Number of the last change of this row.
    pub version: Version,
}

impl From<store::Conversation> for Conversation {
    fn from(row: store::Conversation) -> Self {
        Self {
            id: row.id,
            account_id: row.account_id,
            contact_id: row.contact_id,
            external_id: row.external_id,
            status: row.status.into(),
            owner: row.owner.into(),
            epoch: row.epoch,
            item: row.item.map(Item::from),
            handoff: row.handoff,
            unread: row.unread,
            last_message: row.last_message.map(MessagePreview::from),
            waiting_since: row.waiting_since,
            snoozed_until: row.snoozed_until,
            last_at: row.last_at,
            created_at: row.created_at,
            updated_at: row.updated_at,
            version: row.version,
        }
    }
}

/// What the list shows of the last message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MessagePreview {
    /// The message.
    pub id: Id,
    /// Who wrote it.
    pub author: Author,
    /// Its beginning.
    pub text: String,
    /// Time on the channel.
    pub at: Millis,
}

impl From<store::MessagePreview> for MessagePreview {
    fn from(row: store::MessagePreview) -> Self {
        Self { id: row.id, author: row.author.into(), text: row.text, at: row.at }
    }
}

/// The listing a conversation is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Item {
    /// The channel's id of it.
    pub external_id: String,
    /// Its title.
    pub title: String,
    /// Its page.
    #[schema(required)]
    pub url: Option<String>,
    /// As the channel writes it, e.g. `25 000 ₽`.
    #[schema(required)]
    pub price: Option<String>,
    /// Its picture.
    #[schema(required)]
    pub image_url: Option<String>,
    /// Where it is.
    #[schema(required)]
    pub location: Option<String>,
}

impl From<store::Item> for Item {
    fn from(row: store::Item) -> Self {
        Self {
            external_id: row.external_id,
            title: row.title,
            url: row.url,
            price: row.price,
            image_url: row.image_url,
            location: row.location,
        }
    }
}

/// A person outside.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Contact {
    /// Their id here.
    pub id: Id,
    /// Account they wrote to.
    pub account_id: Id,
    /// The channel's id of them.
    pub external_id: String,
    /// Name, once known.
    #[schema(required)]
    pub name: Option<String>,
    /// Picture.
    #[schema(required)]
    pub avatar_url: Option<String>,
    /// Page on the channel.
    #[schema(required)]
    pub profile_url: Option<String>,
    /// Phone, once known.
    #[schema(required)]
    pub phone: Option<String>,
}

impl From<store::Contact> for Contact {
    fn from(row: store::Contact) -> Self {
        Self {
            id: row.id,
            account_id: row.account_id,
            external_id: row.external_id,
            name: row.name,
            avatar_url: row.avatar_url,
            profile_url: row.profile_url,
            phone: row.phone,
        }
    }
}

/// An account, in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AccountRef {
    /// Its id.
    pub id: Id,
    /// Its title.
    pub title: String,
    /// Its channel.
    pub channel: String,
}

/// A conversation as the list shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ConversationRow {
    /// The conversation.
    pub conversation: Conversation,
    /// The customer.
    pub contact: Contact,
    /// The account, in short.
    pub account: AccountRef,
    /// Name of the operator who leads.
    #[schema(required)]
    pub owner_name: Option<String>,
}

impl From<store::ConversationRow> for ConversationRow {
    fn from(row: store::ConversationRow) -> Self {
        let store::AccountRef { id, title, channel } = row.account;
        Self {
            conversation: row.conversation.into(),
            contact: row.contact.into(),
            account: AccountRef { id, title, channel },
            owner_name: row.owner_name,
        }
    }
}
