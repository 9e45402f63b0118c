//! Tells when anything below a folder changed, once it has been quiet for a moment.
//!
//! The folder is watched, not its files: editors rename, git swaps. A slow poll backs it up for network disks.

use std::{path::Path, sync::Arc, time::Duration};

use notify_debouncer_full::{
    DebounceEventResult, Debouncer, RecommendedCache, new_debouncer,
    notify::{RecommendedWatcher, RecursiveMode},
};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// Silence after which a burst of file events counts as one change.
const QUIET: Duration = Duration::from_millis(50);
/// Fallback where the operating system reports nothing.
const POLL: Duration = Duration::from_secs(5);

/// Calls `changed` after each burst of changes below `dir`, until `cancel`.
///
/// `changed` must be cheap when nothing really changed: the poll calls it too.
pub(super) async fn watch(dir: &Path, cancel: CancellationToken, mut changed: impl FnMut() + Send) {
    let signal = Arc::new(Notify::new());
    let _watcher = start_watcher(dir, Arc::clone(&signal));
    loop {
        tokio::select! {
            () = cancel.cancelled() => return,
            () = signal.notified() => {}
            () = tokio::time::sleep(POLL) => {}
        }
        changed();
    }
}

fn start_watcher(dir: &Path, signal: Arc<Notify>) -> Option<Debouncer<RecommendedWatcher, RecommendedCache>> {
    let on_events = move |events: DebounceEventResult| match events {
        Ok(_) => signal.notify_one(),
        Err(errors) => tracing::warn!(?errors, "Watching files failed; the slow poll goes on."),
    };
    let started = new_debouncer(QUIET, None, on_events)
        .and_then(|mut watcher| watcher.watch(dir, RecursiveMode::Recursive).map(|()| watcher));
    match started {
        Ok(watcher) => Some(watcher),
        Err(error) => {
            tracing::warn!(%error, dir = %dir.display(), "Can't watch the folder; changes are seen within seconds.");
            None
        }
    }
}
