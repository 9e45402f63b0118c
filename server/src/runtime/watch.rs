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

/// How long something must be missing to be gone: editors and git remove a file before they write it anew.
const ABSENCE: Duration = Duration::from_secs(1);

/// What a look at the folder asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// To be called at the next change.
    Change,
    /// To be called again, confirmed, unless something changes within [`ABSENCE`].
    Confirm,
}

/// Calls `changed` after each burst of changes below `dir`, until `cancel`; it is told whether this look confirms
/// the one before, which asked for that.
///
/// `changed` must be cheap when nothing really changed: the poll calls it too.
pub(crate) async fn watch(
    dir: &Path,
    cancel: CancellationToken,
    mut changed: impl FnMut(bool) -> Next + Send,
) {
    let signal = Arc::new(Notify::new());
    let mut watched = Watched::start(dir, &signal);
    // What changed before the watch began.
    let mut next = changed(false);
    loop {
        let patience = if next == Next::Confirm { ABSENCE } else { POLL };
        let silent = tokio::select! {
            () = cancel.cancelled() => return,
            () = signal.notified() => false,
            () = sleep(patience) => true,
        };
        if !silent {
            settle(&signal).await;
        }
        watched.follow(dir, &signal);
        next = changed(silent && next == Next::Confirm);
    }
}

/// Returns when the folder has been silent for [`QUIET`], or after [`LONGEST_BURST`].
async fn settle(signal: &Notify) {
    let silence = async { while timeout(QUIET, signal.notified()).await.is_ok() {} };
    // Either end is fine: what is read half-written now is read again at the next event.
    let _ = timeout(LONGEST_BURST, silence).await;
}

/// A watch over the folder that now has its name.
struct Watched {
    /// Kept for its events.
    _watcher: Option<RecommendedWatcher>,
    folder: Option<Folder>,
}

impl Watched {
    fn start(dir: &Path, signal: &Arc<Notify>) -> Self {
        Self { folder: folder(dir), _watcher: start_watcher(dir, Arc::clone(signal)) }
    }

    /// The folder itself may have been replaced by another one: the system goes on to watch the old one.
    fn follow(&mut self, dir: &Path, signal: &Arc<Notify>) {
        let now = folder(dir);
        if now.is_some() && now != self.folder {
            *self = Self::start(dir, signal);
        }
    }
}

/// What tells a folder from another one of the same name.
#[cfg(unix)]
type Folder = (u64, u64);
#[cfg(not(unix))]
type Folder = std::time::SystemTime;

#[cfg(unix)]
fn folder(dir: &Path) -> Option<Folder> {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata(dir).ok().map(|data| (data.dev(), data.ino()))
}

#[cfg(not(unix))]
fn folder(dir: &Path) -> Option<Folder> {
    std::fs::metadata(dir).and_then(|data| data.created()).ok()
}

fn start_watcher(dir: &Path, signal: Arc<Notify>) -> Option<RecommendedWatcher> {
    // Events name whole paths.
    let dir = std::path::absolute(dir).unwrap_or_else(|_| dir.to_path_buf());
    let inside = dir.clone();
    let on_event = move |event: notify::Result<notify::Event>| match event {
        // Reading the folder is an event too; answering it would never end.
        Ok(event) if event.kind.is_access() => {}
        // Of the folder around only what happens to this one counts.
        Ok(event) if !event.need_rescan() && !event.paths.iter().any(|path| path.starts_with(&inside)) => {}
        Ok(_) => signal.notify_one(),
        Err(error) => tracing::warn!(%error, "Watching files failed; the slow poll goes on."),
    };
    let started = notify::recommended_watcher(on_event).and_then(|mut watcher| {
        watcher.watch(&dir, RecursiveMode::Recursive)?;
        // Only the folder around tells that this one was replaced; without it the poll does.
        if let Some(around) = dir.parent() {
            drop(watcher.watch(around, RecursiveMode::NonRecursive));
        }
        Ok(watcher)
    });
    match started {
        Ok(watcher) => Some(watcher),
        Err(error) => {
            tracing::warn!(%error, dir = %dir.display(), "Can't watch the folder; changes are seen within seconds.");
            None
        }
    }
}
