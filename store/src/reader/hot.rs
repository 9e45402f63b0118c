//! How every turn on PostgreSQL begins: it is leased, read, and looked at once more before its reply leaves. All of it
//! goes through connections of its own, so that no turn waits for the writer before it has something to write; what
//! waits at the same moment shares its statements. (On SQLite the process has all of it in memory.)
//!
//! A lease need not survive the server: a lost one leaves a conversation that is ready. So its commit does not wait for
//! the disk; whoever holds it writes behind it.

use std::sync::Arc;

use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection, PgConnection};
use tokio::sync::{mpsc, oneshot};

use crate::db::{Conn, params, postgres};
use crate::ids::Ids;
use crate::model::{Id, Millis};
use crate::{Lease, Result, StoreError, TurnInput, outbox, turns};

const QUEUE: usize = 1024;
const BATCH: usize = 256;

/// One read.
pub(crate) enum HotRead {
    Lease { limit: u32, until: Millis, now: Millis, reply: oneshot::Sender<Result<Vec<Lease>>> },
    Turn { lease: Lease, history: u16, reply: oneshot::Sender<Result<TurnInput>> },
    EpochOk { message_id: Id, reply: oneshot::Sender<Result<bool>> },
}

/// The way to the hot readers: one leases and reads for turns, the other looks at replies, so that a reply that is
/// ready does not wait behind turns that begin.
#[derive(Clone)]
pub(crate) struct HotHandle {
    beginnings: mpsc::Sender<HotRead>,
    looks: mpsc::Sender<HotRead>,
}

impl HotHandle {
    pub(crate) async fn read<T>(
        &self,
        read: impl FnOnce(oneshot::Sender<Result<T>>) -> HotRead,
    ) -> Result<T> {
        let (reply, answer) = oneshot::channel();
        let read = read(reply);
        let way = if matches!(read, HotRead::EpochOk { .. }) { &self.looks } else { &self.beginnings };
        way.send(read).await.map_err(|_| StoreError::Closed)?;
        // Dropped without an answer: the connection was lost under it.
        answer.await.map_err(|_| StoreError::Unavailable("the connection was lost".into()))?
    }
}

/// Starts the readers' tasks; they end with the last handle.
pub(crate) async fn start(options: &PgConnectOptions, ids: Arc<Ids>) -> Result<HotHandle> {
    let options = options.clone().disable_statement_logging().application_name("sufler reader").options([
        ("jit", "off"),
        ("enable_hashjoin", "off"),
        ("enable_mergejoin", "off"),
        ("enable_seqscan", "off"),
        ("synchronous_commit", "off"),
    ]);
    Ok(HotHandle { beginnings: serve(&options, &ids).await?, looks: serve(&options, &ids).await? })
}

async fn serve(options: &PgConnectOptions, ids: &Arc<Ids>) -> Result<mpsc::Sender<HotRead>> {
    let (sender, mut receiver) = mpsc::channel(QUEUE);
    let mut conn = Some(connect(options).await?);
    let (options, ids) = (options.clone(), Arc::clone(ids));
    tokio::spawn(async move {
        while let Some(first) = receiver.recv().await {
            let reads = drain(first, &mut receiver);
            let live = match conn.take() {
                Some(live) => Ok(live),
                None => connect(&options).await,
            };
            match live {
                Ok(mut live) => {
                    if answer(&mut Conn::Postgres(&mut live), &ids, reads).await.is_ok() {
                        conn = Some(live);
                    }
                }
                Err(error) => reads.into_iter().for_each(|read| read.refuse(&error)),
            }
        }
    });
    Ok(sender)
}

async fn connect(options: &PgConnectOptions) -> Result<PgConnection> {
    PgConnection::connect_with(options).await.map_err(|error| postgres::failed(&error))
}

fn drain(first: HotRead, receiver: &mut mpsc::Receiver<HotRead>) -> Vec<HotRead> {
    let mut reads = vec![first];
    while reads.len() < BATCH {
        match receiver.try_recv() {
            Ok(read) => reads.push(read),
            Err(_) => break,
        }
    }
    reads
}

impl HotRead {
    fn refuse(self, error: &StoreError) {
        match self {
            Self::Lease { reply, .. } => drop(reply.send(Err(error.clone()))),
            Self::Turn { reply, .. } => drop(reply.send(Err(error.clone()))),
            Self::EpochOk { reply, .. } => drop(reply.send(Err(error.clone()))),
        }
    }
}

/// Answers everything; an error means that the connection is of no more use.
async fn answer(conn: &mut Conn<'_>, ids: &Ids, reads: Vec<HotRead>) -> Result<()> {
    let (mut turns, mut turn_replies, mut epochs, mut epoch_replies) = (vec![], vec![], vec![], vec![]);
    for read in reads {
        match read {
            HotRead::Lease { limit, until, now, reply } => {
                let leased = lease(conn, limit, until, now, ids.next()).await;
                let lost = leased.clone().err();
                let _gone = reply.send(leased);
                lost.map_or(Ok(()), Err)?;
            }
            HotRead::Turn { lease, history, reply } => {
                turns.push((lease, history));
                turn_replies.push(reply);
            }
            HotRead::EpochOk { message_id, reply } => {
                epochs.push(message_id);
                epoch_replies.push(reply);
            }
        }
    }
    if !epochs.is_empty() {
        match outbox::epochs_ok(conn, &epochs).await {
            Ok(answers) => deliver(answers.into_iter().map(Ok), epoch_replies),
            Err(error) => {
                deliver(std::iter::repeat_with(|| Err(error.clone())), epoch_replies);
                deliver(std::iter::repeat_with(|| Err(error.clone())), turn_replies);
                return Err(error);
            }
        }
    }
    if !turns.is_empty() {
        let loaded = turns::load_each(conn, &turns).await?;
        deliver(loaded.into_iter().map(|one| one.map(|one| one.input)), turn_replies);
    }
    Ok(())
}

/// Leases ready conversations; rows that this or another node works on are skipped, not waited for.
async fn lease(
    conn: &mut Conn<'_>,
    limit: u32,
    until: Millis,
    now: Millis,
    fence: i64,
) -> Result<Vec<Lease>> {
    let sql = "WITH due AS (SELECT id FROM conversations \
                 WHERE ready_at <= $1 AND (lease_until IS NULL OR lease_until <= $1) \
                 ORDER BY ready_at LIMIT $2 FOR UPDATE SKIP LOCKED) \
               UPDATE conversations c SET fence = GREATEST(c.fence + 1, $3), lease_until = $4 \
                 FROM due WHERE c.id = due.id RETURNING c.id, c.account_id, c.fence";
    let params = params![now, i64::from(limit), fence, until.max(now + 1)];
    conn.query(sql, params, |row| {
        Ok(Lease { conversation_id: row.int(0)?, account_id: row.int(1)?, fence: row.int(2)? })
    })
    .await
}

fn deliver<T>(answers: impl IntoIterator<Item = Result<T>>, replies: Vec<oneshot::Sender<Result<T>>>) {
    for (answer, reply) in answers.into_iter().zip(replies) {
        // A caller that went away has no use for the answer.
        let _gone = reply.send(answer);
    }
}
