//! The seam between our SQL and the two drivers.
//!
//! SQL is written once with `$1, $2, …`, numbered in the order in which they first appear: both databases read that
//! the same way. Operations are `async`; on SQLite nothing in them ever waits, so the writer's thread runs them by
//! polling once ([`sqlite::run`]).

mod bulk;
pub(crate) mod migrate;
pub(crate) mod postgres;
mod row;
mod sql;
pub(crate) mod sqlite;
mod value;

pub(crate) use bulk::{Bulk, Type};
pub(crate) use row::Row;
pub(crate) use sql::Sql;
pub(crate) use value::Value;

use crate::{Result, StoreError};

/// Values of a statement, in order.
macro_rules! params {
    ($($value:expr),* $(,)?) => { &[$($crate::db::Value::from($value)),*] };
}
pub(crate) use params;

/// A connection of either kind.
pub(crate) enum Conn<'c> {
    Sqlite(&'c mut rusqlite::Connection),
    Postgres(&'c mut sqlx::PgConnection),
}

impl Conn<'_> {
    /// The same connection for a shorter time.
    pub(crate) fn reborrow(&mut self) -> Conn<'_> {
        match self {
            Self::Sqlite(conn) => Conn::Sqlite(conn),
            Self::Postgres(conn) => Conn::Postgres(conn),
        }
    }

    /// Rows of a statement.
    pub(crate) async fn query<T: Send>(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        map: impl Fn(&Row<'_>) -> Result<T> + Send,
    ) -> Result<Vec<T>> {
        match self {
            Self::Sqlite(conn) => sqlite::query(conn, sql, params, &map),
            Self::Postgres(conn) => postgres::query(conn, sql, postgres::arguments(params)?, &map).await,
        }
    }

    /// The first row of a statement, if there is one.
    pub(crate) async fn query_optional<T: Send>(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        map: impl Fn(&Row<'_>) -> Result<T> + Send,
    ) -> Result<Option<T>> {
        Ok(self.query(sql, params, map).await?.into_iter().next())
    }

    /// Runs a statement; answers how many rows it changed.
    pub(crate) async fn execute(&mut self, sql: &str, params: &[Value<'_>]) -> Result<u64> {
        match self {
            Self::Sqlite(conn) => sqlite::execute(conn, sql, params),
            Self::Postgres(conn) => postgres::execute(conn, sql, postgres::arguments(params)?).await,
        }
    }

    /// Runs a bulk statement for many rows of values: one round trip on PostgreSQL, a cached statement per row on
    /// SQLite.
    pub(crate) async fn bulk_execute(&mut self, bulk: &Bulk, rows: &[Vec<Value<'_>>]) -> Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        match self {
            Self::Sqlite(conn) => sqlite::bulk_execute(conn, bulk.sqlite(), rows),
            Self::Postgres(conn) => {
                postgres::execute(conn, bulk.postgres(), postgres::columns(bulk.types(), rows)?)
                    .await
                    .map(drop)
            }
        }
    }

    /// The same for several statements, none of which may touch a row that another one does: on PostgreSQL they are
    /// one statement, whose parts run in no order. There it also reserves `count` versions, which values of
    /// [`Type::Version`] count from (0 is the last one), and answers the last; on SQLite they are reserved before, and
    /// the answer is 0.
    pub(crate) async fn bulk_execute_numbered(
        &mut self,
        count: i64,
        parts: &[(&Bulk, Vec<Vec<Value<'_>>>)],
    ) -> Result<i64> {
        match self {
            Self::Sqlite(conn) => {
                parts.iter().try_for_each(|(bulk, rows)| sqlite::bulk_execute(conn, bulk.sqlite(), rows))?;
                Ok(0)
            }
            Self::Postgres(conn) => match postgres::together_numbered(count, parts)? {
                Some((parts, arguments)) => {
                    let sql = format!("WITH {parts} SELECT last FROM numbered");
                    let last = postgres::query(conn, &sql, arguments, &|row| row.int(0)).await?;
                    last.first()
                        .copied()
                        .ok_or_else(|| StoreError::Corrupt("the version counter is gone".into()))
                }
                None => Ok(0),
            },
        }
    }

    /// Rows that several bulk statements of one shape find.
    pub(crate) async fn bulk_query_all<T: Send>(
        &mut self,
        parts: &[(&Bulk, Vec<Vec<Value<'_>>>)],
        map: impl Fn(&Row<'_>) -> Result<T> + Send,
    ) -> Result<Vec<T>> {
        match self {
            Self::Sqlite(conn) => {
                let mut found = Vec::new();
                for (bulk, keys) in parts {
                    found.extend(sqlite::bulk_query(conn, bulk.sqlite(), keys, &map)?);
                }
                Ok(found)
            }
            Self::Postgres(conn) => match postgres::together(parts)? {
                Some((sql, arguments)) => {
                    let asked = (0..parts.len())
                        .filter(|part| parts.get(*part).is_some_and(|(_, keys)| !keys.is_empty()));
                    let all: Vec<String> = asked.map(|part| format!("SELECT * FROM p{part}")).collect();
                    postgres::query(conn, &format!("WITH {sql} {}", all.join(" UNION ALL ")), arguments, &map)
                        .await
                }
                None => Ok(Vec::new()),
            },
        }
    }

    /// Rows a bulk statement finds for many keys.
    pub(crate) async fn bulk_query<T: Send>(
        &mut self,
        bulk: &Bulk,
        keys: &[Vec<Value<'_>>],
        map: impl Fn(&Row<'_>) -> Result<T> + Send,
    ) -> Result<Vec<T>> {
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        match self {
            Self::Sqlite(conn) => sqlite::bulk_query(conn, bulk.sqlite(), keys, &map),
            Self::Postgres(conn) => {
                postgres::query(conn, bulk.postgres(), postgres::columns(bulk.types(), keys)?, &map).await
            }
        }
    }

    /// Runs a script: migrations.
    pub(crate) async fn script(&mut self, sql: &str) -> Result<()> {
        match self {
            Self::Sqlite(conn) => sqlite::script(conn, sql),
            Self::Postgres(conn) => postgres::script(conn, sql).await,
        }
    }

    /// Runs a statement of transaction control.
    pub(crate) async fn control(&mut self, sql: &str) -> Result<()> {
        match self {
            Self::Sqlite(conn) => sqlite::execute(conn, sql, &[]).map(drop),
            Self::Postgres(conn) => postgres::script(conn, sql).await,
        }
    }

    /// Begins a transaction that will write.
    pub(crate) async fn begin(&mut self) -> Result<()> {
        match self {
            Self::Sqlite(_) => self.control("BEGIN IMMEDIATE").await,
            Self::Postgres(_) => self.control("BEGIN").await,
        }
    }

    /// Begins a transaction that only reads, all at one moment.
    pub(crate) async fn begin_read(&mut self) -> Result<()> {
        match self {
            Self::Sqlite(_) => self.control("BEGIN").await,
            Self::Postgres(_) => self.control("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await,
        }
    }

    pub(crate) async fn commit(&mut self) -> Result<()> {
        self.control("COMMIT").await
    }

    pub(crate) async fn rollback(&mut self) -> Result<()> {
        self.control("ROLLBACK").await
    }
}
