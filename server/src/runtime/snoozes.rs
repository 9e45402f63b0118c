//! Brings conversations back that were put off. The times lie in the store: a restart forgets none, and of several
//! nodes any may be the one that brings them back.

use std::{sync::Arc, time::Duration};

use tokio_util::sync::CancellationToken;

use super::core::Core;
use crate::clock::now;

/// How often new times are looked for, here and from other nodes; a known one is met when it comes.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Wakes conversations until `cancel`.
pub(super) async fn run(core: Arc<Core>, cancel: CancellationToken) {
    loop {
        let pause = match wake(&core).await {
            Ok(pause) => pause,
            Err(error) => {
                tracing::warn!(%error, "Conversations put off were not looked at.");
                LOOK_EVERY
            }
        };
        tokio::select! {
            () = cancel.cancelled() => return,
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Brings back whose time has come; answers how long to rest.
async fn wake(core: &Core) -> Result<Duration, sufler_store::StoreError> {
    while core.store.snooze_wake(now()).await? > 0 {}
    let next = core.store.snooze_next().await?;
    let rest = next.map_or(LOOK_EVERY, |at| Duration::from_millis(u64::try_from(at - now()).unwrap_or(0)));
    Ok(rest.clamp(Duration::from_millis(10), LOOK_EVERY))
}
