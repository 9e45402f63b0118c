//! The handle everything hangs on.

use std::path::PathBuf;
use std::str::FromStr as _;
use std::sync::Arc;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use tokio::sync::Notify;

use crate::db::{Conn, postgres};
use crate::outbox::Fairness;
use crate::reader::{HotHandle, Readers, SqliteReaders, start_hot};
use crate::search::SearchFile;
use crate::writer::{
    BoxFuture, Operation, Schedule, Signals, Tx, WriterHandle, start_postgres, start_sqlite,
};
use crate::{ChangeStream, EncryptionKey, Result, StoreError, Version};

/// Connections for people's reads on PostgreSQL.
const POSTGRES_READERS: u32 = 4;

/// State of the database for `/health`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Health {
    /// `sqlite` or `postgres`.
    pub backend: &'static str,
    /// Version of the engine, e.g. `3.51.3`.
    pub engine: String,
    /// Number of the last migration.
    pub schema: i64,
    /// Number of the last committed change.
    pub version: Version,
}

/// The store; cheap to clone.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    writer: WriterHandle,
    /// PostgreSQL only.
    hot: Option<HotHandle>,
    readers: Readers,
    signals: Signals,
    /// SQLite only.
    schedule: Option<Schedule>,
    key: EncryptionKey,
    schema: i64,
    fairness: Fairness,
    /// SQLite only.
    search: Option<SearchFile>,
}

impl Store {
    /// Opens `sqlite:PATH` or `postgres://…` and runs the migrations.
    ///
    /// # Errors
    /// Bad URL, unreachable server, a newer schema than this program knows, another process on the same SQLite file.
    pub async fn open(url: &str, key: &EncryptionKey) -> Result<Self> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            Self::open_sqlite(path, key).await
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Self::open_postgres(url, key).await
        } else {
            Err(StoreError::Invalid("the database URL must be `sqlite:PATH` or `postgres://…`".into()))
        }
    }

    async fn open_sqlite(path: &str, key: &EncryptionKey) -> Result<Self> {
        let path = path.strip_prefix("//").unwrap_or(path);
        if path.is_empty() || path.contains(":memory:") || path.contains('?') {
            return Err(StoreError::Invalid("the SQLite URL must name a file: `sqlite:PATH`".into()));
        }
        let (path, signals) = (PathBuf::from(path), Signals::new());
        let (writer, schedule, schema) = start_sqlite(path.clone(), signals.clone()).await?;
        let search = tokio::task::spawn_blocking({
            let path = path.clone();
            move || SearchFile::open(&path)
        });
        let search = Some(search.await.map_err(|_| StoreError::Closed)??);
        let readers = Readers::Sqlite(SqliteReaders::new(path));
        Ok(Self(Arc::new(Inner {
            writer,
            hot: None,
            readers,
            signals,
            schedule: Some(schedule),
            key: key.clone(),
            schema,
            fairness: Fairness::default(),
            search,
        })))
    }

    async fn open_postgres(url: &str, key: &EncryptionKey) -> Result<Self> {
        let options = PgConnectOptions::from_str(url).map_err(|error| postgres::failed(&error))?;
        let signals = Signals::new();
        let (writer, node, schema) = start_postgres(options.clone(), signals.clone()).await?;
        let hot = Some(start_hot(&options, node).await?);
        let pool = PgPoolOptions::new().max_connections(POSTGRES_READERS);
        let readers = Readers::Postgres(pool.connect_lazy_with(options.application_name("sufler")));
        Ok(Self(Arc::new(Inner {
            writer,
            hot,
            readers,
            signals,
            schedule: None,
            key: key.clone(),
            schema,
            fairness: Fairness::default(),
            search: None,
        })))
    }

    /// Committed changes from now on.
    #[must_use]
    pub fn changes(&self) -> ChangeStream {
        ChangeStream::new(self.0.signals.changes.subscribe())
    }

    /// Woken after a commit that made a conversation ready (now or later: ask [`Store::next_ready_at`]). It wakes one
    /// waiter: let one task lease and hand out. Commits of other nodes do not wake it.
    #[must_use]
    pub fn ready_signal(&self) -> Arc<Notify> {
        Arc::clone(&self.0.signals.ready)
    }

    /// Woken after a commit that queued an outgoing message; for one waiter, like [`Store::ready_signal`].
    #[must_use]
    pub fn outbox_signal(&self) -> Arc<Notify> {
        Arc::clone(&self.0.signals.outbox)
    }

    /// Asks the database a small question.
    ///
    /// # Errors
    /// The database does not answer, or nothing more can be written to it.
    pub async fn health(&self) -> Result<Health> {
        if self.0.writer.has_ended() {
            return Err(StoreError::Unavailable("nothing is written any more: start the server anew".into()));
        }
        let schema = self.0.schema;
        self.read(move |conn| {
            Box::pin(async move {
                let (backend, sql) = match conn {
                    Conn::Sqlite(_) => ("sqlite", "SELECT sqlite_version(), value FROM counters WHERE name = 'version'"),
                    Conn::Postgres(_) => (
                        "postgres",
                        "SELECT current_setting('server_version'), value FROM counters WHERE name = 'version'",
                    ),
                };
                let found = conn.query_optional(sql, &[], |row| Ok((row.text(0)?, row.int(1)?))).await?;
                let (engine, version) =
                    found.ok_or_else(|| StoreError::Corrupt("the version counter is gone".into()))?;
                Ok(Health { backend, engine, schema, version })
            })
        })
        .await
    }

    /// Finishes what was asked so far, then refuses everything; safe to call twice. SQLite's write-ahead log is folded
    /// into the file.
    ///
    /// # Errors
    /// The last write failed.
    pub async fn close(&self) -> Result<()> {
        self.0.readers.close().await;
        self.0.writer.stop().await
    }

    /// Signs a message with a key derived from the encryption key for this purpose alone; compare in constant time.
    #[must_use]
    pub fn sign(&self, purpose: &str, message: &[u8]) -> [u8; 32] {
        self.0.key.sign(purpose, message)
    }

    pub(crate) fn key(&self) -> &EncryptionKey {
        &self.0.key
    }

    pub(crate) fn signals(&self) -> &Signals {
        &self.0.signals
    }

    pub(crate) fn schedule(&self) -> Option<&Schedule> {
        self.0.schedule.as_ref()
    }

    pub(crate) fn writer(&self) -> &WriterHandle {
        &self.0.writer
    }

    pub(crate) fn hot(&self) -> Option<&HotHandle> {
        self.0.hot.as_ref()
    }

    pub(crate) fn fairness(&self) -> &Fairness {
        &self.0.fairness
    }

    pub(crate) fn search_file(&self) -> Option<&SearchFile> {
        self.0.search.as_ref()
    }

    /// Runs an operation on conversations or messages.
    pub(crate) async fn run<O: Operation>(&self, operation: O) -> Result<O::Output>
    where
        O::Output: 'static,
    {
        self.0.writer.run(operation).await
    }

    /// Runs SQL that writes.
    pub(crate) async fn write<T, F>(&self, write: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t, 'c> FnOnce(&'t mut Tx<'c>) -> BoxFuture<'t, Result<T>> + Send + 'static,
    {
        self.0.writer.run_alone(false, write).await
    }

    /// The same for tables no turn starts from: neither accounts, contacts, conversations, messages, turns nor journal.
    pub(crate) async fn write_aside<T, F>(&self, write: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t, 'c> FnOnce(&'t mut Tx<'c>) -> BoxFuture<'t, Result<T>> + Send + 'static,
    {
        self.0.writer.run_alone(true, write).await
    }

    /// Runs SQL that only reads.
    pub(crate) async fn read<T, F>(&self, read: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t, 'c> FnOnce(&'t mut Conn<'c>) -> BoxFuture<'t, Result<T>> + Send + 'static,
    {
        self.0.readers.read(read).await
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Store")
    }
}
