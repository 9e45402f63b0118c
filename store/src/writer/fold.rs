//! Folds the write-ahead log back into the database file beside the writer.
//!
//! A fold copies every page that changed and waits for the disk twice: a tenth of the writer's time, in which nobody
//! was answered. A thread of its own does the bulk of it while commits go on. The log begins anew only when nothing is
//! left to copy, which never happens under load; so once it is long, the writer copies the little that came in since.

use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use rusqlite::Connection;

use crate::db::sqlite;
use crate::{Result, StoreError};

/// Pages of the log that are copied at once: few enough to be quick, enough that a page changed often is copied rarely.
const PART: i64 = 4_000;
/// The writer ends the log at this length (64 MB): a longer one is slower to read.
const LONG: i64 = 16_000;
/// What the writer copies itself, at most …
const REST: i64 = 1_000;
/// … as long as the log is shorter than this.
const TOO_LONG: i64 = 2 * LONG;

/// The way to the thread that folds.
pub(super) struct Folder {
    wanted: SyncSender<()>,
    busy: Arc<AtomicBool>,
    thread: JoinHandle<()>,
    /// Length of the log at the last fold.
    folded_at: i64,
    /// The database file.
    file: Arc<File>,
}

/// Pages in the log, and how many of them are copied.
#[derive(Debug, Clone, Copy)]
struct Log {
    pages: i64,
    copied: i64,
}

impl Folder {
    /// Starts the thread; from now on the writer's connection does not fold by itself.
    pub(super) fn start(path: PathBuf, writer: &Connection) -> Result<Self> {
        writer.execute_batch("PRAGMA wal_autocheckpoint = 0").map_err(|error| sqlite::failed(&error))?;
        let conn = sqlite::open(&path, false)?;
        conn.execute_batch("PRAGMA query_only = OFF").map_err(|error| sqlite::failed(&error))?;
        let failed =
            |error: std::io::Error| StoreError::Unavailable(format!("cannot open the database: {error}"));
        let file = Arc::new(File::open(&path).map_err(failed)?);
        let of_thread = Arc::clone(&file);
        let (wanted, receiver) = sync_channel(1);
        let busy = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&busy);
        let thread = std::thread::Builder::new()
            .name("store-fold".into())
            .spawn(move || follow(&conn, &of_thread, &receiver, &flag))
            .map_err(|error| StoreError::Unavailable(format!("no thread to fold the log: {error}")))?;
        Ok(Self { wanted, busy, thread, folded_at: 0, file })
    }

    /// Looks at the log between two batches of the writer.
    ///
    /// # Errors
    /// The database does not answer.
    pub(super) fn look(&mut self, writer: &Connection) -> Result<()> {
        let log = checkpoint(writer, "NOOP")?;
        while self.busy.load(Ordering::Acquire) {
            if log.pages < TOO_LONG {
                return Ok(());
            }
            // The disk cannot keep up: neither may the writer.
            std::thread::sleep(Duration::from_millis(1));
        }
        if log.pages < self.folded_at {
            self.folded_at = 0;
        }
        let rest = log.pages - log.copied;
        let due = log.pages - self.folded_at >= PART;
        if log.pages >= LONG && (1..=REST).contains(&rest) || due && log.pages >= TOO_LONG {
            self.folded_at = log.pages;
            checkpoint(writer, "PASSIVE")?;
        } else if due {
            self.folded_at = log.pages;
            self.busy.store(true, Ordering::Release);
            // The thread ends only after this handle.
            let _ended = self.wanted.send(());
        }
        Ok(())
    }

    /// Ends when a fold in progress has. The file may be closed when no connection is open any more: the system takes
    /// a process's locks on a file away with the first handle it closes.
    pub(super) fn stop(self) -> Arc<File> {
        drop(self.wanted);
        let _failed = self.thread.join();
        self.file
    }
}

fn follow(conn: &Connection, file: &File, wanted: &Receiver<()>, busy: &AtomicBool) {
    while wanted.recv().is_ok() {
        if let Err(error) = checkpoint(conn, "PASSIVE") {
            tracing::warn!(%error, "the write-ahead log was not folded back; it grows until it can be");
        }
        // SQLite waits for the disk only when it ends the log. What waits now, the writer need not wait for then; a
        // failure is SQLite's to report.
        let _later = file.sync_data();
        busy.store(false, Ordering::Release);
    }
}

fn checkpoint(conn: &Connection, mode: &str) -> Result<Log> {
    let mut statement = conn
        .prepare_cached(&format!("PRAGMA wal_checkpoint({mode})"))
        .map_err(|error| sqlite::failed(&error))?;
    statement
        .query_row([], |row| Ok(Log { pages: row.get(1)?, copied: row.get(2)? }))
        .map_err(|error| sqlite::failed(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A database with small pages, its writer and what folds it.
    fn folded() -> (tempfile::TempDir, PathBuf, Connection, Folder) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("folded.db");
        let writer = Connection::open(&path).unwrap();
        let small = "PRAGMA page_size = 512; PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; CREATE TABLE t (a BLOB)";
        writer.execute_batch(small).unwrap();
        let folder = Folder::start(path.clone(), &writer).unwrap();
        (dir, path, writer, folder)
    }

    /// Commits 200 pages, and answers how long the log is then.
    fn write(writer: &Connection, folder: &mut Folder) -> i64 {
        writer.execute("INSERT INTO t SELECT zeroblob(100000)", []).unwrap();
        folder.look(writer).unwrap();
        checkpoint(writer, "NOOP").unwrap().pages
    }

    #[test]
    fn under_load_the_log_stays_short_and_nothing_is_lost() {
        let (_dir, path, writer, mut folder) = folded();
        let longest = (0..400).map(|_| write(&writer, &mut folder)).max().unwrap_or(0);
        assert!((LONG..TOO_LONG + 2 * PART).contains(&longest), "{longest} of 80,000 pages");
        let file = folder.stop();
        drop((writer, file));
        let reader = Connection::open(&path).unwrap();
        let whole = "SELECT COUNT(*) FROM t WHERE length(a) = 100000";
        assert_eq!(reader.query_row(whole, [], |row| row.get::<_, i64>(0)), Ok(400));
    }

    #[test]
    fn who_reads_an_old_state_holds_the_log_and_stops_nobody() {
        let (_dir, path, writer, mut folder) = folded();
        let reader = Connection::open(&path).unwrap();
        reader.execute_batch("BEGIN; SELECT * FROM t").unwrap();
        let held = (0..200).map(|_| write(&writer, &mut folder)).last();
        assert!(held > Some(TOO_LONG), "{held:?}");
        reader.execute_batch("COMMIT").unwrap();
        let freed = (0..60).map(|_| write(&writer, &mut folder)).last();
        assert!(freed < Some(TOO_LONG), "{freed:?}");
        folder.stop();
    }
}
