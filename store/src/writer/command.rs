//! What the writer is asked to do.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use tokio::sync::oneshot;

use super::flush::reserve_versions;
use super::needs::Needs;
use super::work::Work;
use crate::db::Conn;
use crate::ids::Ids;
use crate::model::{Id, Version};
use crate::{Change, Lease, Result, StoreError, TurnInput};

/// A boxed future that may borrow.
pub(crate) type BoxFuture<'f, T> = Pin<Box<dyn Future<Output = T> + Send + 'f>>;

/// A change of conversations or messages. Many share one transaction: rows are loaded for all, each is applied in
/// memory in order, then everything is written.
pub(crate) trait Operation: Send + 'static {
    /// What `apply` hands to `output`.
    type Applied: Send;
    /// The caller's answer.
    type Output: Send;

    /// Names the rows it needs.
    fn needs(&self, needs: &mut Needs);

    /// Changes the rows. INVARIANT: an error leaves `work` untouched, so every check comes before the first change.
    fn apply(&self, work: &mut Work) -> Result<Self::Applied>;

    /// The answer, from the rows as they were written (with versions).
    fn output(applied: Self::Applied, work: &Work) -> Result<Self::Output>;
}

/// One message to the writer.
pub(crate) enum Command {
    Batched(Box<dyn Batched>),
    Alone(Box<dyn Alone>),
    Load { lease: Lease, history: u16, reply: oneshot::Sender<Result<TurnInput>> },
    Stop(oneshot::Sender<Result<()>>),
}

/// An [`Operation`] with its caller.
pub(crate) trait Batched: Send {
    fn needs(&self, needs: &mut Needs);
    fn apply(&mut self, work: &mut Work);
    fn finish(&mut self, work: &Work);
    /// Whether the last `apply` succeeded.
    fn applied(&self) -> bool;
    fn answer(self: Box<Self>, committed: Result<()>);
}

pub(super) struct Job<O: Operation> {
    operation: O,
    applied: Option<Result<O::Applied>>,
    output: Option<Result<O::Output>>,
    reply: oneshot::Sender<Result<O::Output>>,
}

impl<O: Operation> Job<O> {
    pub(super) fn new(operation: O, reply: oneshot::Sender<Result<O::Output>>) -> Self {
        Self { operation, applied: None, output: None, reply }
    }
}

impl<O: Operation> Batched for Job<O> {
    fn needs(&self, needs: &mut Needs) {
        self.operation.needs(needs);
    }

    fn apply(&mut self, work: &mut Work) {
        self.applied = Some(self.operation.apply(work));
    }

    fn finish(&mut self, work: &Work) {
        self.output = self.applied.take().map(|applied| applied.and_then(|applied| O::output(applied, work)));
    }

    fn applied(&self) -> bool {
        matches!(self.applied, Some(Ok(_)))
    }

    fn answer(self: Box<Self>, committed: Result<()>) {
        let Self { output, reply, .. } = *self;
        let output = committed.and_then(|()| output.unwrap_or(Err(StoreError::Closed)));
        // A caller that went away has no use for the answer.
        let _gone = reply.send(output);
    }
}

/// The transaction of a command that runs alone (within a savepoint of the batch).
pub(crate) struct Tx<'c> {
    pub(crate) conn: Conn<'c>,
    pub(crate) ids: Arc<Ids>,
    pub(super) changes: Vec<Change>,
    pub(super) forgotten_accounts: Vec<Id>,
}

impl Tx<'_> {
    /// A version for a changed row.
    pub(crate) async fn next_version(&mut self) -> Result<Version> {
        reserve_versions(&mut self.conn, 1).await
    }

    /// Broadcasts a change after the commit.
    pub(crate) fn publish(&mut self, change: Change) {
        self.changes.push(change);
    }

    /// The account's conversations are gone: no worker shall get them.
    pub(crate) fn forget_account(&mut self, id: Id) {
        self.forgotten_accounts.push(id);
    }
}

/// A command with a transaction of its own making.
pub(crate) trait Alone: Send {
    /// Runs it; answers whether it succeeded.
    fn run<'t>(&'t mut self, tx: &'t mut Tx<'_>) -> BoxFuture<'t, bool>;
    /// It touches nothing that turns start from.
    fn is_aside(&self) -> bool;
    /// Whether it has run: it cannot run twice.
    fn has_run(&self) -> bool;
    fn answer(self: Box<Self>, committed: Result<()>);
}

pub(super) struct AloneJob<T, F> {
    run: Option<F>,
    aside: bool,
    output: Option<Result<T>>,
    reply: oneshot::Sender<Result<T>>,
}

impl<T, F> AloneJob<T, F> {
    pub(super) fn new(run: F, aside: bool, reply: oneshot::Sender<Result<T>>) -> Self {
        Self { run: Some(run), aside, output: None, reply }
    }
}

impl<T, F> Alone for AloneJob<T, F>
where
    T: Send,
    F: for<'t, 'c> FnOnce(&'t mut Tx<'c>) -> BoxFuture<'t, Result<T>> + Send,
{
    fn run<'t>(&'t mut self, tx: &'t mut Tx<'_>) -> BoxFuture<'t, bool> {
        Box::pin(async move {
            let output = match self.run.take() {
                Some(run) => run(tx).await,
                None => Err(StoreError::Closed),
            };
            let succeeded = output.is_ok();
            self.output = Some(output);
            succeeded
        })
    }

    fn is_aside(&self) -> bool {
        self.aside
    }

    fn has_run(&self) -> bool {
        self.run.is_none()
    }

    fn answer(self: Box<Self>, committed: Result<()>) {
        let output = match self.output {
            // Its own failure says more than the commit's.
            Some(Err(error)) => Err(error),
            Some(Ok(output)) => committed.map(|()| output),
            None => committed.and(Err(StoreError::Closed)),
        };
        let _gone = self.reply.send(output);
    }
}
