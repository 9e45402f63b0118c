//! Finds out what has to be told: reads what changed since the cursor and queues it, behind everybody's back.

use std::{sync::Arc, time::Duration};

use sufler_store::{StoreError, Version};
use tokio::{sync::broadcast::error::RecvError, time::sleep};
use tokio_util::sync::CancellationToken;

use super::{
    super::{core::Core, failpoint::failpoint},
    plan::{Audience, plan},
};
use crate::clock::now;

/// Pause before changes are looked at: others come with them.
const GATHER: Duration = Duration::from_millis(300);
/// After a failure, and at the latest anyway: other nodes do not wake this one.
const RETRY: Duration = Duration::from_secs(5);

/// The stored cursor moves with notices, and at the latest after so many changes: what is looked at again after a
/// restart is not told again.
const FAR: Version = 2_000;

/// How far this process has looked.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// The stored cursor.
    kept: Version,
    /// Changes looked at.
    seen: Version,
}

impl Place {
    fn at(kept: Version) -> Self {
        Self { kept, seen: kept }
    }
}

/// Follows until `cancel`.
pub(super) async fn run(core: Arc<Core>, cancel: CancellationToken) {
    let work = async {
        let mut place = None;
        loop {
            match look(&core, &mut place).await {
                // The store is closed.
                Ok(false) => return,
                Ok(true) => {}
                Err(error) => {
                    tracing::warn!(%error, "Notices were not looked for; trying again.");
                    place = None;
                    sleep(RETRY).await;
                }
            }
        }
    };
    tokio::select! {
        () = cancel.cancelled() => {}
        () = work => {}
    }
}

/// Queues everything there is, then waits for more; `false` when there will be no more.
///
/// It listens only while nothing is left to do: whoever subscribes and does not listen keeps every change in memory.
async fn look(core: &Core, place: &mut Option<Place>) -> Result<bool, StoreError> {
    let subscriptions = core.store.push_subscriptions().await?;
    let telegram = core.notices.telegram.is_some();
    if !telegram && subscriptions.is_empty() {
        // Nobody wants to be told: what happens meanwhile will be too old when somebody does.
        sleep(RETRY).await;
        return Ok(true);
    }
    let mut changes = core.store.changes();
    let Place { kept, seen } = match *place {
        Some(place) => place,
        None => Place::at(core.store.notice_cursor().await?),
    };
    let occasions = core.store.notice_occasions(seen).await?;
    let upto = occasions.upto;
    if upto == seen {
        let heard = tokio::time::timeout(RETRY, changes.recv()).await;
        drop(changes);
        sleep(GATHER).await;
        return Ok(!matches!(heard, Ok(Err(RecvError::Closed))));
    }
    drop(changes);
    let users = core.store.users().await?;
    let audience = Audience { telegram, subscriptions: &subscriptions, users: &users };
    let notices = plan(&occasions.items, &audience, now());
    if notices.is_empty() && upto - kept < FAR {
        *place = Some(Place { kept, seen: upto });
        return Ok(true);
    }
    let is_news = !notices.is_empty();
    if core.store.notices_add((kept, upto), notices, now()).await? {
        *place = Some(Place::at(upto));
        if is_news {
            failpoint("notices.queued");
            core.notice_kick.notify_waiters();
        }
    } else {
        tracing::debug!("Another node looked at these changes.");
        *place = None;
    }
    Ok(true)
}
