//! SQLite through rusqlite.

use std::path::Path;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, ToSql, types};

use super::{Row, Value};
use crate::{Result, StoreError};

/// More than the statements there are, so that none is prepared twice.
const STATEMENTS: usize = 256;

/// Opens a connection. `synchronous = FULL` makes every commit durable (the writer waits for the disk in its own way: see
/// `writer/durable.rs`).
pub(crate) fn open(path: &Path, writer: bool) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let flags = if writer { flags | OpenFlags::SQLITE_OPEN_CREATE } else { flags };
    if writer {
        keep_to_owner(path)?;
    }
    let conn = Connection::open_with_flags(path, flags).map_err(|error| failed(&error))?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    conn.busy_timeout(Duration::from_secs(10)).map_err(|error| failed(&error))?;
    // Cache sizes are KiB when negative. A log is folded back every 4,000 pages (16 MB): less often than the default,
    // because each fold writes every page that changed.
    let cache = if writer { 16_384 } else { 2_048 };
    conn.execute_batch(&format!(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF; PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -{cache}; PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864;"
    ))
    .map_err(|error| failed(&error))?;
    if !writer {
        conn.execute_batch("PRAGMA query_only = ON").map_err(|error| failed(&error))?;
    }
    Ok(conn)
}

/// Customers' words are nobody else's business: a new file is its owner's alone. SQLite gives its log the same rights.
fn keep_to_owner(path: &Path) -> Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let failed = |error| StoreError::Unavailable(format!("cannot open the database file: {error}"));
    options.open(path).map(drop).map_err(failed)
}

/// Runs an operation that never waits (SQLite answers in place).
pub(crate) fn run<F: Future>(operation: F) -> Result<F::Output> {
    match pin!(operation).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => Ok(output),
        Poll::Pending => Err(StoreError::Corrupt("an operation on SQLite waited for something else".into())),
    }
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<types::ToSqlOutput<'_>> {
        let value = match self {
            Value::Int(Some(value)) => types::ValueRef::Integer(*value),
            Value::Text(Some(value)) => types::ValueRef::Text(value.as_bytes()),
            Value::Blob(Some(value)) => types::ValueRef::Blob(value),
            Value::Int(None) | Value::Text(None) | Value::Blob(None) => types::ValueRef::Null,
        };
        Ok(types::ToSqlOutput::Borrowed(value))
    }
}

pub(super) fn query<T>(
    conn: &Connection,
    sql: &str,
    params: &[Value<'_>],
    map: &dyn Fn(&Row<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    let mut statement = conn.prepare_cached(sql).map_err(|error| failed(&error))?;
    let mut found = Vec::new();
    collect(&mut statement, params, map, &mut found)?;
    Ok(found)
}

pub(super) fn bulk_query<T>(
    conn: &Connection,
    sql: &str,
    keys: &[Vec<Value<'_>>],
    map: &dyn Fn(&Row<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    let mut statement = conn.prepare_cached(sql).map_err(|error| failed(&error))?;
    let mut found = Vec::with_capacity(keys.len());
    for key in keys {
        collect(&mut statement, key, map, &mut found)?;
    }
    Ok(found)
}

fn collect<T>(
    statement: &mut rusqlite::CachedStatement<'_>,
    params: &[Value<'_>],
    map: &dyn Fn(&Row<'_>) -> Result<T>,
    found: &mut Vec<T>,
) -> Result<()> {
    let mut rows = statement.query(rusqlite::params_from_iter(params)).map_err(|error| failed(&error))?;
    while let Some(row) = rows.next().map_err(|error| failed(&error))? {
        found.push(map(&Row::Sqlite(row))?);
    }
    Ok(())
}

pub(super) fn execute(conn: &Connection, sql: &str, params: &[Value<'_>]) -> Result<u64> {
    let mut statement = conn.prepare_cached(sql).map_err(|error| failed(&error))?;
    let changed = statement.execute(rusqlite::params_from_iter(params)).map_err(|error| failed(&error))?;
    Ok(changed as u64)
}

pub(super) fn bulk_execute(conn: &Connection, sql: &str, rows: &[Vec<Value<'_>>]) -> Result<()> {
    let mut statement = conn.prepare_cached(sql).map_err(|error| failed(&error))?;
    for row in rows {
        statement.execute(rusqlite::params_from_iter(row)).map_err(|error| failed(&error))?;
    }
    Ok(())
}

pub(super) fn script(conn: &Connection, sql: &str) -> Result<()> {
    conn.execute_batch(sql).map_err(|error| failed(&error))
}

/// SQLite's messages name tables, columns and files, never values.
pub(crate) fn failed(error: &rusqlite::Error) -> StoreError {
    match error.sqlite_error_code() {
        Some(ErrorCode::ConstraintViolation) => StoreError::conflict("row", error.to_string()),
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => StoreError::Corrupt(error.to_string()),
        _ => StoreError::Unavailable(error.to_string()),
    }
}
