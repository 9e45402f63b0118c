//! The writer on PostgreSQL: one task, one connection; other nodes may write beside it.

use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection, PgConnection};
use tokio::sync::mpsc;

use super::batch::{Writer, refuse};
use super::command::Command;
use super::{Signals, WriterHandle, drain, last_id};
use crate::db::{Conn, migrate, params, postgres};
use crate::ids::{Ids, NODES, now};
use crate::{Result, StoreError};

/// First half of the advisory locks that number the nodes.
const NODE_LOCKS: i64 = 0x5f1e;

/// For a whole batch; a server that is cut off would otherwise be waited for until TCP gives up.
const PATIENCE: Duration = Duration::from_secs(60);

/// Connects, migrates, and starts the writer's task. Also answers the ids it gives and the schema's number.
pub(crate) async fn start(
    options: PgConnectOptions,
    signals: Signals,
) -> Result<(WriterHandle, Arc<Ids>, i64)> {
    let (handle, receiver) = WriterHandle::new();
    let mut conn = plain(&options).connect().await.map_err(|error| postgres::failed(&error))?;
    let mut db = Conn::Postgres(&mut conn);
    let schema = migrate::run(&mut db, now()).await?;
    let ids = Arc::new(Ids::new(0, last_id(&mut db).await?));
    conn.close().await.map_err(|error| postgres::failed(&error))?;
    let conn = connect(&options, &ids).await?;
    let writer = Writer::new(Arc::clone(&ids), signals, handle.later.clone());
    tokio::spawn(write(options, conn, writer, receiver));
    Ok((handle, ids, schema))
}

fn plain(options: &PgConnectOptions) -> PgConnectOptions {
    options.clone().disable_statement_logging()
}

/// Every statement of the writer goes by key: keep the planner from scanning tables it has no statistics of yet.
async fn connect(options: &PgConnectOptions, ids: &Ids) -> Result<PgConnection> {
    let options = plain(options).application_name("sufler writer").statement_cache_capacity(256).options([
        ("jit", "off"),
        ("enable_hashjoin", "off"),
        ("enable_mergejoin", "off"),
        ("enable_seqscan", "off"),
        // A node that is cut off must not hold its row locks for long.
        ("idle_in_transaction_session_timeout", "30s"),
        ("statement_timeout", "30s"),
    ]);
    let mut conn = options.connect().await.map_err(|error| postgres::failed(&error))?;
    ids.set_node(take_node(&mut Conn::Postgres(&mut conn)).await?);
    Ok(conn)
}

/// A node number nobody else uses as long as this connection lives.
async fn take_node(conn: &mut Conn<'_>) -> Result<i64> {
    for node in 0..NODES {
        let sql = "SELECT pg_try_advisory_lock($1::int, $2::int)::int::bigint";
        let taken = conn.query_optional(sql, params![NODE_LOCKS, node], |row| row.int(0)).await?;
        if taken == Some(1) {
            return Ok(node);
        }
    }
    Err(StoreError::Unavailable(format!("{NODES} nodes use this database already")))
}

async fn write(
    options: PgConnectOptions,
    conn: PgConnection,
    mut writer: Writer,
    mut receiver: mpsc::Receiver<Command>,
) {
    let mut conn = Some(conn);
    while let Some(first) = receiver.recv().await {
        let commands = drain(first, &mut receiver);
        let mut live = match conn.take() {
            Some(live) => live,
            None => match connect(&options, &writer.ids).await {
                Ok(live) => live,
                Err(error) => {
                    refuse(commands, &error);
                    // Callers retry; a server that is coming up is not stormed.
                    tokio::time::sleep(Duration::from_millis(200)).await;
                    continue;
                }
            },
        };
        let batch =
            tokio::time::timeout(PATIENCE, writer.run(&mut Conn::Postgres(&mut live), commands)).await;
        match batch {
            Ok(Ok(())) => conn = Some(live),
            Ok(Err(error)) => tracing::warn!(%error, "connection of the writer lost"),
            Err(_) => tracing::warn!("the database does not answer; the writer connects anew"),
        }
        if !writer.stopping.is_empty() {
            break;
        }
    }
    receiver.close();
    while let Ok(command) = receiver.try_recv() {
        refuse(vec![command], &StoreError::Closed);
    }
    if let Some(conn) = conn {
        // The server notices a connection that ends without goodbye, too.
        let _unheard = conn.close().await;
    }
    writer.stopping.into_iter().for_each(|reply| drop(reply.send(Ok(()))));
}
