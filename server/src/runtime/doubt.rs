//! Sends in doubt: a time-out or a crash between the call and its answer.
//!
//! Avito has no idempotency key (contracts: Avito, section 7), so the chat itself is asked before anything is repeated.

use std::{collections::HashSet, sync::Arc, time::Duration};

use futures::{StreamExt, stream};
use sufler_channels::{
    budget::{Priority, Request},
    history::Page,
    reconcile::{Doubt, Recent, Tolerance, Verdict, reconcile},
};
use sufler_store::{Millis, OutboxItem, StoreError};
use tokio::time::sleep;

use super::{accounts::Session, core::Core, outbox};
use crate::clock::now;

/// Messages of the chat that are looked at.
const RECENT: u32 = 50;
/// Looks at the chat before a person has to decide.
const LOOKS: u32 = 4;
/// Before the second look; doubles for each further one.
const PAUSE: Duration = Duration::from_secs(2);

/// Leftovers of a dead process that are looked at side by side.
const AT_ONCE: usize = 32;

const UNKNOWN: &str = "Неизвестно, дошло ли сообщение: Авито не ответил, а история чата недоступна. \
                       Проверьте чат в Авито и повторите отправку, если сообщения там нет.";

/// Looks into the chat and decides: sent, to be sent again, or unknown.
pub(super) async fn settle(
    core: &Core,
    session: &Session,
    item: &OutboxItem,
    started: i64,
) -> Result<(), StoreError> {
    match decide(core, session, item, started).await {
        // Meanwhile the echo came by webhook, or a person decided: there is no doubt left.
        Err(StoreError::Conflict { .. }) => Ok(()),
        decided => decided,
    }
}

async fn decide(core: &Core, session: &Session, item: &OutboxItem, started: i64) -> Result<(), StoreError> {
    let Ok(message) = outbox::outbound(item) else {
        return core.store.outbox_unknown(item.message.id, UNKNOWN.to_owned()).await;
    };
    let ended = now();
    for look in 0..LOOKS {
        if look > 0 {
            sleep(PAUSE * 2_u32.pow(look - 1)).await;
        }
        let Some(calls) = session.calls() else { continue };
        session.acquire(Request::call(Priority::Bot)).await;
        let page = Page { limit: RECENT, offset: 0 };
        let Ok(found) = calls.messages(&item.chat_external_id, page).await else { continue };
        let known = known_ids(core, item).await?;
        let recent = Recent {
            messages: &found.messages,
            complete: found.received < usize::try_from(RECENT).unwrap_or(usize::MAX),
            age_ms: now() - ended,
        };
        let doubt = Doubt { message: &message, started_ms: started };
        match reconcile(doubt, recent, Tolerance::default(), |id| known.contains(id)) {
            Verdict::Arrived { external_id } => {
                return core.store.outbox_sent(item.message.id, Some(external_id), now()).await;
            }
            Verdict::NotArrived => return core.store.outbox_retry(item.message.id, now(), None).await,
            Verdict::Unclear => {}
        }
    }
    core.store.outbox_unknown(item.message.id, UNKNOWN.to_owned()).await
}

/// Ids of the chat that belong to other messages: two equal texts are two messages.
async fn known_ids(core: &Core, item: &OutboxItem) -> Result<HashSet<String>, StoreError> {
    let page = core.store.messages(item.message.conversation_id, None, None, RECENT).await?;
    Ok(page.items.into_iter().filter_map(|message| message.external_id).collect())
}

/// What a dead process left `sending`: claimed before `born`, for what was claimed since is being sent by this one.
pub(super) async fn settle_leftovers(core: Arc<Core>, born: Millis) {
    let leftovers = match core.store.outbox_in_doubt().await {
        Ok(leftovers) => leftovers,
        Err(error) => return tracing::error!(%error, "Can't read the sends in doubt."),
    };
    let leftovers = leftovers.into_iter().filter(|item| item.claimed_at.is_none_or(|at| at < born));
    let settling = leftovers.filter_map(|item| Some((core.accounts.get(item.account_id)?, item)));
    // Side by side: each waits for seconds, and the budget of an account holds all the same.
    let core = &core;
    stream::iter(settling)
        .for_each_concurrent(AT_ONCE, |(session, item)| async move {
            if let Err(error) = settle(core, &session, &item, item.message.at).await {
                tracing::error!(message = item.message.id, %error, "A send in doubt could not be settled.");
            }
        })
        .await;
    core.outbox_kick.notify_one();
}
