//! The writer on SQLite: one thread, one connection, one process per file.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use super::batch::{Writer, refuse};
use super::command::Command;
use super::durable::{Durable, durable, log};
use super::fold::Folder;
use super::later::Later;
use super::leases::LeaseBook;
use super::schedule::Schedule;
use super::{Signals, WriterHandle, drain, last_id};
use crate::db::{Conn, migrate, sqlite};
use crate::ids::{Ids, now};
use crate::{Result, StoreError};

/// Under load the writer waits this long for those who were just answered to ask again: they share the next commit
/// instead of missing it.
const LINGER: Duration = Duration::from_micros(50);
/// Commands that are worth a commit of their own while the disk is busy with another: fewer, larger commits cost less.
const PLENTY: usize = 40;

/// Opens the file, migrates it, and starts the writer's thread. Also answers the schema's number.
pub(crate) async fn start(path: PathBuf, signals: Signals) -> Result<(WriterHandle, Schedule, i64)> {
    let (handle, receiver) = WriterHandle::new();
    let (opened, wait) = oneshot::channel();
    let later = handle.later.clone();
    std::thread::Builder::new()
        .name("store-writer".into())
        .spawn(move || match open(&path, signals, later) {
            Ok(opening) => {
                let _gone = opened.send(Ok((opening.schedule.clone(), opening.schema)));
                opening.write(receiver);
            }
            Err(error) => {
                let _gone = opened.send(Err(error));
            }
        })
        .map_err(|error| StoreError::Unavailable(format!("no thread for the writer: {error}")))?;
    let (schedule, schema) = wait.await.map_err(|_| StoreError::Closed)??;
    Ok((handle, schedule, schema))
}

struct Opening {
    conn: Connection,
    writer: Writer,
    schedule: Schedule,
    schema: i64,
    folder: Folder,
    /// Waits for the disk.
    follower: JoinHandle<bool>,
    /// Held as long as the writer lives.
    lock: File,
}

fn open(path: &Path, signals: Signals, later: Later) -> Result<Opening> {
    let lock = lock(path)?;
    let mut conn = sqlite::open(path, true)?;
    let mut db = Conn::Sqlite(&mut conn);
    let schema = sqlite::run(migrate::run(&mut db, now()))??;
    let ids = Arc::new(Ids::new(0, sqlite::run(last_id(&mut db))??));
    let book = sqlite::run(load_book(&mut db))??;
    let schedule = Schedule::new(book, Arc::clone(&ids));
    let (durable, follower) = start_durable(path, &conn)?;
    let folder = Folder::start(path.to_owned(), &conn)?;
    Ok(Opening {
        conn,
        writer: Writer {
            schedule: Some(schedule.clone()),
            durable: Some(durable),
            ..Writer::new(ids, signals, later)
        },
        schedule,
        schema,
        folder,
        follower,
        lock,
    })
}

/// From here on commits do not wait for the disk: the thread that does tells of them.
fn start_durable(path: &Path, conn: &Connection) -> Result<(Durable, JoinHandle<bool>)> {
    let failed = |error: std::io::Error| StoreError::Unavailable(format!("cannot open the log: {error}"));
    let log = log(path).map_err(failed)?;
    let (durable, follower) = durable();
    let thread = std::thread::Builder::new()
        .name("store-sync".into())
        .spawn(move || follower.follow_blocking(|| log.sync_data()))
        .map_err(failed)?;
    conn.execute_batch("PRAGMA synchronous = NORMAL").map_err(|error| sqlite::failed(&error))?;
    Ok((durable, thread))
}

/// Two processes on one file would hand out the same leases and ids. The system frees the lock when a process dies.
fn lock(path: &Path) -> Result<File> {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    let failed = |error: std::io::Error| {
        StoreError::Unavailable(format!("cannot open the lock beside the database: {error}"))
    };
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(PathBuf::from(name))
        .map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::Invalid(
            "another process uses this database: stop it, or name another file".into(),
        )),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

/// Whatever was ready or leased when the last process ended is free again.
async fn load_book(conn: &mut Conn<'_>) -> Result<LeaseBook> {
    let sql = "SELECT id, account_id, ready_at FROM conversations WHERE ready_at IS NOT NULL";
    let rows = conn.query(sql, &[], |row| Ok((row.int(0)?, row.int(1)?, row.int(2)?))).await?;
    let mut book = LeaseBook::default();
    for (id, account_id, ready_at) in rows {
        book.put(id, account_id, Some(ready_at), None);
    }
    Ok(book)
}

impl Opening {
    /// Waits for company: at least a moment, and while the disk is busy, until there is plenty.
    fn gather(&self, receiver: &mpsc::Receiver<Command>, busy: bool) {
        let Some(durable) = &self.writer.durable else { return };
        if busy {
            std::thread::sleep(LINGER);
        }
        while durable.is_far_behind() || (busy && durable.is_behind() && receiver.len() < PLENTY) {
            std::thread::sleep(LINGER);
        }
    }

    fn write(mut self, mut receiver: mpsc::Receiver<Command>) {
        let mut busy = false;
        while let Some(first) = receiver.blocking_recv() {
            self.gather(&receiver, busy);
            let commands = drain(first, &mut receiver);
            busy = commands.len() > 1;
            if let Some(Err(error)) = self.writer.durable.as_ref().map(Durable::check) {
                refuse(commands, &error);
                break;
            }
            let mut conn = Conn::Sqlite(&mut self.conn);
            if let Err(error) = sqlite::run(self.writer.run(&mut conn, commands)).flatten() {
                // ROLLBACK fails only when SQLite rolled back by itself: the connection is fit for the next batch.
                tracing::warn!(%error, "batch was undone by the database");
            }
            if !self.writer.stopping.is_empty() {
                break;
            }
            if let Err(error) = self.folder.look(&self.conn) {
                tracing::warn!(%error, "the length of the write-ahead log is not known");
            }
        }
        receiver.close();
        while let Ok(command) = receiver.try_recv() {
            refuse(vec![command], &StoreError::Closed);
        }
        let file = self.folder.stop();
        drop(self.writer.durable.take());
        let intact = self.follower.join().unwrap_or(false);
        if intact
            && let Err(error) = self.conn.execute_batch("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE)")
        {
            tracing::warn!(%error, "the write-ahead log was not folded back; the next start does it");
        }
        let Self { conn, writer, lock, .. } = self;
        drop((conn, file, lock));
        writer.stopping.into_iter().for_each(|reply| drop(reply.send(Ok(()))));
    }
}
