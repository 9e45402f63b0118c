//! One transaction for everything that waits.

use std::sync::Arc;

use tokio::sync::oneshot;

use super::command::{Alone, Batched, Command, Tx};
use super::flush::flush;
use super::known::Known;
use super::load::load;
#[cfg(debug_assertions)]
use super::load::read_conversations;
use super::needs::Needs;
use super::schedule::Schedule;
use super::signals::Signals;
use super::work::{Conv, Touch, Work};
use crate::db::{Conn, params};
use crate::ids::Ids;
use crate::model::{Delivery, Id, Message, Millis};
use crate::turns::load_each;
use crate::{Change, Lease, Result, StoreError, TurnInput};

/// The writer's state between batches.
pub(super) struct Writer {
    pub(super) ids: Arc<Ids>,
    pub(super) signals: Signals,
    /// SQLite. On PostgreSQL, which nodes share, leases are in the table and turns read.
    pub(super) schedule: Option<Schedule>,
    /// SQLite: rows that need no reading. On PostgreSQL always empty.
    pub(super) known: Known,
    /// Who asked to stop; answered when the connection is closed.
    pub(super) stopping: Vec<oneshot::Sender<Result<()>>>,
}

/// Commands of a batch by kind.
#[derive(Default)]
struct Sorted {
    batched: Vec<Box<dyn Batched>>,
    alone: Vec<Box<dyn Alone>>,
    leases: Vec<LeaseRequest>,
    loads: Vec<LoadRequest>,
    stops: Vec<oneshot::Sender<Result<()>>>,
}

struct LoadRequest {
    lease: Lease,
    history: u16,
    reply: oneshot::Sender<Result<TurnInput>>,
}

struct LeaseRequest {
    limit: u32,
    until: Millis,
    now: Millis,
    reply: oneshot::Sender<Result<Vec<Lease>>>,
    found: Vec<Lease>,
}

impl Sorted {
    fn add(&mut self, command: Command) {
        match command {
            Command::Batched(job) => self.batched.push(job),
            Command::Alone(job) => self.alone.push(job),
            Command::Lease { limit, until, now, reply } => {
                self.leases.push(LeaseRequest { limit, until, now, reply, found: Vec::new() });
            }
            Command::Load { lease, history, reply } => self.loads.push(LoadRequest { lease, history, reply }),
            Command::Stop(reply) => self.stops.push(reply),
        }
    }

    /// Whether it needs a transaction.
    fn writes(&self) -> bool {
        !self.batched.is_empty() || !self.alone.is_empty() || !self.leases.is_empty()
    }

    fn answer(self, committed: Result<()>) {
        for job in self.batched {
            job.answer(committed.clone());
        }
        for job in self.alone {
            job.answer(committed.clone());
        }
        for request in self.leases {
            let _gone = request.reply.send(committed.clone().map(|()| request.found));
        }
        for request in self.loads {
            let _gone = request.reply.send(Err(committed.clone().err().unwrap_or(StoreError::Closed)));
        }
        for reply in self.stops {
            let _gone = reply.send(committed.clone());
        }
    }
}

/// What a transaction leaves to do once it is committed.
#[derive(Default)]
struct Effects {
    work: Option<Work>,
    changes: Vec<Change>,
    forgotten_accounts: Vec<Id>,
    /// Rows that threads are made of changed beside `work`.
    threads_changed: bool,
}

impl Writer {
    /// Runs a batch and answers its callers.
    ///
    /// If the operations that share the transaction cannot be written together, each is run in one of its own: one
    /// bad row must not fail the others. An operation alone that met another node's row is run once more.
    ///
    /// # Errors
    /// The connection is of no more use. Callers without an answer learn that the database is not available.
    pub(super) async fn run(&mut self, conn: &mut Conn<'_>, commands: Vec<Command>) -> Result<()> {
        let mut sorted = Sorted::default();
        commands.into_iter().for_each(|command| sorted.add(command));
        self.stopping.append(&mut sorted.stops);
        self.load(conn, std::mem::take(&mut sorted.loads)).await?;
        if sorted.batched.is_empty() {
            return self.commit(conn, sorted).await;
        }
        match self.attempt(conn, &mut sorted).await {
            Ok(effects) => {
                let touched = self.finish(effects);
                sorted.answer(Ok(()));
                self.verify(conn, touched).await
            }
            Err(error) => {
                if let Err(lost) = conn.rollback().await {
                    sorted.answer(Err(error));
                    return Err(lost);
                }
                let operations = sorted.batched.len();
                // A message that comes in twice at once, on two nodes even, is everyday business: who looks again
                // sees the other one's row.
                if operations == 1 && !matches!(error, StoreError::Conflict { .. }) {
                    sorted.answer(Err(error));
                    return Ok(());
                }
                if matches!(error, StoreError::Conflict { .. }) {
                    tracing::debug!(%error, operations, "batch failed, running its operations one by one");
                } else {
                    tracing::warn!(%error, operations, "batch failed, running its operations one by one");
                }
                self.one_by_one(conn, sorted, &error).await
            }
        }
    }

    /// Answers who wants to begin a turn, as of the last commit.
    async fn load(&self, conn: &mut Conn<'_>, requests: Vec<LoadRequest>) -> Result<()> {
        if requests.is_empty() {
            return Ok(());
        }
        let wanted: Vec<(Lease, u16)> =
            requests.iter().map(|request| (request.lease, request.history)).collect();
        let answers = load_each(conn, &wanted).await?;
        for (request, answer) in requests.into_iter().zip(answers) {
            let answer = answer.map(|loaded| {
                if let (Some(schedule), Some(thread)) = (&self.schedule, loaded.thread) {
                    schedule.remember(thread);
                }
                loaded.input
            });
            let _gone = request.reply.send(answer);
        }
        Ok(())
    }

    async fn one_by_one(&mut self, conn: &mut Conn<'_>, shared: Sorted, error: &StoreError) -> Result<()> {
        for job in shared.batched {
            self.commit(conn, Sorted { batched: vec![job], ..Sorted::default() }).await?;
        }
        let (ran, alone): (Vec<_>, Vec<_>) = shared.alone.into_iter().partition(|job| job.has_run());
        ran.into_iter().for_each(|job| job.answer(Err(error.clone())));
        self.commit(conn, Sorted { alone, leases: shared.leases, ..Sorted::default() }).await
    }

    /// Runs commands in one transaction and answers them, also when it fails.
    async fn commit(&mut self, conn: &mut Conn<'_>, mut commands: Sorted) -> Result<()> {
        match self.attempt(conn, &mut commands).await {
            Ok(effects) => {
                let touched = self.finish(effects);
                commands.answer(Ok(()));
                self.verify(conn, touched).await
            }
            Err(error) => {
                commands.answer(Err(error));
                conn.rollback().await
            }
        }
    }

    async fn attempt(&mut self, conn: &mut Conn<'_>, commands: &mut Sorted) -> Result<Effects> {
        let outcome = self.transact(conn, commands).await;
        if outcome.is_err() {
            self.known.forget();
        }
        if let (Err(_), Some(schedule)) = (&outcome, &self.schedule) {
            schedule.give_up();
        }
        outcome
    }

    async fn transact(&mut self, conn: &mut Conn<'_>, commands: &mut Sorted) -> Result<Effects> {
        let mut effects = Effects::default();
        if !commands.writes() {
            return Ok(effects);
        }
        conn.begin().await?;
        if !commands.batched.is_empty() {
            self.apply(conn, &mut commands.batched, &mut effects).await?;
        }
        for job in &mut commands.alone {
            self.run_alone(conn, job.as_mut(), &mut effects).await?;
        }
        for request in &mut commands.leases {
            request.found = lease_rows(conn, request, self.ids.next()).await?;
        }
        conn.commit().await?;
        Ok(effects)
    }

    async fn apply(
        &mut self,
        conn: &mut Conn<'_>,
        jobs: &mut [Box<dyn Batched>],
        effects: &mut Effects,
    ) -> Result<()> {
        let mut needs = Needs::default();
        jobs.iter().for_each(|job| job.needs(&mut needs));
        let mut work =
            load(conn, needs, Arc::clone(&self.ids), self.schedule.as_ref(), &mut self.known).await?;
        jobs.iter_mut().for_each(|job| job.apply(&mut work));
        if jobs.iter().any(|job| job.applied()) {
            effects.changes.extend(flush(conn, &mut work).await?);
        }
        jobs.iter_mut().for_each(|job| job.finish(&work));
        effects.work = Some(work);
        Ok(())
    }

    /// Runs a command within a savepoint, so that its failure undoes only its own doing.
    async fn run_alone(&self, conn: &mut Conn<'_>, job: &mut dyn Alone, effects: &mut Effects) -> Result<()> {
        conn.control("SAVEPOINT alone").await?;
        let mut tx = Tx {
            conn: conn.reborrow(),
            ids: Arc::clone(&self.ids),
            changes: Vec::new(),
            forgotten_accounts: Vec::new(),
        };
        let succeeded = job.run(&mut tx).await;
        let (changes, forgotten) =
            (std::mem::take(&mut tx.changes), std::mem::take(&mut tx.forgotten_accounts));
        drop(tx);
        if succeeded {
            effects.changes.extend(changes);
            effects.forgotten_accounts.extend(forgotten);
            effects.threads_changed |= !job.is_aside();
        } else {
            conn.control("ROLLBACK TO alone").await?;
        }
        conn.control("RELEASE alone").await
    }

    /// After the commit: schedule, signals, broadcast. Answers the conversations it touched.
    fn finish(&mut self, effects: Effects) -> Vec<Id> {
        let Effects { work, changes, forgotten_accounts, threads_changed } = effects;
        if let Some(schedule) = &self.schedule {
            schedule.follow(work.as_ref(), threads_changed, &forgotten_accounts);
            work.iter().for_each(|work| self.signals.sendable.follow(work));
        }
        let touched = work.iter().flat_map(|work| work.conversations.values());
        let touched: Vec<&Conv> = touched.filter(|conv| conv.touch > Touch::Clean).collect();
        if touched.iter().any(|conv| conv.ready_at.is_some() && conv.held.is_none()) {
            self.signals.ready.notify_one();
        }
        let queued = |message: &Message| message.delivery == Some(Delivery::Queued);
        if changes.iter().flat_map(|change| &change.messages).any(queued) {
            self.signals.outbox.notify_one();
        }
        if !changes.is_empty() {
            // Nobody listening is fine.
            let _nobody = self.signals.changes.send(changes.into_iter().map(Arc::new).collect());
        }
        let touched = touched.into_iter().map(|conv| conv.row.id).collect();
        match work {
            _ if threads_changed || self.schedule.is_none() => self.known.forget(),
            Some(work) => self.known.keep(work.conversations, work.chats),
            None => {}
        }
        touched
    }

    /// In debug builds, hence in every test of the product: what is remembered is what the tables hold.
    #[cfg(debug_assertions)]
    async fn verify(&self, conn: &mut Conn<'_>, touched: Vec<Id>) -> Result<()> {
        let known = self.known.without_leases(&touched);
        let read = read_conversations(conn, known.iter().map(|conv| conv.row.id)).await?;
        let read: Vec<Conv> = read.into_iter().map(|conv| Conv { held: None, ..conv }).collect();
        debug_assert_eq!(read, known);
        let remembered = self.schedule.as_ref().map(|schedule| schedule.remembered(touched.into_iter()));
        for (conversation_id, history, input) in remembered.into_iter().flatten() {
            let lease = Lease { conversation_id, account_id: input.account.id, fence: 0 };
            let read = load_each(conn, &[(lease, history)]).await?;
            let read: Vec<_> = read.into_iter().map(|one| one.map(|one| one.input)).collect();
            debug_assert_eq!(read, [Ok(input)]);
        }
        Ok(())
    }

    #[cfg(not(debug_assertions))]
    #[expect(clippy::unused_async, reason = "the debug build reads")]
    async fn verify(&self, _: &mut Conn<'_>, _: Vec<Id>) -> Result<()> {
        Ok(())
    }
}

/// Leases rows of a shared database; other nodes' rows in progress are skipped, not waited for.
async fn lease_rows(conn: &mut Conn<'_>, request: &LeaseRequest, fence: i64) -> Result<Vec<Lease>> {
    let sql = "WITH due AS (SELECT id FROM conversations \
                 WHERE ready_at <= $1 AND (lease_until IS NULL OR lease_until <= $1) \
                 ORDER BY ready_at LIMIT $2 FOR UPDATE SKIP LOCKED) \
               UPDATE conversations c SET fence = GREATEST(c.fence + 1, $3), lease_until = $4 \
                 FROM due WHERE c.id = due.id RETURNING c.id, c.account_id, c.fence";
    let params = params![request.now, i64::from(request.limit), fence, request.until.max(request.now + 1)];
    conn.query(sql, params, |row| {
        Ok(Lease { conversation_id: row.int(0)?, account_id: row.int(1)?, fence: row.int(2)? })
    })
    .await
}

/// Answers commands that cannot be run.
pub(super) fn refuse(commands: Vec<Command>, error: &StoreError) {
    let mut sorted = Sorted::default();
    commands.into_iter().for_each(|command| sorted.add(command));
    sorted.answer(Err(error.clone()));
}
