//! Name, picture and listing of a new conversation: asked from the channel once, while the burst settles.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use sufler_channels::{
    ChatInfo,
    budget::{Priority, Request},
};
use sufler_store::{ContactChange, Id, Item};
use tokio::{
    sync::watch,
    time::{Instant, timeout_at},
};

use super::{accounts::Session, core::Core};
use crate::clock::now;

/// How long after a conversation began its turns wait for the listing; then they go on without.
const PATIENCE: Duration = Duration::from_secs(3);

/// Profiles being fetched, by conversation.
#[derive(Default)]
pub struct Profiles {
    running: Mutex<HashMap<Id, Running>>,
}

/// A profile being fetched.
#[derive(Clone)]
struct Running {
    done: watch::Receiver<bool>,
    since: Instant,
}

impl Profiles {
    /// Starts to fetch, unless it is under way.
    pub fn fetch(&self, core: &Arc<Core>, session: &Arc<Session>, conversation_id: Id, chat_id: String) {
        let (done, waiting) = watch::channel(false);
        {
            let mut running = self.lock();
            if running.contains_key(&conversation_id) {
                return;
            }
            running.insert(conversation_id, Running { done: waiting, since: Instant::now() });
        }
        let (core, session) = (Arc::clone(core), Arc::clone(session));
        tokio::spawn(async move {
            if let Some(calls) = session.calls() {
                // Behind the replies: in a rush the names would use up the budget and nobody would be answered.
                session.acquire(Request::call(Priority::Sync)).await;
                match calls.chat(&chat_id).await {
                    Ok(chat) => save(&core, conversation_id, chat).await,
                    Err(error) => {
                        tracing::warn!(conversation = conversation_id, %error, "The chat's card could not be fetched.");
                    }
                }
            }
            core.profiles.lock().remove(&conversation_id);
            // Nobody waits any more: fine.
            let _ = done.send(true);
        });
    }

    /// Waits a little for the listing of a conversation that a turn is about to answer.
    pub async fn wait(&self, conversation_id: Id) {
        let Some(mut running) = self.lock().get(&conversation_id).cloned() else { return };
        // The sender drops when it is done, which ends the wait as well.
        let _ = timeout_at(running.since + PATIENCE, running.done.wait_for(|done| *done)).await;
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Id, Running>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Keeps what the channel tells of a chat.
pub(super) async fn save(core: &Core, conversation_id: Id, chat: ChatInfo) {
    if let Some(contact) = chat.contact {
        let change = ContactChange {
            external_id: Some(contact.external_id),
            name: contact.name,
            avatar_url: contact.avatar_url,
            profile_url: contact.profile_url,
            phone: None,
        };
        if let Err(error) = core.store.contact_update(conversation_id, change, now()).await {
            tracing::warn!(conversation = conversation_id, %error, "The contact was not saved.");
        }
    }
    if let Some(item) = chat.item {
        let item = Item {
            external_id: item.external_id,
            title: item.title,
            url: item.url,
            price: item.price,
            image_url: item.image_url,
            location: item.location,
        };
        if let Err(error) = core.store.conversation_item_update(conversation_id, Some(item), now()).await {
            tracing::warn!(conversation = conversation_id, %error, "The listing was not saved.");
        }
    }
}
