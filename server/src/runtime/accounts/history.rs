//! Import of a newly connected account's past: in the background, resumable, behind all live traffic.

use std::sync::Arc;

use sufler_channels::{
    AdapterError, ChatInfo,
    avito::{self, ChatFilter},
    budget::{Priority, Request},
    history::sort_and_dedupe,
};
use sufler_store::StoreError;

use super::{
    super::{core::Core, profiles, webhook},
    Session,
};
use crate::clock::now;

/// Cursor of a chat, or of the whole account, that is done.
const DONE: &str = "done";

/// Why an import paused; it goes on at the next start of the account.
#[derive(Debug, thiserror::Error)]
enum Paused {
    #[error(transparent)]
    Channel(#[from] AdapterError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Imports what is not imported yet.
pub(super) async fn import(core: Arc<Core>, session: Arc<Session>) {
    let cancel = session.cancel.clone();
    let result = tokio::select! {
        () = cancel.cancelled() => return,
        result = import_all(&core, &session) => result,
    };
    match result {
        Ok(0) => {}
        Ok(chats) => tracing::info!(account = session.id(), chats, "The account's history is imported."),
        Err(error) => tracing::warn!(account = session.id(), %error, "The import of history paused."),
    }
}

/// Answers how many chats were imported now.
async fn import_all(core: &Arc<Core>, session: &Arc<Session>) -> Result<usize, Paused> {
    if is_done(core, session, "").await? {
        return Ok(0);
    }
    let Some(calls) = session.calls() else { return Ok(0) };
    let mut cursor = avito::Account::cursor();
    let mut imported = 0;
    while let Some(page) = cursor.page() {
        session.acquire(Request::call(Priority::Sync)).await;
        let found = calls.chats(&ChatFilter::default(), page).await?;
        cursor.accept(found.received);
        for chat in found.chats {
            if !is_done(core, session, &chat.chat_id).await? {
                import_chat(core, session, &calls, chat).await?;
                imported += 1;
            }
        }
    }
    core.store.set_sync_cursor(session.id(), "", DONE, now()).await?;
    Ok(imported)
}

async fn import_chat(
    core: &Arc<Core>,
    session: &Arc<Session>,
    calls: &avito::Account,
    chat: ChatInfo,
) -> Result<(), Paused> {
    let mut cursor = avito::Account::cursor();
    let mut messages = Vec::new();
    while let Some(page) = cursor.page() {
        session.acquire(Request::call(Priority::Sync)).await;
        let found = calls.messages(&chat.chat_id, page).await?;
        cursor.accept(found.received);
        messages.extend(found.messages);
    }
    sort_and_dedupe(&mut messages);
    let (live, old): (Vec<_>, Vec<_>) = messages.into_iter().partition(|m| m.at_ms >= session.live_since());
    for (batch, live) in [(old, false), (live, true)] {
        if !batch.is_empty() {
            webhook::store(core, session, batch, live).await?;
        }
    }
    let chat_id = chat.chat_id.clone();
    if let Some(row) = core.store.conversation_by_chat(session.id(), &chat_id).await? {
        profiles::save(core, row.conversation.id, chat).await;
    }
    core.store.set_sync_cursor(session.id(), &chat_id, DONE, now()).await?;
    Ok(())
}

async fn is_done(core: &Core, session: &Session, chat: &str) -> Result<bool, StoreError> {
    Ok(core.store.sync_cursor(session.id(), chat).await?.is_some_and(|cursor| cursor.cursor == DONE))
}
