//! A chat of a seller with somebody, and its messages.

use std::sync::Mutex;

use serde::{Deserialize, Serialize};

use crate::content::Content;
use crate::sync::lock;

/// A message can be deleted by its author within this time.
const DELETABLE_MS: i64 = 60 * 60 * 1000;

/// What brought the two together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum ChatKind {
    /// A listing.
    #[default]
    #[serde(rename = "u2i")]
    Item,
    /// A profile.
    #[serde(rename = "u2u")]
    User,
    /// Avito itself writes.
    #[serde(rename = "a2u")]
    Avito,
}

impl ChatKind {
    /// Name on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Item => "u2i",
            Self::User => "u2u",
            Self::Avito => "a2u",
        }
    }
}

/// Who of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The one who asks.
    #[default]
    Buyer,
    /// The account of the shop.
    Seller,
}

/// One message.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub(crate) id: String,
    pub(crate) author_id: i64,
    pub(crate) created_ms: i64,
    pub(crate) content: Content,
    /// When the one it was written to read it.
    pub(crate) read_ms: Option<i64>,
    pub(crate) quote: Option<Quote>,
    pub(crate) by_api: bool,
}

/// The message answered to.
#[derive(Debug, Clone)]
pub(crate) struct Quote {
    pub(crate) id: String,
    pub(crate) author_id: i64,
    pub(crate) created_ms: i64,
    pub(crate) content: Content,
}

impl From<&Message> for Quote {
    fn from(message: &Message) -> Self {
        let Message { id, author_id, created_ms, content, .. } = message.clone();
        Self { id, author_id, created_ms, content }
    }
}

/// A chat. What never changes stands open, the rest behind one lock.
#[derive(Debug)]
pub(crate) struct Chat {
    pub(crate) id: String,
    pub(crate) kind: ChatKind,
    pub(crate) seller_id: i64,
    pub(crate) buyer_id: i64,
    pub(crate) item_id: Option<i64>,
    pub(crate) created_ms: i64,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Oldest first.
    messages: Vec<Message>,
    updated_ms: i64,
    blacklisted: bool,
}

/// Short account of a chat for lists.
#[derive(Debug, Clone)]
pub(crate) struct Summary {
    pub(crate) updated_ms: i64,
    pub(crate) last: Option<Message>,
    pub(crate) unread_by_seller: usize,
    pub(crate) unread_by_buyer: usize,
}

/// Why a message was not deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotDeleted {
    NotFound,
    NotYours,
    TooLate,
    Already,
}

impl Chat {
    pub(crate) fn new(
        id: String,
        kind: ChatKind,
        seller_id: i64,
        buyer_id: i64,
        item_id: Option<i64>,
        created_ms: i64,
    ) -> Self {
        let state = Mutex::new(State { updated_ms: created_ms, ..State::default() });
        Self { id, kind, seller_id, buyer_id, item_id, created_ms, state }
    }

    pub(crate) fn person(&self, side: Side) -> i64 {
        match side {
            Side::Buyer => self.buyer_id,
            Side::Seller => self.seller_id,
        }
    }

    /// Adds a message by its time and calls `then` before anybody else can add another.
    pub(crate) fn append(&self, message: &Message, then: impl FnOnce(&Message)) {
        let mut state = lock(&self.state);
        let place = state.messages.partition_point(|one| one.created_ms <= message.created_ms);
        state.messages.insert(place, message.clone());
        state.updated_ms = state.updated_ms.max(message.created_ms);
        then(message);
    }

    pub(crate) fn message(&self, id: &str) -> Option<Message> {
        lock(&self.state).messages.iter().rev().find(|one| one.id == id).cloned()
    }

    /// All messages, oldest first.
    pub(crate) fn messages(&self) -> Vec<Message> {
        lock(&self.state).messages.clone()
    }

    /// A page counted from the newest message, newest first, and whether older ones follow.
    pub(crate) fn page(&self, limit: usize, offset: usize) -> (Vec<Message>, bool) {
        let state = lock(&self.state);
        let page = state.messages.iter().rev().skip(offset).take(limit).cloned().collect();
        (page, state.messages.len() > offset.saturating_add(limit))
    }

    pub(crate) fn updated_ms(&self) -> i64 {
        lock(&self.state).updated_ms
    }

    pub(crate) fn is_unread(&self) -> bool {
        lock(&self.state).messages.iter().rev().any(|one| unread(one, self.seller_id))
    }

    pub(crate) fn summary(&self) -> Summary {
        let state = lock(&self.state);
        let count = |reader| state.messages.iter().filter(|one| unread(one, reader)).count();
        Summary {
            updated_ms: state.updated_ms,
            last: state.messages.last().cloned(),
            unread_by_seller: count(self.seller_id),
            unread_by_buyer: count(self.buyer_id),
        }
    }

    /// Marks what the other side wrote as read; `false` when there was nothing to mark.
    pub(crate) fn mark_read(&self, side: Side, now_ms: i64) -> bool {
        let reader = self.person(side);
        let mut changed = false;
        for message in lock(&self.state).messages.iter_mut().filter(|one| unread(one, reader)) {
            message.read_ms = Some(now_ms);
            changed = true;
        }
        changed
    }

    /// Leaves a `deleted` message behind and returns it.
    pub(crate) fn delete(&self, id: &str, author_id: i64, now_ms: i64) -> Result<Message, NotDeleted> {
        let mut state = lock(&self.state);
        let message = state.messages.iter_mut().find(|one| one.id == id).ok_or(NotDeleted::NotFound)?;
        if message.author_id != author_id {
            return Err(NotDeleted::NotYours);
        }
        if message.content == Content::Deleted {
            return Err(NotDeleted::Already);
        }
        if now_ms.saturating_sub(message.created_ms) > DELETABLE_MS {
            return Err(NotDeleted::TooLate);
        }
        message.content = Content::Deleted;
        Ok(message.clone())
    }

    pub(crate) fn set_blacklisted(&self) {
        lock(&self.state).blacklisted = true;
    }

    pub(crate) fn is_blacklisted(&self) -> bool {
        lock(&self.state).blacklisted
    }
}

fn unread(message: &Message, reader: i64) -> bool {
    message.author_id != reader && message.read_ms.is_none()
}
