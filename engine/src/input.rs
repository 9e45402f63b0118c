//! What the caller knows when a turn begins.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{Millis, Name};

/// A closed burst of customer messages with everything nodes may look at. Cheap to clone.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TurnInput {
    /// The burst, oldest first.
    pub messages: Arc<[InMessage]>,
    /// What was said before the burst by anybody, oldest first.
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    pub history: Arc<[HistoryMessage]>,
    /// Who writes.
    #[serde(default)]
    pub contact: Arc<Contact>,
    /// The listing the conversation is about, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<Arc<Item>>,
    /// The login that was written to.
    #[serde(default)]
    pub account: Arc<Account>,
    /// Facts of the conversation itself.
    #[serde(default)]
    pub conversation: Arc<Conversation>,
    /// What cheap detectors found in the burst.
    #[serde(default)]
    pub signals: Signals,
}

/// One message of the burst.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InMessage {
    /// The store's id: tells in the trace which messages a turn handled.
    pub id: i64,
    /// Text, or the caption; empty for bare media.
    pub text: Arc<str>,
    /// `text`, `image`, `voice`, `link`, `item`, `location`, `other`.
    pub kind: Name,
    /// Time on the channel.
    pub at: Millis,
}

/// One earlier message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HistoryMessage {
    /// Who wrote it.
    pub author: Speaker,
    /// Its text.
    pub text: Arc<str>,
    /// Time on the channel.
    pub at: Millis,
}

/// Side of the conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    /// The customer.
    Contact,
    /// The automation.
    Bot,
    /// A human of the company, here or in the channel's own app.
    Operator,
}

/// The customer. Fields that nobody knows are `None`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Contact {
    /// The store's id, as text.
    pub id: Arc<str>,
    /// How the channel calls them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Arc<str>>,
    /// Phone, if told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<Arc<str>>,
    /// E-mail, if told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<Arc<str>>,
    /// Tags set by operators or rules.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub tags: Arc<[Name]>,
}

/// The listing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Item {
    /// The channel's id.
    pub id: Arc<str>,
    /// Title.
    pub title: Arc<str>,
    /// As the channel writes it, e.g. `25 000 ₽`; expressions see the number in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<Arc<str>>,
    /// Page of the listing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<Arc<str>>,
    /// City, or the address as the channel writes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<Arc<str>>,
}

/// The connected login.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Account {
    /// The store's id, as text.
    pub id: Arc<str>,
    /// Name for people.
    pub name: Arc<str>,
    /// `avito`, `telegram`, `web`, …
    pub channel: Name,
    /// Tags of the account's settings.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub tags: Arc<[Name]>,
    /// Minutes to add to UTC for the account's wall clock now; Moscow where nobody says otherwise.
    pub utc_offset_minutes: i32,
}

impl Default for Account {
    fn default() -> Self {
        let (id, name, channel, tags) = <(Arc<str>, Arc<str>, Name, Arc<[Name]>)>::default();
        Self { id, name, channel, tags, utc_offset_minutes: 180 }
    }
}

/// Facts of the conversation that the engine does not count itself.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Conversation {
    /// The store's id, as text.
    pub id: Arc<str>,
    /// Messages said so far by anybody, the burst included.
    pub messages: u32,
    /// Short summary of what was said, where one is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<Arc<str>>,
}

/// Cheap lexical findings about the burst, made by the caller before any model is asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signals {
    /// The customer asks for a human.
    #[serde(default)]
    pub asks_human: bool,
}

impl TurnInput {
    /// The burst as one text, a message a line; messages without text are left out.
    #[must_use]
    pub fn text(&self) -> Arc<str> {
        match &*self.messages {
            [only] => Arc::clone(&only.text),
            many => {
                let texts: Vec<&str> = many.iter().map(|m| &*m.text).filter(|t| !t.is_empty()).collect();
                texts.join("\n").into()
            }
        }
    }
}
