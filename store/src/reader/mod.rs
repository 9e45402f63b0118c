//! Reading beside the writer.

mod hot;
mod sqlite;

pub(crate) use hot::{HotHandle, HotRead, start as start_hot};
pub(crate) use sqlite::SqliteReaders;

use sqlx::PgPool;

use crate::db::{Conn, postgres};
use crate::writer::BoxFuture;
use crate::{Result, StoreError};

/// Connections for reading.
#[derive(Debug)]
pub(crate) enum Readers {
    Sqlite(SqliteReaders),
    Postgres(PgPool),
}

impl Readers {
    pub(crate) async fn read<T, F>(&self, read: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t, 'c> FnOnce(&'t mut Conn<'c>) -> BoxFuture<'t, Result<T>> + Send + 'static,
    {
        match self {
            Self::Sqlite(readers) => readers.read(read).await,
            Self::Postgres(pool) => {
                let mut conn = pool.acquire().await.map_err(|error| match error {
                    sqlx::Error::PoolClosed => StoreError::Closed,
                    error => postgres::failed(&error),
                })?;
                read(&mut Conn::Postgres(&mut conn)).await
            }
        }
    }

    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite(readers) => readers.close(),
            Self::Postgres(pool) => pool.close().await,
        }
    }
}
