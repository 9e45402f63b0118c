//! Writing the index: what changed since the cursor is read beside the writer, stemmed by the caller, and added.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;

use crate::db::{Bulk, Conn, Type, Value, params, sqlite};
use crate::{Id, Result, Store, StoreError, Version};

/// Where the index stands: everything up to here is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SearchCursor {
    /// Version of the last message read.
    pub version: Version,
    /// Its id: one version may bring several messages.
    pub message_id: Id,
}

/// A message to be indexed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchSource {
    /// Its place in the order of changes.
    pub cursor: SearchCursor,
    /// Its text.
    pub text: String,
}

/// A message taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchDoc {
    /// The message.
    pub message_id: Id,
    /// Stems: letters and digits only.
    pub stems: Vec<String>,
}

impl Store {
    /// Where the index stands.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn search_cursor(&self) -> Result<SearchCursor> {
        self.read(|conn| {
            Box::pin(async move {
                let sql = format!("SELECT version, message_id FROM {}", cursor_table(conn));
                let found = conn.query_optional(&sql, &[], |row| {
                    Ok(SearchCursor { version: row.int(0)?, message_id: row.int(1)? })
                });
                found.await?.ok_or_else(|| StoreError::Corrupt("the cursor of the search is gone".into()))
            })
        })
        .await
    }

    /// Messages that were added or changed after `cursor`, in the order of changes.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn search_pending(&self, cursor: SearchCursor, limit: u32) -> Result<Vec<SearchSource>> {
        self.read(move |conn| {
            Box::pin(async move {
                let sql = "SELECT m.version, m.id, m.text FROM messages m \
                           WHERE m.version >= $1 AND (m.version > $1 OR m.id > $2) \
                           ORDER BY m.version, m.id LIMIT $3";
                let params = params![cursor.version, cursor.message_id, i64::from(limit)];
                conn.query(sql, params, |row| {
                    let cursor = SearchCursor { version: row.int(0)?, message_id: row.int(1)? };
                    Ok(SearchSource { cursor, text: row.text(2)? })
                })
                .await
            })
        })
        .await
    }

    /// Adds messages and moves the cursor; a message that is in the index stays as it is. Answers `false`, and adds
    /// nothing, when the cursor is no longer at `from`: another node was faster.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn search_add(
        &self,
        from: SearchCursor,
        to: SearchCursor,
        docs: Vec<SearchDoc>,
    ) -> Result<bool> {
        match self.search_file() {
            Some(file) => {
                let connection = Arc::clone(&file.connection);
                let added = tokio::task::spawn_blocking(move || {
                    let mut conn = connection.lock().unwrap_or_else(PoisonError::into_inner);
                    sqlite::run(add(&mut Conn::Sqlite(&mut conn), from, to, &docs))?
                });
                added.await.map_err(|_| StoreError::Closed)?
            }
            // The readers' connections are no read-only ones on PostgreSQL.
            None => self.read(move |conn| Box::pin(async move { add(conn, from, to, &docs).await })).await,
        }
    }
}

fn cursor_table(conn: &Conn<'_>) -> &'static str {
    match conn {
        Conn::Sqlite(_) => "cursor",
        Conn::Postgres(_) => "search_cursor",
    }
}

async fn add(conn: &mut Conn<'_>, from: SearchCursor, to: SearchCursor, docs: &[SearchDoc]) -> Result<bool> {
    conn.begin().await?;
    match add_inner(conn, from, to, docs).await {
        Ok(true) => conn.commit().await.map(|()| true),
        Ok(false) => conn.rollback().await.map(|()| false),
        Err(error) => {
            conn.rollback().await?;
            Err(error)
        }
    }
}

async fn add_inner(
    conn: &mut Conn<'_>,
    from: SearchCursor,
    to: SearchCursor,
    docs: &[SearchDoc],
) -> Result<bool> {
    let sql = format!(
        "UPDATE {} SET version = $1, message_id = $2 WHERE version = $3 AND message_id = $4",
        cursor_table(conn)
    );
    let moved = params![to.version, to.message_id, from.version, from.message_id];
    if conn.execute(&sql, moved).await? == 0 {
        return Ok(false);
    }
    add_messages(conn, docs).await?;
    add_words(conn, docs).await?;
    Ok(true)
}

/// Indexes messages, but for those that are in the index already.
async fn add_messages(conn: &mut Conn<'_>, docs: &[SearchDoc]) -> Result<()> {
    match conn {
        Conn::Sqlite(_) => {
            for doc in docs {
                let sql = "INSERT INTO indexed (message_id) VALUES ($1) ON CONFLICT DO NOTHING";
                if conn.execute(sql, params![doc.message_id]).await? == 1 {
                    let sql = "INSERT INTO message_words (rowid, words) VALUES ($1, $2)";
                    conn.execute(sql, params![doc.message_id, doc.stems.join(" ")]).await?;
                }
            }
            Ok(())
        }
        Conn::Postgres(_) => {
            let insert = Bulk::insert_computed(
                "message_words",
                &[
                    ("message_id", Type::Int, "$"),
                    ("words", Type::Text, "array_to_tsvector(string_to_array(NULLIF($, ''), ' '))"),
                ],
                "ON CONFLICT DO NOTHING",
            );
            let words: Vec<String> = docs.iter().map(|doc| doc.stems.join(" ")).collect();
            let rows: Vec<Vec<Value<'_>>> = docs
                .iter()
                .zip(&words)
                .map(|(doc, words)| vec![Value::from(doc.message_id), Value::from(words.as_str())])
                .collect();
            conn.bulk_execute(&insert, &rows).await
        }
    }
}

async fn add_words(conn: &mut Conn<'_>, docs: &[SearchDoc]) -> Result<()> {
    let insert = Bulk::insert(
        "search_words",
        &[("word", Type::Text), ("backwards", Type::Text)],
        "ON CONFLICT (word) DO NOTHING",
    );
    let mut unlike: Vec<&str> = docs.iter().flat_map(|doc| &doc.stems).map(String::as_str).collect();
    unlike.sort_unstable();
    unlike.dedup();
    let rows: Vec<Vec<Value<'_>>> =
        unlike.iter().map(|stem| vec![Value::from(*stem), Value::from(backwards(stem))]).collect();
    conn.bulk_execute(&insert, &rows).await
}

pub(super) fn backwards(word: &str) -> String {
    word.chars().rev().collect()
}

/// SQLite: the index in its file.
pub(crate) struct SearchFile {
    connection: Arc<Mutex<Connection>>,
}

impl SearchFile {
    /// Opens the index beside a database. One that is damaged or of another shape is thrown away and built anew.
    pub(crate) fn open(database: &Path) -> Result<Self> {
        let path = search_path(database);
        let connection = match open(&path) {
            Ok(connection) => connection,
            Err(error) => {
                tracing::warn!(%error, "the index of the search is built anew");
                remove(&path)?;
                open(&path)?
            }
        };
        Ok(Self { connection: Arc::new(Mutex::new(connection)) })
    }
}

/// Where the index of a database lies.
pub(crate) fn search_path(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(".search");
    name.into()
}

/// Number of the index' shape; another one means to build it anew.
const SHAPE: i64 = 1;

fn open(path: &Path) -> Result<Connection> {
    let failed = |error: rusqlite::Error| sqlite::failed(&error);
    let connection = sqlite::open(path, true)?;
    // Derived data: what a power cut takes is indexed again.
    connection.execute_batch("PRAGMA synchronous = NORMAL").map_err(failed)?;
    let shape: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(failed)?;
    let tables: i64 =
        connection.query_row("SELECT COUNT(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(failed)?;
    match (shape, tables) {
        (SHAPE, _) => Ok(connection),
        (0, 0) => {
            let schema = include_str!("../../../migrations/sqlite_search.sql");
            connection
                .execute_batch(&format!("BEGIN; {schema}; PRAGMA user_version = {SHAPE}; COMMIT"))
                .map_err(failed)?;
            Ok(connection)
        }
        _ => Err(StoreError::Corrupt(format!("the index has shape {shape}, this program knows {SHAPE}"))),
    }
}

fn remove(path: &Path) -> Result<()> {
    for end in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        match std::fs::remove_file(&name) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(StoreError::Unavailable(format!("the index of the search: {error}")));
            }
            _ => {}
        }
    }
    Ok(())
}
