//! The writer on PostgreSQL: one connection, one multi-row statement per table and batch.

use std::collections::HashSet;

use anyhow::Result;
use sqlx::{Connection, Executor, PgConnection, Row as _};
use tokio::sync::mpsc;

use crate::writer::{Command, QUEUE, Row, answer, drain};

const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS inbound (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, chat BIGINT NOT NULL,
  external_id TEXT NOT NULL, text TEXT NOT NULL, at BIGINT NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS inbound_once ON inbound (chat, external_id);
CREATE TABLE IF NOT EXISTS state (chat BIGINT PRIMARY KEY, state TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS trace (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, chat BIGINT NOT NULL,
  trace TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS reply (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, chat BIGINT NOT NULL,
  text TEXT NOT NULL);";

pub(crate) async fn start(url: &str) -> Result<mpsc::Sender<Command>> {
    let mut conn = PgConnection::connect(url).await?;
    conn.execute(sqlx::raw_sql(SCHEMA)).await?;
    let (sender, mut commands) = mpsc::channel(QUEUE);
    tokio::spawn(async move {
        while let Some(first) = commands.recv().await {
            let batch = drain(first, &mut commands);
            // A ceiling that lost its database is no ceiling: dropping the batch fails its callers.
            let Ok(new) = write(&mut conn, &batch).await else { return };
            answer(batch, new);
        }
    });
    Ok(sender)
}

#[derive(Default)]
struct Columns<'b> {
    chat: Vec<i64>,
    external_id: Vec<&'b str>,
    text: Vec<&'b str>,
    at: Vec<i64>,
    turn_chat: Vec<i64>,
    state: Vec<&'b str>,
    trace: Vec<&'b str>,
    reply: Vec<&'b str>,
}

async fn write(conn: &mut PgConnection, batch: &[Command]) -> Result<Vec<bool>> {
    let mut columns = Columns::default();
    for command in batch {
        match &command.row {
            Row::Inbound { chat, external_id, text, at } => {
                columns.chat.push(*chat);
                columns.external_id.push(external_id);
                columns.text.push(text);
                columns.at.push(*at);
            }
            Row::Turn { chat, state, trace, reply } => {
                columns.turn_chat.push(*chat);
                columns.state.push(state);
                columns.trace.push(trace);
                columns.reply.push(reply);
            }
        }
    }
    let mut transaction = conn.begin().await?;
    let new = insert_inbound(&mut transaction, &columns).await?;
    insert_turns(&mut transaction, &columns).await?;
    transaction.commit().await?;
    Ok(batch
        .iter()
        .map(|command| match &command.row {
            Row::Inbound { chat, external_id, .. } => new.contains(&(*chat, external_id.clone())),
            Row::Turn { .. } => true,
        })
        .collect())
}

async fn insert_inbound(conn: &mut PgConnection, columns: &Columns<'_>) -> Result<HashSet<(i64, String)>> {
    if columns.chat.is_empty() {
        return Ok(HashSet::new());
    }
    let sql = "INSERT INTO inbound (chat, external_id, text, at) \
               SELECT * FROM UNNEST($1::bigint[], $2::text[], $3::text[], $4::bigint[]) \
               ON CONFLICT DO NOTHING RETURNING chat, external_id";
    let insert =
        sqlx::query(sql).bind(&columns.chat).bind(&columns.external_id).bind(&columns.text).bind(&columns.at);
    let rows = insert.fetch_all(conn).await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}

async fn insert_turns(conn: &mut PgConnection, columns: &Columns<'_>) -> Result<()> {
    if columns.turn_chat.is_empty() {
        return Ok(());
    }
    // A chat has one turn at a time, so no batch holds it twice.
    let sql = "INSERT INTO state (chat, state) SELECT * FROM UNNEST($1::bigint[], $2::text[]) \
               ON CONFLICT (chat) DO UPDATE SET state = excluded.state";
    sqlx::query(sql).bind(&columns.turn_chat).bind(&columns.state).execute(&mut *conn).await?;
    let sql = "INSERT INTO trace (chat, trace) SELECT * FROM UNNEST($1::bigint[], $2::text[])";
    sqlx::query(sql).bind(&columns.turn_chat).bind(&columns.trace).execute(&mut *conn).await?;
    let sql = "INSERT INTO reply (chat, text) SELECT * FROM UNNEST($1::bigint[], $2::text[])";
    sqlx::query(sql).bind(&columns.turn_chat).bind(&columns.reply).execute(conn).await?;
    Ok(())
}
