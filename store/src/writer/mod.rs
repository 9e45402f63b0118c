//! The one writer of a process: everything that waits at the same moment shares one transaction and one commit, and
//! nobody is answered before it.

mod batch;
mod command;
mod durable;
mod flush;
mod fold;
mod known;
mod later;
mod leases;
mod load;
mod needs;
mod nodes;
mod postgres;
mod schedule;
mod sendable;
mod signals;
mod sqlite;
mod threads;
mod work;

use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

pub(crate) use command::{BoxFuture, Operation, Tx};
pub(crate) use leases::Held;
pub(crate) use load::parse_ids;
pub(crate) use needs::Needs;
pub(crate) use nodes::Node;
pub(crate) use schedule::Schedule;
pub(crate) use signals::Signals;
pub(crate) use threads::Leased;
pub(crate) use work::{Conv, JournalRow, Msg, NewContact, Touch, TurnRow, Work, is_bots, unsettled};

use crate::db::Conn;
use crate::model::Id;
use crate::{Lease, Result, StoreError, TurnInput};
use command::{AloneJob, Command, Job};
use later::Later;

/// Commands that may wait; more callers than this wait in line.
const QUEUE: usize = 4096;
/// Commands in one transaction: enough to share a commit well, few enough to answer soon.
const BATCH: usize = 512;

/// How long an operation that may wait does. People see it as a tick beside a message.
const COMPANY: Duration = Duration::from_millis(25);

/// The way to the writer.
#[derive(Clone)]
pub(crate) struct WriterHandle {
    commands: mpsc::Sender<Command>,
    later: Later,
}

impl WriterHandle {
    fn new() -> (Self, mpsc::Receiver<Command>) {
        let (commands, receiver) = mpsc::channel(QUEUE);
        (Self { commands, later: Later::default() }, receiver)
    }

    /// Runs an operation in a shared transaction; answers after the commit.
    pub(crate) async fn run<O: Operation>(&self, operation: O) -> Result<O::Output>
    where
        O::Output: 'static,
    {
        self.send(|reply| Command::Batched(Box::new(Job::new(operation, reply)))).await
    }

    /// The same for an operation on a conversation that nobody waits for: it joins the next batch that works on the
    /// conversation anyway, or goes by itself after a moment.
    pub(crate) async fn run_later<O: Operation>(&self, conversation_id: Id, operation: O) -> Result<O::Output>
    where
        O::Output: 'static,
    {
        let (reply, mut answer) = oneshot::channel();
        let ticket = self.later.put(conversation_id, Box::new(Job::new(operation, reply)));
        if let Ok(answered) = timeout(COMPANY, &mut answer).await {
            return answered.map_err(|_| unanswered())?;
        }
        if let Some(job) = self.later.take_back(conversation_id, ticket) {
            self.commands.send(Command::Batched(job)).await.map_err(|_| StoreError::Closed)?;
        }
        answer.await.map_err(|_| unanswered())?
    }

    /// Runs SQL of one's own in a savepoint of a shared transaction; answers after the commit. `aside`: it touches
    /// nothing that turns start from.
    pub(crate) async fn run_alone<T, F>(&self, aside: bool, run: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t, 'c> FnOnce(&'t mut Tx<'c>) -> BoxFuture<'t, Result<T>> + Send + 'static,
    {
        self.send(|reply| Command::Alone(Box::new(AloneJob::new(run, aside, reply)))).await
    }

    /// Reads what a turn starts from on the writer's own connection (SQLite): its cache is warm, another connection's
    /// is thrown away by every commit. The schedule remembers it.
    pub(crate) async fn load(&self, lease: Lease, history: u16) -> Result<TurnInput> {
        self.send(|reply| Command::Load { lease, history, reply }).await
    }

    /// Whether it has ended: by [`stop`](Self::stop), or because the disk refused to keep what was written.
    pub(crate) fn has_ended(&self) -> bool {
        self.commands.is_closed()
    }

    /// Finishes what waits and ends the writer. A writer that has ended already is fine.
    pub(crate) async fn stop(&self) -> Result<()> {
        match self.send(Command::Stop).await {
            Err(StoreError::Closed) => Ok(()),
            other => other,
        }
    }

    async fn send<T>(&self, command: impl FnOnce(oneshot::Sender<Result<T>>) -> Command) -> Result<T> {
        let (reply, answer) = oneshot::channel();
        self.commands.send(command(reply)).await.map_err(|_| StoreError::Closed)?;
        // Dropped without an answer: the writer gave its batch up.
        answer.await.map_err(|_| unanswered())?
    }
}

fn unanswered() -> StoreError {
    StoreError::Unavailable("the database did not answer in time".into())
}

pub(crate) use postgres::start as start_postgres;
pub(crate) use sqlite::start as start_sqlite;

/// Takes everything else that waits.
fn drain(first: Command, receiver: &mut mpsc::Receiver<Command>) -> Vec<Command> {
    let mut commands = vec![first];
    while commands.len() < BATCH {
        match receiver.try_recv() {
            Ok(command) => commands.push(command),
            Err(_) => break,
        }
    }
    commands
}

/// The greatest id in use: new ones start above it, whatever the clock says.
async fn last_id(conn: &mut Conn<'_>) -> Result<i64> {
    let tables = [
        "accounts",
        "contacts",
        "conversations",
        "messages",
        "turns",
        "users",
        "audit",
        "articles",
        "quick_replies",
        "notes",
        "bot_drafts",
    ];
    let mut last = 0;
    for table in tables {
        let found =
            conn.query(&format!("SELECT COALESCE(MAX(id), 0) FROM {table}"), &[], |row| row.int(0)).await?;
        last = found.into_iter().fold(last, i64::max);
    }
    Ok(last)
}
