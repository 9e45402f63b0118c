//! Waits for the disk beside the writer.
//!
//! On SQLite the writer commits without waiting for the disk (`synchronous = NORMAL`) and goes on with the next batch.
//! Meanwhile a thread of its own brings the log to the disk, and only then tells: callers are answered, and changes
//! published, when they would survive a power cut. Batches become durable in the order of their commits, so whoever is
//! answered stands on nothing that may still be lost.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use super::batch::Committed;
use crate::{Result, StoreError};

/// Batches that may wait for the disk; the writer waits with the next one.
const AHEAD: usize = 1;

/// The way to the thread that waits for the disk.
pub(super) struct Durable {
    committed: SyncSender<Committed>,
    failed: Arc<AtomicBool>,
    /// Batches that wait for the disk.
    behind: Arc<AtomicUsize>,
    thread: JoinHandle<()>,
}

/// The write-ahead log of a database file. SQLite's locks are on other files, so that a handle of our own does not
/// touch them; the log is the same file as long as a connection is open.
pub(super) fn log(database: &Path) -> io::Result<File> {
    let mut name = database.as_os_str().to_owned();
    name.push("-wal");
    OpenOptions::new().write(true).open(name)
}

impl Durable {
    /// Starts the thread; `sync` returns when everything committed before is on the disk.
    pub(super) fn start(sync: impl FnMut() -> io::Result<()> + Send + 'static) -> io::Result<Self> {
        let (committed, receiver) = sync_channel(AHEAD);
        let failed = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&failed);
        let behind = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&behind);
        let thread = std::thread::Builder::new()
            .name("store-sync".into())
            .spawn(move || follow(&receiver, sync, &flag, &count))?;
        Ok(Self { committed, failed, behind, thread })
    }

    /// Tells of a committed batch once it is durable. Waits when the disk is far behind.
    pub(super) fn tell(&self, committed: Committed) {
        self.behind.fetch_add(1, Ordering::AcqRel);
        if let Err(unsent) = self.committed.send(committed) {
            unsent.0.fail(&broken());
        }
    }

    /// Something committed waits for the disk.
    pub(super) fn is_behind(&self) -> bool {
        self.behind.load(Ordering::Acquire) > 0
    }

    /// After a failure nothing more may be written: what the disk lost, a later success would not bring back.
    ///
    /// # Errors
    /// The disk refused to keep what was written.
    pub(super) fn check(&self) -> Result<()> {
        if self.failed.load(Ordering::Acquire) { Err(broken()) } else { Ok(()) }
    }

    /// Ends when all that was committed has been told. Says whether the disk took everything.
    pub(super) fn stop(self) -> bool {
        drop(self.committed);
        self.thread.join().is_ok() && !self.failed.load(Ordering::Acquire)
    }
}

fn follow(
    receiver: &Receiver<Committed>,
    mut sync: impl FnMut() -> io::Result<()>,
    failed: &AtomicBool,
    behind: &AtomicUsize,
) {
    while let Ok(first) = receiver.recv() {
        let waiting: Vec<Committed> = std::iter::once(first).chain(receiver.try_iter()).collect();
        if !failed.load(Ordering::Acquire)
            && let Err(error) = sync()
        {
            tracing::error!(%error, "The disk refused to keep what was written. Check it and start the server anew.");
            failed.store(true, Ordering::Release);
        }
        behind.fetch_sub(waiting.len(), Ordering::AcqRel);
        let is_lost = failed.load(Ordering::Acquire);
        for batch in waiting {
            if is_lost { batch.fail(&broken()) } else { batch.tell() }
        }
    }
}

fn broken() -> StoreError {
    StoreError::Unavailable("the disk refused to keep what was written".into())
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;
    use crate::writer::Signals;

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
        let durable = Durable::start(move || on_disk.recv().map_err(io::Error::other)).unwrap();
        durable.tell(batch(&signals));
        assert!(durable.is_behind());
        assert!(heard.try_recv().is_err());
        let_go.send(()).unwrap();
        assert!(heard.blocking_recv().is_ok());
        assert!(durable.stop());
    }

    #[test]
    fn batches_that_wait_at_the_same_moment_share_a_wait() {
        let signals = Signals::new();
        let mut heard = signals.changes.subscribe();
        let (let_go, on_disk) = channel::<()>();
        let (begun, waits) = channel::<()>();
        let durable = Durable::start(move || {
            let _ended = begun.send(());
            on_disk.recv().map_err(io::Error::other)
        })
        .unwrap();
        durable.tell(batch(&signals));
        waits.recv().unwrap();
        durable.tell(batch(&signals));
        for () in [(); 2] {
            let_go.send(()).unwrap();
        }
        assert!(durable.stop());
        assert_eq!([heard.try_recv().is_ok(), heard.try_recv().is_ok()], [true; 2]);
    }

    #[test]
    fn after_a_failure_of_the_disk_nothing_is_taken_for_stored() {
        let signals = Signals::new();
        let mut heard = signals.changes.subscribe();
        let mut answers = [Err(io::Error::other("no space left")), Ok(())].into_iter();
        let durable = Durable::start(move || answers.next().unwrap_or(Ok(()))).unwrap();
        durable.tell(batch(&signals));
        while durable.is_behind() {
            std::thread::yield_now();
        }
        assert!(durable.check().is_err());
        durable.tell(batch(&signals));
        assert!(!durable.stop());
        assert!(heard.try_recv().is_err());
    }
}
