//! Workers: lease a conversation whose burst has settled, run its turn, give it back.

use std::{pin::pin, sync::Arc, time::Duration};

use sufler_store::{Lease, OutboxItem, StoreError};
use tokio::{sync::Semaphore, time::sleep};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{core::Core, outbox, turn};
use crate::clock::now;

/// A dead node's conversations are taken up after this.
const LEASE_MS: i64 = 30_000;
/// A turn that still runs keeps its lease.
const RENEW: Duration = Duration::from_secs(10);
/// How long to rest when the database does not answer.
const DATABASE_PAUSE: Duration = Duration::from_millis(500);
/// No commit for so long: time to ask when something is due.
const LULL: Duration = Duration::from_millis(5);
/// A failed turn is tried again after this, so that one bad conversation can't spin.
const RETRY_MS: i64 = 5_000;

/// Runs turns until `cancel`; turns under way are finished by the caller's `tracker`.
pub(super) async fn run(core: Arc<Core>, workers: usize, cancel: CancellationToken, tracker: TaskTracker) {
    let slots = Arc::new(Semaphore::new(workers.max(1)));
    let ready = core.store.ready_signal();
    while !cancel.is_cancelled() {
        // Registered before asking, so that a commit in between is not missed.
        let mut woken = pin!(ready.notified());
        match lease_and_start(&core, &slots, &tracker).await {
            Ok(More::Perhaps) => continue,
            Ok(More::No) => {}
            Err(error) => {
                tracing::error!(%error, "Can't lease conversations.");
                sleep(DATABASE_PAUSE).await;
                continue;
            }
        }
        // Under load the next commit comes before anybody need ask when the next one is due.
        tokio::select! {
            () = &mut woken => continue,
            () = sleep(LULL) => {}
        }
        let due = until_due(&core).await;
        tokio::select! {
            () = cancel.cancelled() => {}
            () = woken => {}
            () = sleep(due) => {}
        }
    }
}

/// Whether more conversations may be ready.
enum More {
    Perhaps,
    No,
}

/// Starts as many turns as there are free slots.
async fn lease_and_start(
    core: &Arc<Core>,
    slots: &Arc<Semaphore>,
    tracker: &TaskTracker,
) -> Result<More, StoreError> {
    // The runtime lives as long as the process: the semaphore is never closed.
    let Ok(first) = Arc::clone(slots).acquire_owned().await else { return Ok(More::No) };
    let free = u32::try_from(slots.available_permits()).unwrap_or(u32::MAX).saturating_add(1);
    let leases = core.store.lease_ready(free, LEASE_MS, now()).await?;
    let more = if leases.len() < free as usize { More::No } else { More::Perhaps };
    let mut permit = Some(first);
    for lease in leases {
        let slot = match permit.take() {
            Some(slot) => slot,
            None => match Arc::clone(slots).acquire_owned().await {
                Ok(slot) => slot,
                Err(_) => return Ok(more),
            },
        };
        let core = Arc::clone(core);
        tracker.spawn(async move {
            let reply = run_one(&core, lease).await;
            // What is on its way to the channel keeps no other turn from running.
            drop(slot);
            if let Some(reply) = reply {
                outbox::send_claimed(&core, reply).await;
            }
        });
    }
    Ok(more)
}

async fn until_due(core: &Core) -> Duration {
    match core.store.next_ready_at().await {
        Ok(Some(at)) => Duration::from_millis(u64::try_from(at - now()).unwrap_or(0).max(1)),
        Ok(None) => Duration::from_secs(60),
        Err(_) => DATABASE_PAUSE,
    }
}

/// Answers the reply that is to be sent now.
async fn run_one(core: &Arc<Core>, lease: Lease) -> Option<OutboxItem> {
    let outcome = tokio::select! {
        outcome = turn::run(core, lease) => outcome,
        lost = keep(core, lease) => Err(lost),
    };
    match outcome {
        Ok(reply) => return reply,
        // Somebody else has the conversation now, and with it the duty to answer.
        Err(StoreError::Fenced { .. } | StoreError::OwnerChanged { .. }) => {
            metrics::counter!("sufler_turns_total", "result" => "abandoned").increment(1);
        }
        Err(error) => {
            metrics::counter!("sufler_turns_total", "result" => "failed").increment(1);
            tracing::error!(conversation = lease.conversation_id, %error, "A turn failed; it is tried again.");
            if let Err(error) = core.store.release(lease, Some(now() + RETRY_MS)).await {
                tracing::warn!(conversation = lease.conversation_id, %error, "The lease has to run out.");
            }
        }
    }
    None
}

/// Renews the lease as long as it can be; ends with the reason why it could not.
async fn keep(core: &Core, lease: Lease) -> StoreError {
    loop {
        sleep(RENEW).await;
        match core.store.renew(lease, LEASE_MS, now()).await {
            Ok(()) => {}
            Err(error @ StoreError::Fenced { .. }) => return error,
            Err(error) => {
                tracing::warn!(conversation = lease.conversation_id, %error, "A lease was not renewed.")
            }
        }
    }
}
