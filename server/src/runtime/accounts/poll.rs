//! The safety net under the webhooks: unread chats are read, what is missing is stored.

use std::{collections::HashMap, sync::Arc};

use sufler_channels::{
    AdapterError, ChatInfo, InboundMessage,
    avito::ChatFilter,
    budget::{Priority, Request},
    history::{Page, sort_and_dedupe},
};
use sufler_store::Delivery;

use super::{
    super::{core::Core, webhook},
    Session,
};

/// Chats looked at in one round.
const CHATS: u32 = 100;
/// Messages of a chat that are read; more are left to the next round.
const MESSAGES: u32 = 50;

/// What the last rounds saw, so that an unchanged chat costs nothing.
#[derive(Default)]
pub(super) struct Poller {
    /// Chat to its last change.
    seen: HashMap<String, Option<i64>>,
}

impl Poller {
    /// One round: new messages of changed chats, and read marks.
    pub(super) async fn round(
        &mut self,
        core: &Arc<Core>,
        session: &Arc<Session>,
    ) -> Result<(), AdapterError> {
        let Some(calls) = session.calls() else { return Ok(()) };
        session.acquire(Request::call(Priority::Sync)).await;
        let page = Page { limit: CHATS, offset: 0 };
        let unread = ChatFilter { unread_only: true, ..ChatFilter::default() };
        let mut chats = calls.chats(&unread, page).await?.chats;
        if session.is_relaxed() {
            // Also what people answered in the channel's own app, and what customers have read.
            session.acquire(Request::call(Priority::Sync)).await;
            chats.extend(calls.chats(&ChatFilter::default(), page).await?.chats);
        }
        for chat in chats {
            if self.seen.get(&chat.chat_id) == Some(&chat.updated_ms) {
                continue;
            }
            self.read(core, session, &chat).await?;
            self.seen.insert(chat.chat_id, chat.updated_ms);
        }
        Ok(())
    }

    async fn read(
        &self,
        core: &Arc<Core>,
        session: &Arc<Session>,
        chat: &ChatInfo,
    ) -> Result<(), AdapterError> {
        let Some(calls) = session.calls() else { return Ok(()) };
        session.acquire(Request::call(Priority::Sync)).await;
        let page = Page { limit: MESSAGES, offset: 0 };
        let mut messages = calls.messages(&chat.chat_id, page).await?.messages;
        sort_and_dedupe(&mut messages);
        mark_read(core, session, chat, &messages).await;
        let (live, old): (Vec<_>, Vec<_>) =
            messages.into_iter().partition(|m| m.at_ms >= session.live_since());
        for (batch, live) in [(old, false), (live, true)] {
            if batch.is_empty() {
                continue;
            }
            if let Err(error) = webhook::store(core, session, batch, live).await {
                tracing::error!(account = session.id(), %error, "Polled messages were not stored; the next round repeats.");
            }
        }
        Ok(())
    }
}

/// The customer has read our messages up to some moment.
async fn mark_read(core: &Core, session: &Session, chat: &ChatInfo, messages: &[InboundMessage]) {
    let own =
        messages.iter().filter(|m| m.author == sufler_channels::Author::Native && m.read_at_ms.is_some());
    let Some(upto) = own.map(|m| m.at_ms).max() else { return };
    let marked = core.store.set_delivery_by_external(session.id(), &chat.chat_id, upto, Delivery::Read).await;
    if let Err(error) = marked {
        tracing::warn!(account = session.id(), %error, "Read marks were not saved.");
    }
}
