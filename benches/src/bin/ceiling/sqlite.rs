//! The writer on SQLite: one thread, one connection, cached statements.

use anyhow::Result;
use rusqlite::{Connection, params};
use tokio::sync::mpsc;

use crate::writer::{Command, QUEUE, Row, answer, drain};

const SCHEMA: &str = "
PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 4000;
CREATE TABLE IF NOT EXISTS inbound (id INTEGER PRIMARY KEY, chat INTEGER NOT NULL, external_id TEXT NOT NULL,
  text TEXT NOT NULL, at INTEGER NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS inbound_once ON inbound (chat, external_id);
CREATE TABLE IF NOT EXISTS state (chat INTEGER PRIMARY KEY, state TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS trace (id INTEGER PRIMARY KEY, chat INTEGER NOT NULL, trace TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS reply (id INTEGER PRIMARY KEY, chat INTEGER NOT NULL, text TEXT NOT NULL);";

pub(crate) fn start(path: &str) -> Result<mpsc::Sender<Command>> {
    let conn = Connection::open(path)?;
    conn.execute_batch(SCHEMA)?;
    let (sender, mut commands) = mpsc::channel(QUEUE);
    std::thread::spawn(move || -> Result<()> {
        while let Some(first) = commands.blocking_recv() {
            let batch = drain(first, &mut commands);
            conn.execute_batch("BEGIN IMMEDIATE")?;
            let new =
                batch.iter().map(|command| write(&conn, &command.row)).collect::<Result<Vec<bool>>>()?;
            conn.execute_batch("COMMIT")?;
            answer(batch, new);
        }
        Ok(())
    });
    Ok(sender)
}

fn write(conn: &Connection, row: &Row) -> Result<bool> {
    match row {
        Row::Inbound { chat, external_id, text, at } => {
            let sql = "INSERT INTO inbound (chat, external_id, text, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING";
            Ok(conn.prepare_cached(sql)?.execute(params![chat, external_id, text, at])? == 1)
        }
        Row::Turn { chat, state, trace, reply } => {
            let sql = "INSERT INTO state (chat, state) VALUES (?, ?) ON CONFLICT DO UPDATE SET state = excluded.state";
            conn.prepare_cached(sql)?.execute(params![chat, state])?;
            conn.prepare_cached("INSERT INTO trace (chat, trace) VALUES (?, ?)")?
                .execute(params![chat, trace])?;
            conn.prepare_cached("INSERT INTO reply (chat, text) VALUES (?, ?)")?
                .execute(params![chat, reply])?;
            Ok(true)
        }
    }
}
