//! One way out: claims what is due, sends it, writes what became of it.

use std::{sync::Arc, time::Duration};

use sufler_store::{Millis, Notice, NoticeEnd, StoreError};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::super::core::Core;
use crate::clock::now;

/// Longest sleep: other nodes queue too.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// A call that began longer ago has no process any more.
const DEAD_AFTER_MS: Millis = 2 * 60 * 1000;
/// How often dead and old notices are looked for.
const SETTLE_EVERY_MS: Millis = 60 * 1000;
/// Notices that ended are kept for a week: what was told is not told again.
const KEPT_MS: Millis = 7 * 24 * 60 * 60 * 1000;
/// First pause after a failure, doubled up to [`LONGEST_PAUSE_MS`].
const PAUSE_MS: Millis = 2_000;
const LONGEST_PAUSE_MS: Millis = 5 * 60 * 1000;
/// What could not be told for so long is news no more.
const GIVE_UP_MS: Millis = 2 * 60 * 60 * 1000;
/// Pushes sent side by side.
const PUSHES: u32 = 32;

/// A way out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lane {
    /// One message after the other.
    Telegram,
    /// Side by side.
    Push,
}

/// What came of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It arrived.
    Sent,
    /// It concerns nobody any more.
    Dropped,
    /// Repeating changes nothing; why, in Russian.
    Failed(String),
    /// It may have arrived; why it is not known, in Russian.
    Unknown(String),
    /// Again, not before that long; why, in Russian.
    Later(Duration, String),
}

/// Sends until `cancel`.
pub(super) async fn run(core: Arc<Core>, lane: Lane, cancel: CancellationToken) {
    let mut settled_at = 0;
    while !cancel.is_cancelled() {
        let kicked = core.notice_kick.notified();
        if now() - settled_at > SETTLE_EVERY_MS {
            settled_at = now();
            settle(&core).await;
        }
        let pause = match sweep(&core, lane).await {
            Ok(pause) => pause,
            Err(error) => {
                tracing::warn!(%error, "Can't read the queue of notices.");
                LOOK_EVERY
            }
        };
        tokio::select! {
            () = cancel.cancelled() => {}
            () = kicked => {}
            () = sleep(pause) => {}
        }
    }
}

/// Ends what a dead process was sending, and forgets what is long over.
async fn settle(core: &Core) {
    let why =
        "Сервер остановился во время отправки: неизвестно, дошло ли уведомление. Повторно оно не отправлено.";
    let settled = core.store.notices_settle(now() - DEAD_AFTER_MS, now() - KEPT_MS, why.to_owned()).await;
    if let Err(error) = settled {
        tracing::warn!(%error, "Old notices were not settled; trying again later.");
    }
}

/// Sends what is due; answers how long nothing else is.
async fn sweep(core: &Arc<Core>, lane: Lane) -> Result<Duration, StoreError> {
    let target = lane.target();
    loop {
        let limit = if lane == Lane::Telegram { 1 } else { PUSHES };
        let due = core.store.notices_claim(target, limit, now()).await?;
        if due.is_empty() {
            break;
        }
        let sends = due.into_iter().map(|notice| send(core, lane, notice));
        futures::future::try_join_all(sends).await?;
    }
    let next = core.store.notices_next(target).await?;
    let wait =
        next.map_or(LOOK_EVERY, |at| Duration::from_millis(u64::try_from(at - now()).unwrap_or(0).max(1)));
    Ok(wait.min(LOOK_EVERY))
}

impl Lane {
    fn target(self) -> &'static str {
        match self {
            Self::Telegram => "telegram",
            Self::Push => "push",
        }
    }
}

async fn send(core: &Core, lane: Lane, notice: Notice) -> Result<(), StoreError> {
    let outcome = match lane {
        Lane::Telegram => super::telegram::send(core, &notice).await?,
        Lane::Push => super::push::send(core, &notice).await?,
    };
    let (end, problem) = match outcome {
        Outcome::Sent => (NoticeEnd::Sent, None),
        Outcome::Dropped => (NoticeEnd::Dropped, None),
        Outcome::Failed(why) => (NoticeEnd::Failed, Some(why)),
        Outcome::Unknown(why) => (NoticeEnd::Unknown, Some(why)),
        Outcome::Later(_, why) if now() - notice.created_at > GIVE_UP_MS => (NoticeEnd::Failed, Some(why)),
        Outcome::Later(wait, why) => return again(core, lane, &notice, wait, why).await,
    };
    if let Some(why) = &problem {
        tracing::warn!(lane = lane.target(), notice = notice.id, why, "A notice was not delivered.");
    }
    core.store.notice_end(notice.id, end, problem).await
}

async fn again(
    core: &Core,
    lane: Lane,
    notice: &Notice,
    asked: Duration,
    why: String,
) -> Result<(), StoreError> {
    let until = now() + pause(notice.attempts, asked);
    if lane == Lane::Telegram && !asked.is_zero() {
        core.store.notices_hold_telegram(until).await?;
    }
    core.store.notice_retry(notice.id, until, why).await
}

/// Doubled with every attempt, and never shorter than what was asked for.
fn pause(attempts: i64, asked: Duration) -> Millis {
    let shift = u32::try_from(attempts).unwrap_or(u32::MAX).min(20);
    let own = PAUSE_MS.saturating_mul(1 << shift).min(LONGEST_PAUSE_MS);
    own.max(Millis::try_from(asked.as_millis()).unwrap_or(Millis::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_obey() {
        let pauses = [0, 1, 2, 30].map(|attempts| pause(attempts, Duration::ZERO));
        assert_eq!(pauses, [2_000, 4_000, 8_000, 300_000]);
        assert_eq!(pause(0, Duration::from_secs(35)), 35_000);
    }
}
