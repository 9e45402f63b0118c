//! The simulated world: people, listings, chats, and what happens when somebody speaks.

mod chat;
mod people;

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

pub(crate) use chat::{Chat, Message, NotDeleted, Quote};
pub use chat::{ChatKind, Side};
pub(crate) use people::{Buyer, Item, People, Seller};

use crate::auth::{Auth, Lifetimes};
use crate::clock::Clock;
use crate::config::Config;
use crate::content::Content;
use crate::events::{Event, EventKind, Events};
use crate::faults::Faults;
use crate::ids::Ids;
use crate::media::Media;
use crate::stats::Ledger;
use crate::webhooks::Webhooks;

/// Everything the simulator knows; shared by the API, the control calls and the buyer's page.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) config: Config,
    pub(crate) base_url: String,
    pub(crate) clock: Clock,
    pub(crate) ids: Ids,
    pub(crate) auth: Auth,
    pub(crate) people: People,
    pub(crate) media: Media,
    pub(crate) faults: Faults,
    pub(crate) ledger: Ledger,
    pub(crate) events: Events,
    pub(crate) webhooks: Webhooks,
    /// Cancelled when the simulator stops: hanging answers, streams and deliveries end.
    pub(crate) stopping: CancellationToken,
}

/// A message to be put into a chat.
pub(crate) struct Draft {
    pub(crate) author_id: i64,
    pub(crate) content: Content,
    /// Unix milliseconds; now when absent.
    pub(crate) created_ms: Option<i64>,
    pub(crate) quote: Option<Quote>,
    /// Came through the API rather than from the app or the site.
    pub(crate) by_api: bool,
    /// Whether webhooks tell of it.
    pub(crate) notify: bool,
}

impl Draft {
    pub(crate) fn new(author_id: i64, content: Content) -> Self {
        Self { author_id, content, created_ms: None, quote: None, by_api: false, notify: true }
    }
}

impl World {
    pub(crate) fn new(
        config: Config,
        base_url: String,
        webhooks: Webhooks,
        stopping: CancellationToken,
    ) -> Self {
        let lifetimes =
            Lifetimes { access: config.access_ttl, refresh: config.refresh_ttl, code: config.code_ttl };
        Self {
            base_url,
            clock: Clock::default(),
            ids: Ids::new(config.seed),
            auth: Auth::new(lifetimes),
            people: People::default(),
            media: Media::default(),
            faults: Faults::new(config.seed),
            ledger: Ledger::new(config.log_capacity),
            events: Events::default(),
            webhooks,
            stopping,
            config,
        }
    }

    /// Puts a message into its chat and tells everybody who should hear of it.
    pub(crate) fn post(self: &Arc<Self>, chat: &Arc<Chat>, draft: Draft) -> Message {
        let now_ms = self.clock.now_ms();
        let Draft { author_id, content, created_ms, quote, by_api, notify } = draft;
        let message = Message {
            id: self.ids.hex32(),
            author_id,
            created_ms: created_ms.unwrap_or(now_ms),
            content,
            read_ms: None,
            quote,
            by_api,
        };
        // The webhook is queued under the chat's lock: two messages leave in the order they were stored.
        chat.append(&message, |message| {
            if notify {
                self.webhooks.announce(self, chat, message);
            }
        });
        self.events.publish(Event::about(chat, EventKind::Message));
        message
    }

    /// Deletes a message on behalf of its author; it stays in the history as `deleted`.
    pub(crate) fn delete_message(
        self: &Arc<Self>,
        chat: &Arc<Chat>,
        message_id: &str,
        author_id: i64,
    ) -> Result<(), NotDeleted> {
        let deleted = chat.delete(message_id, author_id, self.clock.now_ms())?;
        self.webhooks.announce(self, chat, &deleted);
        self.events.publish(Event::about(chat, EventKind::Deleted));
        Ok(())
    }

    /// Marks everything written by the other side as read by `side`.
    pub(crate) fn mark_read(&self, chat: &Chat, side: Side) {
        if chat.mark_read(side, self.clock.now_ms()) {
            self.events.publish(Event::about(chat, EventKind::Read));
        }
    }
}
