//! The one writer of a process: everything that waits at the same moment shares one transaction and one commit, and
//! nobody is answered before it.

mod batch;
mod command;
mod flush;
mod known;
mod leases;
mod load;
mod needs;
mod postgres;
mod schedule;
mod sendable;
mod signals;
mod sqlite;
mod work;

use tokio::sync::{mpsc, oneshot};

pub(crate) use command::{BoxFuture, Operation, Tx};
pub(crate) use leases::Held;
pub(crate) use load::parse_ids;
pub(crate) use needs::Needs;
pub(crate) use schedule::Schedule;
pub(crate) use signals::Signals;
pub(crate) use work::{Conv, JournalRow, Msg, NewContact, Touch, TurnRow, Work, is_bots, unsettled};

use crate::db::Conn;
use crate::model::Millis;
use crate::{Lease, Result, StoreError, TurnInput};
use command::{AloneJob, Command, Job};

/// Commands that may wait; more callers than this wait in line.
const QUEUE: usize = 4096;
/// Commands in one transaction: enough to share a commit well, few enough to answer soon.
const BATCH: usize = 512;

/// The way to the writer.
#[derive(Debug, Clone)]
pub(crate) struct WriterHandle {
    commands: mpsc::Sender<Command>,
}

impl std::fmt::Debug for Command {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Command")
    }
}

impl WriterHandle {
    fn new() -> (Self, mpsc::Receiver<Command>) {
        let (commands, receiver) = mpsc::channel(QUEUE);
        (Self { commands }, receiver)
    }

    /// Runs an operation in a shared transaction; answers after the commit.
    pub(crate) async fn run<O: Operation>(&self, operation: O) -> Result<O::Output>
    where
        O::Output: 'static,
    {
        self.send(|reply| Command::Batched(Box::new(Job::new(operation, reply)))).await
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

    pub(crate) async fn lease(&self, limit: u32, until: Millis, now: Millis) -> Result<Vec<Lease>> {
        self.send(|reply| Command::Lease { limit, until, now, reply }).await
    }

    /// Reads what a turn starts from on the writer's own connection (SQLite): its cache is warm, another connection's
    /// is thrown away by every commit. The schedule remembers it.
    pub(crate) async fn load(&self, lease: Lease, history: u16) -> Result<TurnInput> {
        self.send(|reply| Command::Load { lease, history, reply }).await
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
        answer.await.map_err(|_| StoreError::Unavailable("the database did not answer in time".into()))?
    }
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
