//! How every turn on PostgreSQL begins: it is leased, read, and looked at once more before its reply leaves. All of it
//! goes through connections of its own, so that no turn waits for the writer before it has something to write; what
//! waits at the same moment shares its statements. (On SQLite the process has all of it in memory.)
//!
//! A node that is the only one remembers recent threads: what it leases it need not read (`writer/threads.rs`).
//!
//! A lease need not survive the server: a lost one leaves a conversation that is ready. So its commit does not wait for
//! the disk; whoever holds it writes behind it.

use std::time::{Duration, Instant};

use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection, PgConnection};
use tokio::sync::{mpsc, oneshot};

use crate::db::{Conn, Row, params, postgres};
use crate::model::{Id, Millis};
use crate::turns::Stamp;
use crate::writer::{Leased, Node, parse_ids};
use crate::{Lease, Result, StoreError, TurnInput, outbox, turns};

const QUEUE: usize = 1024;
const BATCH: usize = 256;

/// How often a node that shares the database looks whether the others are gone.
const LOOK: Duration = Duration::from_secs(30);

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
    node: Node,
}

impl HotHandle {
    /// What a turn starts from, if this node has just leased it and knows it.
    pub(crate) fn remembered(&self, lease: Lease, history: u16) -> Option<TurnInput> {
        self.node.threads.input(lease, history)
    }

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
pub(crate) async fn start(options: &PgConnectOptions, node: Node) -> Result<HotHandle> {
    let options = options.clone().disable_statement_logging().application_name("sufler reader").options([
        ("jit", "off"),
        ("enable_hashjoin", "off"),
        ("enable_mergejoin", "off"),
        ("enable_seqscan", "off"),
        ("plan_cache_mode", "force_generic_plan"),
        ("synchronous_commit", "off"),
    ]);
    let beginnings = serve(&options, &node).await?;
    let looks = serve(&options, &node).await?;
    Ok(HotHandle { beginnings, looks, node })
}

async fn serve(options: &PgConnectOptions, node: &Node) -> Result<mpsc::Sender<HotRead>> {
    let (sender, mut receiver) = mpsc::channel(QUEUE);
    let mut conn = Some(connect(options).await?);
    let options = options.clone();
    let mut reader = Reader { node: node.clone(), looked: Some(Instant::now()) };
    tokio::spawn(async move {
        while let Some(first) = receiver.recv().await {
            let reads = drain(first, &mut receiver);
            let live = match conn.take() {
                Some(live) => Ok(live),
                None => connect(&options).await,
            };
            match live {
                Ok(mut live) => {
                    if reader.answer(&mut Conn::Postgres(&mut live), reads).await.is_ok() {
                        conn = Some(live);
                    } else {
                        reader.lost();
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

struct Reader {
    node: Node,
    /// When it was last looked whether there are other nodes.
    looked: Option<Instant>,
}

impl Reader {
    /// The connection is lost. If the server went down, it may have lost commits that this node remembers.
    fn lost(&mut self) {
        self.node.threads.set_alone(None);
        self.looked = None;
    }

    /// Answers everything; an error means that the connection is of no more use.
    async fn answer(&mut self, conn: &mut Conn<'_>, reads: Vec<HotRead>) -> Result<()> {
        let (mut turns, mut turn_replies, mut epochs, mut epoch_replies) = (vec![], vec![], vec![], vec![]);
        for read in reads {
            match read {
                HotRead::Lease { limit, until, now, reply } => {
                    let leased = self.lease(conn, limit, until, now).await;
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
        if turns.is_empty() { Ok(()) } else { self.load(conn, &turns, turn_replies).await }
    }

    async fn load(
        &self,
        conn: &mut Conn<'_>,
        turns: &[(Lease, u16)],
        replies: Vec<oneshot::Sender<Result<TurnInput>>>,
    ) -> Result<()> {
        let threads = &self.node.threads;
        let ids = turns.iter().map(|(lease, _)| lease.conversation_id);
        threads.reading(ids.clone());
        let loaded = turns::load_each(conn, turns).await;
        let mut inputs = Vec::with_capacity(turns.len());
        for (id, one) in ids.zip(loaded?) {
            let (input, thread) = match one {
                Ok(one) => (Ok(one.input), one.thread),
                Err(error) => (Err(error), None),
            };
            threads.remember(id, thread);
            inputs.push(input);
        }
        deliver(inputs, replies);
        Ok(())
    }

    /// Leases ready conversations; rows that this or another node works on are skipped, not waited for.
    async fn lease(
        &mut self,
        conn: &mut Conn<'_>,
        limit: u32,
        until: Millis,
        now: Millis,
    ) -> Result<Vec<Lease>> {
        let sql = "WITH due AS (SELECT id FROM conversations \
                     WHERE ready_at <= $1 AND (lease_until IS NULL OR lease_until <= $1) \
                     ORDER BY ready_at LIMIT $2 FOR UPDATE SKIP LOCKED) \
                   UPDATE conversations c SET fence = GREATEST(c.fence + 1, $3), lease_until = $4 \
                     FROM due WHERE c.id = due.id \
                   RETURNING c.id, c.account_id, c.fence, c.version, c.unprocessed, c.turn_no, c.open_turn, \
                     c.state_turn, (c.resume_state IS NOT NULL)::int::bigint, \
                     (SELECT value FROM counters WHERE name = 'nodes')";
        let params = params![now, i64::from(limit), self.node.ids.next(), until.max(now + 1)];
        let all = conn.query(sql, params, leased).await?;
        self.node.threads.leased(&all);
        if let Some(Leased { arrivals, .. }) = all.first()
            && !self.node.threads.is_alone(*arrivals)
            && self.looked.is_none_or(|looked| looked.elapsed() > LOOK)
        {
            self.looked = Some(Instant::now());
            self.node.look_around(conn).await?;
        }
        Ok(all.into_iter().map(|leased| leased.lease).collect())
    }
}

fn leased(row: &Row<'_>) -> Result<Leased> {
    let open: Option<Id> = row.opt_int(6)?;
    Ok(Leased {
        lease: Lease { conversation_id: row.int(0)?, account_id: row.int(1)?, fence: row.int(2)? },
        stamp: Stamp {
            version: row.int(3)?,
            unprocessed: parse_ids(row.opt_text(4)?)?,
            turn_no: row.int(5)? + i64::from(open.is_none()),
            state_turn: row.opt_int(7)?,
            resumes: row.flag(8)?,
        },
        arrivals: row.int(9)?,
    })
}

fn deliver<T>(answers: impl IntoIterator<Item = Result<T>>, replies: Vec<oneshot::Sender<Result<T>>>) {
    for (answer, reply) in answers.into_iter().zip(replies) {
        // A caller that went away has no use for the answer.
        let _gone = reply.send(answer);
    }
}
