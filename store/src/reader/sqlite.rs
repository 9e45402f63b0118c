//! A few connections that only read; they run on the runtime's blocking threads.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;
use tokio::sync::Semaphore;

use crate::db::{Conn, sqlite};
use crate::search::search_path;
use crate::writer::BoxFuture;
use crate::{Result, StoreError};

const READERS: usize = 4;

/// The pool.
#[derive(Debug)]
pub(crate) struct SqliteReaders {
    path: PathBuf,
    idle: Arc<Mutex<Vec<Connection>>>,
    permits: Arc<Semaphore>,
}

impl SqliteReaders {
    pub(crate) fn new(path: PathBuf) -> Self {
        Self { path, idle: Arc::default(), permits: Arc::new(Semaphore::new(READERS)) }
    }

    pub(super) async fn read<T, F>(&self, read: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t, 'c> FnOnce(&'t mut Conn<'c>) -> BoxFuture<'t, Result<T>> + Send + 'static,
    {
        let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(|_| StoreError::Closed)?;
        let (idle, path) = (Arc::clone(&self.idle), self.path.clone());
        let task = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            let spare = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let mut conn = match spare {
                Some(conn) => conn,
                None => open(&path)?,
            };
            let answer = sqlite::run(read(&mut Conn::Sqlite(&mut conn)))?;
            // A connection that is inside a transaction did not finish its read: it is dropped.
            if conn.is_autocommit() {
                idle.lock().unwrap_or_else(PoisonError::into_inner).push(conn);
            }
            answer
        });
        task.await.map_err(|_| StoreError::Closed)?
    }

    pub(super) fn close(&self) {
        self.permits.close();
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// A connection that reads the database and, as `search`, the index of messages beside it.
fn open(path: &Path) -> Result<Connection> {
    let conn = sqlite::open(path, false)?;
    let index = search_path(path);
    conn.execute("ATTACH DATABASE ?1 AS search", [index.to_string_lossy()])
        .map_err(|error| sqlite::failed(&error))?;
    Ok(conn)
}
