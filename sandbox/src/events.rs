//! Hints for the buyer's page that something changed; the page then fetches what it shows.

use serde::Serialize;
use tokio::sync::broadcast;

use crate::world::Chat;

/// Hints kept for a page that reads slowly; one that falls further behind is told to fetch everything.
const BACKLOG: usize = 1024;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum EventKind {
    Opened,
    Message,
    Deleted,
    Read,
}

/// A hint.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Event {
    pub(crate) kind: EventKind,
    pub(crate) chat_id: String,
    pub(crate) buyer_id: i64,
}

impl Event {
    pub(crate) fn about(chat: &Chat, kind: EventKind) -> Self {
        Self { kind, chat_id: chat.id.clone(), buyer_id: chat.buyer_id }
    }
}

/// The channel between the world and open pages.
#[derive(Debug)]
pub(crate) struct Events {
    sender: broadcast::Sender<Event>,
}

impl Default for Events {
    fn default() -> Self {
        Self { sender: broadcast::Sender::new(BACKLOG) }
    }
}

impl Events {
    pub(crate) fn publish(&self, event: Event) {
        // Nobody listening is no error: load runs have no page open.
        let _ = self.sender.send(event);
    }

    pub(crate) fn subscribe(&self) -> broadcast::Receiver<Event> {
        self.sender.subscribe()
    }
}
