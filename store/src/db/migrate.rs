//! Numbered migrations, run at start.

use super::{Conn, params};
use crate::{Millis, Result, StoreError};

/// Number, SQLite's text, PostgreSQL's text.
const MIGRATIONS: &[(i64, &str, &str)] = &[
    (
        1,
        include_str!("../../../migrations/sqlite/0001_core.sql"),
        include_str!("../../../migrations/postgres/0001_core.sql"),
    ),
    (
        2,
        include_str!("../../../migrations/sqlite/0002_quick_replies.sql"),
        include_str!("../../../migrations/postgres/0002_quick_replies.sql"),
    ),
    (
        3,
        include_str!("../../../migrations/sqlite/0003_search.sql"),
        include_str!("../../../migrations/postgres/0003_search.sql"),
    ),
    (
        4,
        include_str!("../../../migrations/sqlite/0004_bot_pauses.sql"),
        include_str!("../../../migrations/postgres/0004_bot_pauses.sql"),
    ),
    (
        5,
        include_str!("../../../migrations/sqlite/0005_shares.sql"),
        include_str!("../../../migrations/postgres/0005_shares.sql"),
    ),
    (
        6,
        include_str!("../../../migrations/sqlite/0006_notices.sql"),
        include_str!("../../../migrations/postgres/0006_notices.sql"),
    ),
    (
        7,
        include_str!("../../../migrations/sqlite/0007_turn_chain.sql"),
        include_str!("../../../migrations/postgres/0007_turn_chain.sql"),
    ),
    (
        8,
        include_str!("../../../migrations/sqlite/0008_operators.sql"),
        include_str!("../../../migrations/postgres/0008_operators.sql"),
    ),
    (
        9,
        include_str!("../../../migrations/sqlite/0009_lookup.sql"),
        include_str!("../../../migrations/postgres/0009_lookup.sql"),
    ),
    (
        10,
        include_str!("../../../migrations/sqlite/0010_nodes.sql"),
        include_str!("../../../migrations/postgres/0010_nodes.sql"),
    ),
];

/// Any number of our own; keeps nodes that start together from migrating together.
const LOCK: i64 = 0x5f1e_4a11;

/// Brings the schema up to date; answers its number.
pub(crate) async fn run(conn: &mut Conn<'_>, now: Millis) -> Result<i64> {
    conn.begin().await?;
    match run_inner(conn, now).await {
        Ok(version) => conn.commit().await.map(|()| version),
        Err(error) => {
            conn.rollback().await?;
            Err(error)
        }
    }
}

async fn run_inner(conn: &mut Conn<'_>, now: Millis) -> Result<i64> {
    if let Conn::Postgres(_) = conn {
        conn.query("SELECT 1::bigint FROM pg_advisory_xact_lock($1)", params![LOCK], |row| row.int(0))
            .await?;
    }
    conn.script("CREATE TABLE IF NOT EXISTS schema_version (number BIGINT PRIMARY KEY, at BIGINT NOT NULL)")
        .await?;
    let current =
        conn.query("SELECT COALESCE(MAX(number), 0) FROM schema_version", &[], |row| row.int(0)).await?;
    let current = current.first().copied().unwrap_or(0);
    let last = MIGRATIONS.last().map_or(0, |(number, _, _)| *number);
    if current > last {
        return Err(StoreError::Invalid(format!(
            "the database has schema {current}, this program knows {last}: start a newer version of the program"
        )));
    }
    for (number, sqlite, postgres) in MIGRATIONS.iter().filter(|(number, _, _)| *number > current) {
        let text = if matches!(conn, Conn::Sqlite(_)) { sqlite } else { postgres };
        conn.script(text).await?;
        conn.execute("INSERT INTO schema_version (number, at) VALUES ($1, $2)", params![*number, now])
            .await?;
        tracing::info!(migration = number, "schema brought up to date");
    }
    Ok(last)
}

#[cfg(test)]
mod tests {
    use super::MIGRATIONS;

    #[test]
    fn numbers_have_no_gaps() {
        assert!(MIGRATIONS.iter().map(|(number, _, _)| *number).eq(1..=MIGRATIONS.len() as i64));
    }

    /// Turns stored before the chain are in it.
    #[test]
    fn older_turns_are_chained() -> rusqlite::Result<()> {
        let conn = rusqlite::Connection::open_in_memory()?;
        for (number, sqlite, _) in MIGRATIONS.iter().take_while(|(number, _, _)| *number <= 7) {
            if *number == 7 {
                conn.execute_batch(
                    "INSERT INTO conversations (id, account_id, contact_id, external_id, status, owner, epoch, unread, \
                       last_at, created_at, updated_at, version, fence, turn_no) \
                     SELECT value, 1, 1, value, 'open', 'bot', 1, 0, 0, 0, 0, 0, 0, 0 FROM json_each('[1, 2, 3]'); \
                     INSERT INTO turns (id, conversation_id, turn_no, record, finished, at) \
                     VALUES (10, 1, 1, x'', 1, 0), (11, 2, 1, x'', 1, 0), (12, 1, 2, x'', 1, 0), (13, 1, 3, x'', 1, 0);",
                )?;
            }
            conn.execute_batch(sqlite)?;
        }
        let pairs = |sql: &str| -> rusqlite::Result<Vec<(i64, Option<i64>)>> {
            conn.prepare(sql)?.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
        };
        assert_eq!(
            pairs("SELECT id, prev FROM turns ORDER BY id")?,
            [(10, None), (11, None), (12, Some(10)), (13, Some(12))]
        );
        assert_eq!(
            pairs("SELECT id, last_turn FROM conversations ORDER BY id")?,
            [(1, Some(13)), (2, Some(11)), (3, None)]
        );
        Ok(())
    }
}
