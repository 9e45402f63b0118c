//! Nodes that share a PostgreSQL database: each has a number, and knows whether it is the only one.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use super::threads::Threads;
use crate::db::{Conn, params};
use crate::ids::{Ids, NODES};
use crate::{Result, StoreError};

/// First half of the advisory locks that number the nodes.
const LOCKS: i64 = 0x5f1e;

/// How many times a node came, or looked around, so far: `nodes` of `counters`.
pub(crate) type Arrivals = i64;

/// This one, as its writer and its readers know it.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) ids: Arc<Ids>,
    pub(crate) threads: Threads,
    /// The server's number of the connection that holds this node's number.
    session: Arc<AtomicI64>,
}

impl Node {
    pub(super) fn new(ids: Arc<Ids>) -> Self {
        Self { ids, threads: Threads::default(), session: Arc::default() }
    }

    /// Takes a number for as long as this connection lives, the writer's.
    ///
    /// # Errors
    /// There are too many nodes, or the database does not answer.
    pub(super) async fn arrive(&self, conn: &mut Conn<'_>) -> Result<()> {
        self.ids.set_node(take_number(conn).await?);
        let session = conn.query_optional("SELECT pg_backend_pid()::bigint", &[], |row| row.int(0)).await?;
        self.session.store(session.unwrap_or_default(), Ordering::Release);
        self.look_around(conn).await
    }

    /// Finds out whether this is the only node; what it remembers begins anew.
    ///
    /// # Errors
    /// The database does not answer.
    pub(crate) async fn look_around(&self, conn: &mut Conn<'_>) -> Result<()> {
        let alone = look_around(conn, self.session.load(Ordering::Acquire)).await?;
        self.threads.set_alone(alone);
        Ok(())
    }
}

/// A number nobody else uses as long as this connection lives.
async fn take_number(conn: &mut Conn<'_>) -> Result<i64> {
    for node in 0..NODES {
        let sql = "SELECT pg_try_advisory_lock($1::int, $2::int)::int::bigint";
        let taken = conn.query_optional(sql, params![LOCKS, node], |row| row.int(0)).await?;
        if taken == Some(1) {
            return Ok(node);
        }
    }
    Err(StoreError::Unavailable(format!("{NODES} nodes use this database already")))
}

/// Tells the other nodes that this one is here, and answers the number of arrivals if there are no others. As long as
/// that number stays, nobody else can have written: whoever comes takes a number, then counts, then looks, so that the
/// later of two sees the earlier.
async fn look_around(conn: &mut Conn<'_>, session: i64) -> Result<Option<Arrivals>> {
    let sql = "UPDATE counters SET value = value + 1 WHERE name = 'nodes' RETURNING value";
    let arrivals = conn.query_optional(sql, &[], |row| row.int(0)).await?;
    let arrivals = arrivals.ok_or_else(|| StoreError::Corrupt("the counter of nodes is gone".into()))?;
    let sql = "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND classid::bigint = $1 AND objsubid = 2 \
               AND pid::bigint <> $2 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    let others = conn.query_optional(sql, params![LOCKS, session], |row| row.int(0)).await?;
    Ok((others == Some(0)).then_some(arrivals))
}
