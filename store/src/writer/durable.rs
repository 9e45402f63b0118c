//! Waits for the disk beside the writer.
//!
//! The writer commits without waiting for the disk (SQLite: `synchronous = NORMAL`; PostgreSQL: `synchronous_commit =
//! off`) and goes on with the next batch. Meanwhile somebody else brings the log to the disk, a thread on SQLite, a
//! connection on PostgreSQL, and only then tells: callers are answered, and changes published, when they would survive
//! a power cut. Batches become durable in the order of their commits, so whoever is answered stands on nothing that may
//! still be lost.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use tokio::sync::{Notify, mpsc};

use super::batch::Committed;
use crate::{Result, StoreError};

/// Commits that may wait for the disk; the writer waits with the next batch.
const AHEAD: usize = 2;

/// The way to who waits for the disk.
pub(super) struct Durable {
    committed: mpsc::UnboundedSender<Committed>,
    state: Arc<State>,
}

/// Who waits for the disk.
pub(super) struct Follower {
    committed: mpsc::UnboundedReceiver<Committed>,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    failed: AtomicBool,
    /// Commits that wait for the disk.
    behind: AtomicUsize,
    /// Fewer wait than before.
    told: Notify,
}

/// The write-ahead log of a database file. SQLite's locks are on other files, so that a handle of our own does not
/// touch them; the log is the same file as long as a connection is open.
pub(super) fn log(database: &Path) -> io::Result<File> {
    let mut name = database.as_os_str().to_owned();
    name.push("-wal");
    OpenOptions::new().write(true).open(name)
}

/// Both ends.
pub(super) fn durable() -> (Durable, Follower) {
    let (sender, receiver) = mpsc::unbounded_channel();
    let state = Arc::new(State::default());
    (Durable { committed: sender, state: Arc::clone(&state) }, Follower { committed: receiver, state })
}

impl Durable {
    /// Tells of a committed batch once it is durable.
    pub(super) fn tell(&self, committed: Committed) {
        self.state.behind.fetch_add(1, Ordering::AcqRel);
        if let Err(unsent) = self.committed.send(committed) {
            unsent.0.fail(&refused());
        }
    }

    /// Something committed waits for the disk.
    pub(super) fn is_behind(&self) -> bool {
        self.state.behind.load(Ordering::Acquire) > 0
    }

    /// So much waits for the disk that nothing more should be committed.
    pub(super) fn is_far_behind(&self) -> bool {
        self.state.behind.load(Ordering::Acquire) >= AHEAD
    }

    /// Resolves when something has become durable since the last time.
    pub(super) async fn told(&self) {
        self.state.told.notified().await;
    }

    /// After a failure nothing more may be written: what the disk lost, a later success would not bring back.
    ///
    /// # Errors
    /// The disk refused to keep what was written.
    pub(super) fn check(&self) -> Result<()> {
        if self.state.failed.load(Ordering::Acquire) { Err(refused()) } else { Ok(()) }
    }
}

impl Follower {
    /// Works until the other end is dropped and all is told; `sync` returns when everything committed before is on the
    /// disk. Answers whether it took everything. For a thread of its own.
    pub(super) fn follow_blocking(mut self, mut sync: impl FnMut() -> io::Result<()>) -> bool {
        while let Some(first) = self.committed.blocking_recv() {
            let waiting = self.gather(first);
            let synced = if self.has_failed() { Ok(()) } else { sync() };
            self.settle(waiting, synced.map_err(|error| error.to_string()));
        }
        !self.has_failed()
    }

    /// The same for a task.
    pub(super) async fn follow(mut self, mut sync: impl AsyncFnMut() -> Result<()>) -> bool {
        while let Some(first) = self.committed.recv().await {
            let waiting = self.gather(first);
            let synced = if self.has_failed() { Ok(()) } else { sync().await };
            self.settle(waiting, synced.map_err(|error| error.to_string()));
        }
        !self.has_failed()
    }

    /// Everything else that waits shares the wait.
    fn gather(&mut self, first: Committed) -> Vec<Committed> {
        let mut waiting = vec![first];
        while let Ok(next) = self.committed.try_recv() {
            waiting.push(next);
        }
        waiting
    }

    fn has_failed(&self) -> bool {
        self.state.failed.load(Ordering::Acquire)
    }

    fn settle(&self, waiting: Vec<Committed>, synced: std::result::Result<(), String>) {
        if let Err(error) = synced {
            tracing::error!(%error, "The disk did not confirm what was written: those who wait are told that it failed.");
            self.state.failed.store(true, Ordering::Release);
        }
        let is_lost = self.has_failed();
        self.state.behind.fetch_sub(waiting.len(), Ordering::AcqRel);
        self.state.told.notify_one();
        for batch in waiting {
            if is_lost { batch.fail(&refused()) } else { batch.tell() }
        }
    }
}

fn refused() -> StoreError {
    StoreError::Unavailable("the disk did not confirm what was written".into())
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;
    use std::thread::JoinHandle;

    use super::*;
    use crate::writer::Signals;

    fn start(sync: impl FnMut() -> io::Result<()> + Send + 'static) -> (Durable, JoinHandle<bool>) {
        let (durable, follower) = durable();
        (durable, std::thread::spawn(move || follower.follow_blocking(sync)))
    }

    /// Waits until all is told; says whether the disk took everything.
    fn stop((durable, thread): (Durable, JoinHandle<bool>)) -> bool {
        drop(durable);
        thread.join().unwrap_or(false)
    }

    fn batch(signals: &Signals) -> Committed {
        let change = crate::Change {
            version: 1,
            account_id: 1,
            conversation: None,
            messages: Vec::new(),
            notes: Vec::new(),
            account: None,
        };
        Committed::of(vec![change], signals)
    }

    #[test]
    fn nobody_hears_of_a_batch_before_the_disk_has_it() {
        let signals = Signals::new();
        let mut heard = signals.changes.subscribe();
        let (let_go, on_disk) = channel::<()>();
        let started = start(move || on_disk.recv().map_err(io::Error::other));
        started.0.tell(batch(&signals));
        assert!(started.0.is_behind());
        assert!(heard.try_recv().is_err());
        let_go.send(()).unwrap();
        assert!(heard.blocking_recv().is_ok());
        assert!(stop(started));
    }

    #[test]
    fn batches_that_wait_at_the_same_moment_share_a_wait() {
        let signals = Signals::new();
        let mut heard = signals.changes.subscribe();
        let (let_go, on_disk) = channel::<()>();
        let (begun, waits) = channel::<()>();
        let started = start(move || {
            let _ended = begun.send(());
            on_disk.recv().map_err(io::Error::other)
        });
        started.0.tell(batch(&signals));
        waits.recv().unwrap();
        started.0.tell(batch(&signals));
        for () in [(); 2] {
            let_go.send(()).unwrap();
        }
        assert!(stop(started));
        assert_eq!([heard.try_recv().is_ok(), heard.try_recv().is_ok()], [true; 2]);
    }

    #[test]
    fn after_a_failure_of_the_disk_nothing_is_taken_for_stored() {
        let signals = Signals::new();
        let mut heard = signals.changes.subscribe();
        let mut answers = [Err(io::Error::other("no space left")), Ok(())].into_iter();
        let started = start(move || answers.next().unwrap_or(Ok(())));
        started.0.tell(batch(&signals));
        while started.0.is_behind() {
            std::thread::yield_now();
        }
        assert!(started.0.check().is_err());
        started.0.tell(batch(&signals));
        assert!(!stop(started));
        assert!(heard.try_recv().is_err());
    }
}
