//! Values read from a row, by position.

use sqlx::Row as _;

use crate::{Result, StoreError};

/// A row of either driver.
pub(crate) enum Row<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    Postgres(&'r sqlx::postgres::PgRow),
}

/// Reads column `$index` as `$type` from whichever driver.
macro_rules! read {
    ($row:expr, $index:expr, $type:ty) => {
        match $row {
            Row::Sqlite(row) => row.get::<_, $type>($index).map_err(|error| damaged($index, &error)),
            Row::Postgres(row) => row.try_get::<$type, _>($index).map_err(|error| damaged($index, &error)),
        }
    };
}

impl Row<'_> {
    pub(crate) fn int(&self, index: usize) -> Result<i64> {
        read!(self, index, i64)
    }

    pub(crate) fn opt_int(&self, index: usize) -> Result<Option<i64>> {
        read!(self, index, Option<i64>)
    }

    pub(crate) fn flag(&self, index: usize) -> Result<bool> {
        Ok(self.int(index)? != 0)
    }

    pub(crate) fn text(&self, index: usize) -> Result<String> {
        read!(self, index, String)
    }

    pub(crate) fn opt_text(&self, index: usize) -> Result<Option<String>> {
        read!(self, index, Option<String>)
    }

    pub(crate) fn blob(&self, index: usize) -> Result<Vec<u8>> {
        read!(self, index, Vec<u8>)
    }

    /// A JSON column.
    pub(crate) fn json<T: serde::de::DeserializeOwned>(&self, index: usize) -> Result<T> {
        parse(&self.text(index)?)
    }

    /// A JSON column that may be NULL.
    pub(crate) fn opt_json<T: serde::de::DeserializeOwned>(&self, index: usize) -> Result<Option<T>> {
        self.opt_text(index)?.as_deref().map(parse).transpose()
    }
}

fn damaged(index: usize, error: &dyn std::fmt::Display) -> StoreError {
    StoreError::Corrupt(format!("column {index}: {error}"))
}

/// serde_json's messages quote what they read, which may be a customer's words: only the place is kept.
fn parse<T: serde::de::DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| {
        StoreError::Corrupt(format!("JSON, line {} column {}", error.line(), error.column()))
    })
}
