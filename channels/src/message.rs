//! The neutral message: what the rest of the product sees, whatever the channel.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One message of a chat, received or read from history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InboundMessage {
    /// The channel's id of the message; unique within the account. Dedupe by it.
    pub external_id: String,
    /// The channel's id of the chat; opaque.
    pub chat_id: String,
    /// The channel's id of our login (Avito: `user_id`).
    pub account_external_id: String,
    /// Who wrote it.
    pub author: Author,
    /// The channel's id of the author, when it gave one.
    pub author_external_id: Option<String>,
    /// What it is.
    pub kind: MessageKind,
    /// Readable text for every kind, Russian where it is a description: `[Изображение]`.
    pub text: String,
    /// Parts special to the kind; the shapes are listed at [`MessageKind`]. Always a JSON object. When the
    /// message answers another one, `quote: {external_id, kind, text}` is added.
    pub content: serde_json::Value,
    /// Time on the channel, UTC milliseconds (Avito knows seconds only).
    pub at_ms: i64,
    /// The listing the chat is about, when the message names it.
    pub item_external_id: Option<String>,
    /// When the other side read it, UTC milliseconds.
    pub read_at_ms: Option<i64>,
    /// Kind of the chat, when the message names it.
    pub chat_type: Option<ChatType>,
}

/// Who wrote a message, as far as the channel tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Author {
    /// The other side of the chat.
    Contact,
    /// Our own account: an echo of ours when the id is known, else a person in the channel's own app.
    Native,
    /// The platform itself; never answered.
    System,
    /// The channel did not say.
    Unknown,
}

/// What a message is. The comment names the fields of [`InboundMessage::content`]; every one may be absent.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    /// No fields.
    Text,
    /// `sizes {"1280x960": url}`, `url` (largest), `preview_url` (small).
    Image,
    /// `voice_id`; the file is asked for separately and its link expires.
    Voice,
    /// `url` as written, `href` (http or https only), `preview {title, description, domain, url, image_url}`.
    Link,
    /// `title`, `url`, `image_url`, `price` as written.
    Item,
    /// `lat`, `lon`, `place` (house, street, …), `title`, `address`.
    Location,
    /// `status` (`missed`), `target_external_id`.
    Call,
    /// `flow_id`: the platform's bot that wrote it.
    System,
    /// No fields: the text is gone.
    Deleted,
    /// A type this version does not know, by the channel's own name; `raw` holds what came with it.
    Unsupported(String),
}

impl MessageKind {
    /// Stable short name, without the channel's own name of an unsupported type.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Image => "image",
            Self::Voice => "voice",
            Self::Link => "link",
            Self::Item => "item",
            Self::Location => "location",
            Self::Call => "call",
            Self::System => "system",
            Self::Deleted => "deleted",
            Self::Unsupported(_) => "unsupported",
        }
    }
}

impl fmt::Display for MessageKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Kind of a chat, in Avito's words, which fit the other marketplaces too.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChatType {
    /// About a listing (`u2i`).
    Item,
    /// Between two users (`u2u`).
    Direct,
    /// With the platform itself (`a2u`).
    Platform,
    /// A type this version does not know.
    Other(String),
}

/// A chat as the channel lists it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChatInfo {
    /// The channel's id; opaque.
    pub chat_id: String,
    /// The other side; `None` when the channel shows nobody (deleted user).
    pub contact: Option<ContactInfo>,
    /// The listing the chat is about.
    pub item: Option<ItemInfo>,
    /// Last change, UTC milliseconds.
    pub updated_ms: Option<i64>,
    /// `None` in an empty chat.
    pub last_message: Option<InboundMessage>,
}

/// A person outside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactInfo {
    /// The channel's id of the person.
    pub external_id: String,
    /// Name as the channel shows it.
    pub name: Option<String>,
    /// http(s) address of the picture.
    pub avatar_url: Option<String>,
    /// http(s) address of the profile.
    pub profile_url: Option<String>,
}

/// A listing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ItemInfo {
    /// The channel's id of the listing.
    pub external_id: String,
    /// Title; empty when the channel did not give one.
    pub title: String,
    /// http(s) address of the page.
    pub url: Option<String>,
    /// As the channel writes it: `25 000 ₽`.
    pub price: Option<String>,
    /// http(s) address of the main picture.
    pub image_url: Option<String>,
    /// Place as the channel writes it.
    pub location: Option<String>,
    /// The channel's own status (`active`, or Avito's `status_id` as digits; `20` is a deleted listing).
    pub status: Option<String>,
}

/// What we can send.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum OutboundMessage {
    /// Plain text; must fit the channel's limit (see [`crate::split()`]).
    Text {
        /// The text.
        text: String,
    },
    /// An image uploaded before.
    Image {
        /// The channel's id of the upload.
        image_id: String,
    },
}

/// What the channel answered to a send.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentMessage {
    /// The channel's id: its echo carries the same.
    pub external_id: String,
    /// Time on the channel, UTC milliseconds, when told.
    pub at_ms: Option<i64>,
}
