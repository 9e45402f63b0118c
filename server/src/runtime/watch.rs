//! Tells when anything below a folder changed, once it has been quiet for a moment.
//!
//! The folder is watched, not its files: editors rename, git swaps. A slow poll backs it up for network disks.

use std::{path::Path, sync::Arc, time::Duration};

use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use tokio::{
    sync::Notify,
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;

/// Silence after which a burst of file events counts as one change.
const QUIET: Duration = Duration::from_millis(40);
/// A folder that never falls silent is looked at this often all the same.
const LONGEST_BURST: Duration = Duration::from_millis(500);
/// Fallback where the operating system reports nothing.
const POLL: Duration = Duration::from_secs(5);

/// Calls `changed` after each burst of changes below `dir`, until `cancel`.
///
/// `changed` must be cheap when nothing really changed: the poll calls it too.
pub(crate) async fn watch(dir: &Path, cancel: CancellationToken, mut changed: impl FnMut() + Send) {
    let signal = Arc::new(Notify::new());
    let _watcher = start_watcher(dir, Arc::clone(&signal));
    loop {
        tokio::select! {
            () = cancel.cancelled() => return,
            () = signal.notified() => settle(&signal).await,
            () = sleep(POLL) => {}
        }
        changed();
    }
}

/// Returns when the folder has been silent for [`QUIET`], or after [`LONGEST_BURST`].
async fn settle(signal: &Notify) {
    let silence = async { while timeout(QUIET, signal.notified()).await.is_ok() {} };
    // Either end is fine: what is read half-written now is read again at the next event.
    let _ = timeout(LONGEST_BURST, silence).await;
}

fn start_watcher(dir: &Path, signal: Arc<Notify>) -> Option<RecommendedWatcher> {
    let on_event = move |event: notify::Result<notify::Event>| match event {
        // Reading the folder is an event too; answering it would never end.
        Ok(event) if event.kind.is_access() => {}
        Ok(_) => signal.notify_one(),
        Err(error) => tracing::warn!(%error, "Watching files failed; the slow poll goes on."),
    };
    let started = notify::recommended_watcher(on_event)
        .and_then(|mut watcher| watcher.watch(dir, RecursiveMode::Recursive).map(|()| watcher));
    match started {
        Ok(watcher) => Some(watcher),
        Err(error) => {
            tracing::warn!(%error, dir = %dir.display(), "Can't watch the folder; changes are seen within seconds.");
            None
        }
    }
}
