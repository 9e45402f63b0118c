//! Sends in doubt: a time-out or a crash between the call and its answer.
//!
//! Avito has no idempotency key (contracts: Avito, section 7), so the chat itself is asked before anything is repeated.

use std::{sync::Arc, time::Duration};

use sufler_channels::{
    budget::{Priority, Request},
    reconcile::{Doubt, Recent, Tolerance, Verdict, reconcile},
};
use sufler_store::{OutboxItem, StoreError};
use tokio::time::sleep;

use super::{accounts::Session, clock::now, outbox, runtime::Core};

/// Messages of the chat that are looked at.
const RECENT: u32 = 50;
/// Looks at the chat before a person has to decide.
const LOOKS: u32 = 4;
/// Between looks.
const BETWEEN: Duration = Duration::from_secs(2);

const UNKNOWN: &str = "Неизвестно, дошло ли сообщение: Авито не ответил, а история чата недоступна. \
                       Проверьте чат в Авито и повторите отправку, если сообщения там нет.";

/// Looks into the chat and decides: sent, to be sent again, or unknown.
pub async fn settle(
    core: &Core,
    session: &Session,
    item: &OutboxItem,
    started: i64,
) -> Result<(), StoreError> {
    let Ok(message) = outbox::outbound(item) else {
        return core.store.outbox_unknown(item.message.id, UNKNOWN.to_owned()).await;
    };
    for look in 0..LOOKS {
        if look > 0 {
            sleep(BETWEEN).await;
        }
        session.acquire(Request::call(Priority::Bot)).await;
        let Ok(messages) = session.client().recent(&item.chat_external_id, RECENT).await else { continue };
        let complete = messages.len() < usize::try_from(RECENT).unwrap_or(usize::MAX);
        let known = core.store.known_external_ids(item.message.conversation_id).await?;
        let verdict = reconcile(
            Doubt { message: &message, started_ms: started, ended_ms: now(), known: &known },
            Recent { messages: &messages, complete },
            Tolerance::default(),
            now(),
        );
        match verdict {
            Verdict::Arrived { external_id, at_ms } => {
                return core.store.outbox_sent(item.message.id, Some(external_id), at_ms).await;
            }
            Verdict::NotArrived => return core.store.outbox_retry(item.message.id, now(), None).await,
            Verdict::Unclear => {}
        }
    }
    core.store.outbox_unknown(item.message.id, UNKNOWN.to_owned()).await
}

/// What a dead process left `sending`.
pub async fn settle_leftovers(core: Arc<Core>) {
    let leftovers = match core.store.outbox_in_doubt().await {
        Ok(leftovers) => leftovers,
        Err(error) => return tracing::error!(%error, "Can't read the sends in doubt."),
    };
    for item in leftovers {
        let Some(session) = core.accounts.get(item.account_id) else { continue };
        let result = settle(&core, &session, &item, item.message.at).await;
        if let Err(error) = result {
            tracing::error!(message = item.message.id, %error, "A send in doubt could not be settled.");
        }
    }
    core.outbox_kick.notify_one();
}
