//! Tells the channel that an operator has read a chat.

use std::{collections::HashMap, sync::Arc};

use sufler_channels::budget::{Priority, Request};
use sufler_store::Id;
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

use super::core::Core;

/// Follows unread counters until `cancel`: one that falls to zero is reported. A mark that is lost does no harm.
pub(super) async fn run(core: Arc<Core>, cancel: CancellationToken) {
    let mut changes = core.store.changes();
    let mut unread: HashMap<Id, String> = HashMap::new();
    loop {
        let change = tokio::select! {
            () = cancel.cancelled() => return,
            change = changes.recv() => change,
        };
        let change = match change {
            Ok(change) => change,
            Err(RecvError::Lagged(_)) => continue,
            Err(RecvError::Closed) => return,
        };
        let Some(conversation) = &change.conversation else { continue };
        if conversation.unread > 0 {
            unread.insert(conversation.id, conversation.external_id.clone());
        } else if let Some(chat) = unread.remove(&conversation.id) {
            tokio::spawn(mark(Arc::clone(&core), conversation.account_id, chat));
        }
    }
}

async fn mark(core: Arc<Core>, account_id: Id, chat: String) {
    let Some(session) = core.accounts.get(account_id) else { return };
    let Some(calls) = session.calls() else { return };
    session.acquire(Request::call(Priority::Sync)).await;
    if let Err(error) = calls.mark_read(&chat).await {
        tracing::debug!(account = account_id, %error, "The chat was not marked read.");
    }
}
