//! PostgreSQL through sqlx.

use std::borrow::Cow;

use sqlx::postgres::PgArguments;
use sqlx::{Arguments, AssertSqlSafe, Executor, PgConnection};

use super::{Bulk, Row, Type, Value};
use crate::{Result, StoreError};

pub(super) fn arguments(params: &[Value<'_>]) -> Result<PgArguments> {
    let mut arguments = PgArguments::default();
    for value in params {
        match value {
            Value::Int(value) => arguments.add(*value),
            Value::Text(value) => arguments.add(value.as_deref().map(storable)),
            Value::Blob(value) => arguments.add(*value),
        }
        .map_err(|error| StoreError::Invalid(error.to_string()))?;
    }
    Ok(arguments)
}

/// Rows of values turned into one array a column.
pub(super) fn columns(types: &[Type], rows: &[Vec<Value<'_>>]) -> Result<PgArguments> {
    let mut arguments = PgArguments::default();
    add_columns(&mut arguments, types, rows)?;
    Ok(arguments)
}

/// The same behind `numbered`, a part that reserves `count` versions and answers the `last`.
pub(super) fn together_numbered(
    count: i64,
    parts: &[(&Bulk, Vec<Vec<Value<'_>>>)],
) -> Result<Option<(String, PgArguments)>> {
    let Some((parts, mut arguments)) = together(parts)? else { return Ok(None) };
    let reserve = if count == 0 {
        "SELECT 0::bigint AS last".to_owned()
    } else {
        arguments.add(count).map_err(|error| StoreError::Invalid(error.to_string()))?;
        let place = arguments.len();
        format!("UPDATE counters SET value = value + ${place} WHERE name = 'version' RETURNING value AS last")
    };
    Ok(Some((format!("numbered AS ({reserve}), {parts}"), arguments)))
}

/// `p0 AS (…), p2 AS (…)` of those statements that have rows, by place, and their values; `None` when none has.
pub(super) fn together(parts: &[(&Bulk, Vec<Vec<Value<'_>>>)]) -> Result<Option<(String, PgArguments)>> {
    let (mut named, mut arguments, mut count) = (Vec::new(), PgArguments::default(), 0);
    for (index, (bulk, rows)) in parts.iter().enumerate().filter(|(_, (_, rows))| !rows.is_empty()) {
        named.push(format!("p{index} AS ({})", bulk.postgres_from(count)));
        add_columns(&mut arguments, bulk.types(), rows)?;
        count += bulk.types().len();
    }
    Ok((!named.is_empty()).then(|| (named.join(", "), arguments)))
}

fn add_columns(arguments: &mut PgArguments, types: &[Type], rows: &[Vec<Value<'_>>]) -> Result<()> {
    for (index, kind) in types.iter().enumerate() {
        let column = rows.iter().map(|row| row.get(index));
        match kind {
            Type::Int | Type::Version => arguments.add(column.map(int).collect::<Vec<_>>()),
            Type::Text => arguments.add(column.map(text).collect::<Vec<_>>()),
            Type::Blob => arguments.add(column.map(blob).collect::<Vec<_>>()),
        }
        .map_err(|error| StoreError::Invalid(error.to_string()))?;
    }
    Ok(())
}

fn int(value: Option<&Value<'_>>) -> Option<i64> {
    if let Some(Value::Int(value)) = value { *value } else { None }
}

fn text<'v>(value: Option<&'v Value<'_>>) -> Option<Cow<'v, str>> {
    if let Some(Value::Text(value)) = value { value.as_deref().map(storable) } else { None }
}

fn blob<'v>(value: Option<&'v Value<'v>>) -> Option<&'v [u8]> {
    if let Some(Value::Blob(value)) = value { *value } else { None }
}

/// PostgreSQL refuses U+0000 in text; U+FFFD stands in for it.
fn storable(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { Cow::Owned(text.replace('\0', "\u{FFFD}")) } else { Cow::Borrowed(text) }
}

pub(super) async fn query<T: Send>(
    conn: &mut PgConnection,
    sql: &str,
    arguments: PgArguments,
    map: &(impl Fn(&Row<'_>) -> Result<T> + Send),
) -> Result<Vec<T>> {
    let statement = sqlx::query_with(AssertSqlSafe(sql), arguments);
    let rows = conn.fetch_all(statement).await.map_err(|error| failed(&error))?;
    rows.iter().map(|row| map(&Row::Postgres(row))).collect()
}

pub(super) async fn execute(conn: &mut PgConnection, sql: &str, arguments: PgArguments) -> Result<u64> {
    let statement = sqlx::query_with(AssertSqlSafe(sql), arguments);
    Ok(conn.execute(statement).await.map_err(|error| failed(&error))?.rows_affected())
}

pub(super) async fn script(conn: &mut PgConnection, sql: &str) -> Result<()> {
    conn.execute(sqlx::raw_sql(AssertSqlSafe(sql))).await.map(drop).map_err(|error| failed(&error))
}

/// PostgreSQL's `message` names tables, columns and constraints; values are in `detail`, which is left out.
pub(crate) fn failed(error: &sqlx::Error) -> StoreError {
    match error {
        sqlx::Error::Database(database) if database.is_unique_violation() => {
            StoreError::conflict("row", database.message())
        }
        sqlx::Error::Database(database) => StoreError::Unavailable(database.message().to_owned()),
        sqlx::Error::Configuration(_) => StoreError::Invalid("the database URL cannot be read".into()),
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => StoreError::Corrupt(error.to_string()),
        other => StoreError::Unavailable(other.to_string()),
    }
}
