//! Replies on their way out: claimed under the account's budget, checked once more, sent, marked.

use std::{sync::Arc, time::Duration};

use sufler_channels::{
    AdapterError, AdapterErrorKind, OutboundMessage, SentMessage,
    budget::{Priority, Request},
};
use sufler_store::{Author, OutboxItem, Owner, StoreError};
use tokio::time::sleep;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{accounts::Session, core::Core, doubt, failpoint::failpoint, problems};
use crate::clock::now;

/// Messages of one account taken in one look.
const BATCH: u32 = 64;
/// A message that met an account problem or a failing channel is tried again after this, growing to [`LONGEST_PAUSE`].
const PAUSE_MS: i64 = 2_000;
const LONGEST_PAUSE: i64 = 300_000;
/// Attempts at a failing channel before a person must decide.
const MAX_ATTEMPTS: i64 = 30;

/// Sends queued messages of every account until `cancel`.
pub(super) async fn run(core: Arc<Core>, cancel: CancellationToken, tracker: TaskTracker) {
    let signal = core.store.outbox_signal();
    while !cancel.is_cancelled() {
        let woken = signal.notified();
        let pause = match sweep(&core, &tracker).await {
            Ok(pause) => pause,
            Err(error) => {
                tracing::error!(%error, "Can't read the outbox.");
                Duration::from_millis(500)
            }
        };
        tokio::select! {
            () = cancel.cancelled() => {}
            () = woken => {}
            () = core.outbox_kick.notified() => {}
            () = sleep(pause) => {}
        }
    }
}

/// Claims what may leave now; answers how long nothing else can.
async fn sweep(core: &Arc<Core>, tracker: &TaskTracker) -> Result<Duration, StoreError> {
    let mut next = now() + 60_000;
    let queues = core.store.outbox_accounts(now()).await?;
    for session in core.accounts.all() {
        let queue = queues.iter().find(|queue| queue.account_id == session.id());
        session.set_waiting(queue.map_or(0, |queue| queue.waiting));
    }
    for queue in queues {
        let Some(session) = core.accounts.get(queue.account_id) else { continue };
        if queue.due_at > now() {
            next = next.min(queue.due_at);
            continue;
        }
        let limit = match session.free_slots(BATCH) {
            // Each finished send kicks the sweep again.
            Ok(0) => continue,
            Ok(limit) => limit,
            Err(wait) => {
                next = next.min(wait.until_ms);
                continue;
            }
        };
        let items = core.store.outbox_claim(queue.account_id, limit, now()).await?;
        if items.is_empty() {
            next = next.min(now() + 250);
        }
        for item in items {
            let (core, session) = (Arc::clone(core), Arc::clone(&session));
            tracker.spawn(async move {
                send(&core, &session, item).await;
                kick(&core, &session);
            });
        }
    }
    Ok(Duration::from_millis(u64::try_from(next - now()).unwrap_or(0).max(1)))
}

/// Sends a reply that was born `sending`: its turn has just been committed.
pub(super) async fn send_claimed(core: &Arc<Core>, item: OutboxItem) {
    match core.accounts.get(item.account_id) {
        Some(session) => {
            send(core, &session, item).await;
            kick(core, &session);
        }
        None => note(core.store.outbox_retry(item.message.id, now() + PAUSE_MS, None).await),
    }
}

/// A finished call lets the next message of its chat go, where the last look found any: what was queued since gives a
/// signal of its own.
fn kick(core: &Core, session: &Session) {
    if session.waiting() > 0 {
        core.outbox_kick.notify_one();
    }
}

/// One message: budget, last look at the owner, the call, and what came of it.
async fn send(core: &Core, session: &Session, item: OutboxItem) {
    let slot = session.occupy();
    let Some(calls) = session.calls() else {
        return note(core.store.outbox_retry(item.message.id, now() + PAUSE_MS, None).await);
    };
    session.acquire(Request::message(priority(&item), &item.chat_external_id)).await;
    match core.store.outbox_epoch_ok(item.message.id).await {
        Ok(true) => {}
        Ok(false) => return note(core.store.outbox_cancelled(item.message.id).await),
        Err(error) => return note(Err(error)),
    }
    if item.message.author == Author::Bot && core.pauses.cover(item.account_id, item.message.conversation_id)
    {
        return note(silence(core, &item).await);
    }
    failpoint("outbox.before_call");
    let started = now();
    let result = match outbound(&item) {
        Ok(message) => calls.send(&item.chat_external_id, &message).await,
        Err(problem) => return note(core.store.outbox_failed(item.message.id, problem).await),
    };
    failpoint("outbox.after_call");
    drop(slot);
    let done = match result {
        Ok(sent) => mark_sent(core, session, &item, sent).await,
        Err(error) => failed(core, session, &item, started, &error).await,
    };
    failpoint("outbox.marked");
    note(done);
}

/// The bot was silenced meanwhile: its message never leaves, and people take the conversation over.
async fn silence(core: &Core, item: &OutboxItem) -> Result<(), StoreError> {
    core.store.outbox_cancelled(item.message.id).await?;
    core.store.assign(item.message.conversation_id, Owner::Queue, None, now()).await.map(drop)
}

async fn mark_sent(
    core: &Core,
    session: &Session,
    item: &OutboxItem,
    sent: SentMessage,
) -> Result<(), StoreError> {
    metrics::counter!("sufler_messages_sent_total").increment(1);
    session.works(core).await;
    let (id, external_id, at) = (item.message.id, Some(sent.external_id), sent.at_ms.unwrap_or_else(now));
    if item.is_followed {
        return core.store.outbox_sent(id, external_id, at).await;
    }
    kick(core, session);
    core.store.outbox_sent_later(item.message.conversation_id, id, external_id, at).await
}

async fn failed(
    core: &Core,
    session: &Session,
    item: &OutboxItem,
    started: i64,
    error: &AdapterError,
) -> Result<(), StoreError> {
    metrics::counter!("sufler_send_errors_total", "code" => error.code()).increment(1);
    tracing::warn!(account = item.account_id, message = item.message.id, %error, "A message was not sent.");
    let id = item.message.id;
    if let AdapterErrorKind::RateLimited { retry_after } = error.kind {
        let until = session.pause(retry_after);
        return core.store.outbox_retry(id, until, Some(problems::words(error))).await;
    }
    if error.is_in_doubt() {
        return doubt::settle(core, session, item, started).await;
    }
    if error.is_account_problem() {
        session.has_problem(core, error).await;
        return core.store.outbox_retry(id, now() + pause(item.attempts), Some(problems::words(error))).await;
    }
    if error.is_retryable() && item.attempts < MAX_ATTEMPTS {
        return core.store.outbox_retry(id, now() + pause(item.attempts), Some(problems::words(error))).await;
    }
    core.store.outbox_failed(id, problems::words(error)).await
}

/// 2, 4, 8 … seconds, at most five minutes.
pub(super) fn pause(attempts: i64) -> i64 {
    let doublings = u32::try_from(attempts.clamp(0, 10)).unwrap_or(0);
    PAUSE_MS.saturating_mul(2_i64.saturating_pow(doublings)).min(LONGEST_PAUSE)
}

fn priority(item: &OutboxItem) -> Priority {
    match item.message.author {
        Author::Operator { .. } => Priority::Operator,
        _ => Priority::Bot,
    }
}

/// What the channel is asked to say.
pub(super) fn outbound(item: &OutboxItem) -> Result<OutboundMessage, String> {
    match item.message.kind.as_str() {
        "text" => Ok(OutboundMessage::Text { text: item.message.text.clone() }),
        "image" => item
            .message
            .content
            .as_ref()
            .and_then(|content| content.get("image_id")?.as_str())
            .map(|image_id| OutboundMessage::Image { image_id: image_id.to_owned() })
            .ok_or_else(|| "У изображения нет номера загрузки. Загрузите файл ещё раз.".to_owned()),
        other => Err(format!("Канал не умеет отправлять сообщения вида «{other}».")),
    }
}

fn note(result: Result<(), StoreError>) {
    if let Err(error) = result {
        tracing::error!(%error, "The state of an outgoing message was not saved; it is reconciled at the next start.");
    }
}
