//! One transaction for everything that waits.

use std::sync::Arc;

use tokio::sync::oneshot;

use super::command::{Alone, Batched, Command, Tx};
use super::durable::Durable;
use super::flush::flush;
use super::known::Known;
use super::later::Later;
use super::load::{load, load_chats};
#[cfg(debug_assertions)]
use super::load::{read_conversations, read_unsettled};
use super::needs::Needs;
use super::schedule::Schedule;
use super::signals::Signals;
use super::threads::Threads;
use super::work::{Conv, Touch, Work};
use crate::db::Conn;
use crate::ids::Ids;
use crate::model::{Delivery, Id, Message};
use crate::turns::load_each;
use crate::{Change, Lease, Result, StoreError, TurnInput};

/// The writer's state between batches.
pub(super) struct Writer {
    pub(super) ids: Arc<Ids>,
    pub(super) signals: Signals,
    /// SQLite. On PostgreSQL, which nodes share, leases are in the table.
    pub(super) schedule: Option<Schedule>,
    /// PostgreSQL.
    pub(super) threads: Option<Threads>,
    /// Rows that need no reading; on PostgreSQL only which conversations chats are.
    pub(super) known: Known,
    /// What waits for a batch to join.
    pub(super) later: Later,
    /// Somebody waits for the disk while the next batch is under way; otherwise the commit does.
    pub(super) durable: Option<Durable>,
    /// Who asked to stop; answered when the connection is closed.
    pub(super) stopping: Vec<oneshot::Sender<Result<()>>>,
}

/// Commands of a batch by kind.
#[derive(Default)]
struct Sorted {
    batched: Vec<Box<dyn Batched>>,
    alone: Vec<Box<dyn Alone>>,
    loads: Vec<LoadRequest>,
    /// Each by itself: what waits for company joins another batch.
    one_by_one: bool,
    stops: Vec<oneshot::Sender<Result<()>>>,
}

struct LoadRequest {
    lease: Lease,
    history: u16,
    reply: oneshot::Sender<Result<TurnInput>>,
}

impl Sorted {
    fn add(&mut self, command: Command) {
        match command {
            Command::Batched(job) => self.batched.push(job),
            Command::Alone(job) => self.alone.push(job),
            Command::Load { lease, history, reply } => self.loads.push(LoadRequest { lease, history, reply }),
            Command::Stop(reply) => self.stops.push(reply),
        }
    }

    /// Whether it needs a transaction.
    fn writes(&self) -> bool {
        !self.batched.is_empty() || !self.alone.is_empty()
    }

    fn answer(self, committed: Result<()>) {
        for job in self.batched {
            job.answer(committed.clone());
        }
        for job in self.alone {
            job.answer(committed.clone());
        }
        for request in self.loads {
            let _gone = request.reply.send(Err(committed.clone().err().unwrap_or(StoreError::Closed)));
        }
        for reply in self.stops {
            let _gone = reply.send(committed.clone());
        }
    }
}

/// A batch that is committed: who waits for it, and what the process is told.
pub(super) struct Committed {
    commands: Sorted,
    changes: Vec<Change>,
    signals: Signals,
}

impl Committed {
    #[cfg(test)]
    pub(super) fn of(changes: Vec<Change>, signals: &Signals) -> Self {
        Self { commands: Sorted::default(), changes, signals: signals.clone() }
    }

    /// It is durable.
    pub(super) fn tell(self) {
        if !self.changes.is_empty() {
            // Nobody listening is fine.
            let _nobody = self.signals.changes.send(self.changes.into_iter().map(Arc::new).collect());
        }
        self.commands.answer(Ok(()));
    }

    /// It may be lost.
    pub(super) fn fail(self, error: &StoreError) {
        self.commands.answer(Err(error.clone()));
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
    /// One that reads everything and waits for its commits itself.
    pub(super) fn new(ids: Arc<Ids>, signals: Signals, later: Later) -> Self {
        Self {
            ids,
            signals,
            schedule: None,
            threads: None,
            known: Known::default(),
            later,
            durable: None,
            stopping: Vec::new(),
        }
    }

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
        if !self.stopping.is_empty() {
            sorted.batched.extend(self.later.take_all());
        }
        self.load(conn, std::mem::take(&mut sorted.loads)).await?;
        if sorted.batched.is_empty() {
            return self.commit(conn, sorted).await;
        }
        match self.attempt(conn, &mut sorted).await {
            Ok(effects) => self.finish(conn, sorted, effects).await,
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
            self.commit(conn, Sorted { batched: vec![job], one_by_one: true, ..Sorted::default() }).await?;
        }
        let (ran, alone): (Vec<_>, Vec<_>) = shared.alone.into_iter().partition(|job| job.has_run());
        ran.into_iter().for_each(|job| job.answer(Err(error.clone())));
        self.commit(conn, Sorted { alone, ..Sorted::default() }).await
    }

    /// Runs commands in one transaction and answers them, also when it fails.
    async fn commit(&mut self, conn: &mut Conn<'_>, mut commands: Sorted) -> Result<()> {
        match self.attempt(conn, &mut commands).await {
            Ok(effects) => self.finish(conn, commands, effects).await,
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
            self.apply(conn, commands, &mut effects).await?;
        }
        for job in &mut commands.alone {
            self.run_alone(conn, job.as_mut(), &mut effects).await?;
        }
        conn.commit().await?;
        Ok(effects)
    }

    async fn apply(
        &mut self,
        conn: &mut Conn<'_>,
        commands: &mut Sorted,
        effects: &mut Effects,
    ) -> Result<()> {
        let jobs = &mut commands.batched;
        let mut needs = Needs::default();
        jobs.iter().for_each(|job| job.needs(&mut needs));
        let mut work = Work::new(Arc::clone(&self.ids));
        load_chats(conn, &needs, &mut work, &self.known).await?;
        if !commands.one_by_one {
            let joining = self.later.take(needs.conversations.iter().chain(work.chats.values()));
            joining.iter().for_each(|job| job.needs(&mut needs));
            jobs.splice(..0, joining);
        }
        load(conn, &needs, &mut work, self.schedule.as_ref(), &mut self.known).await?;
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

    /// After the commit: memory follows at once, for the next batch and the next turns start from it. Callers and
    /// listeners are told when the batch is durable.
    async fn finish(&mut self, conn: &mut Conn<'_>, commands: Sorted, effects: Effects) -> Result<()> {
        let Effects { work, changes, forgotten_accounts, threads_changed } = effects;
        if let Some(schedule) = &self.schedule {
            schedule.follow(work.as_ref(), threads_changed, &forgotten_accounts);
            work.iter().for_each(|work| self.signals.sendable.follow(work));
        }
        if let Some(threads) = &self.threads {
            threads.follow(work.as_ref(), threads_changed);
        }
        let touched = self.wake(work.as_ref(), &changes);
        match work {
            _ if threads_changed => self.known.forget(),
            // Other nodes change rows; which conversation a chat is, stays.
            Some(work) if self.schedule.is_none() => self.known.keep_chats(work.chats),
            Some(work) => self.known.keep(work),
            None => {}
        }
        let committed = Committed { commands, changes, signals: self.signals.clone() };
        match &self.durable {
            Some(durable) => durable.tell(committed),
            None => committed.tell(),
        }
        self.verify(conn, touched).await
    }

    /// Wakes those who run turns and send. What they do is committed behind this batch, hence durable after it.
    /// Answers the conversations that were touched.
    fn wake(&self, work: Option<&Work>, changes: &[Change]) -> Vec<Id> {
        let touched = work.into_iter().flat_map(|work| work.conversations.values());
        let touched: Vec<&Conv> = touched.filter(|conv| conv.touch > Touch::Clean).collect();
        if touched.iter().any(|conv| conv.ready_at.is_some() && conv.held.is_none()) {
            self.signals.ready.notify_one();
        }
        let queued = |message: &Message| message.delivery == Some(Delivery::Queued);
        if changes.iter().flat_map(|change| &change.messages).any(queued) {
            self.signals.outbox.notify_one();
        }
        touched.into_iter().map(|conv| conv.row.id).collect()
    }

    /// In debug builds, hence in every test of the product: what is remembered is what the tables hold.
    #[cfg(debug_assertions)]
    async fn verify(&self, conn: &mut Conn<'_>, touched: Vec<Id>) -> Result<()> {
        let known = self.known.without_leases(&touched);
        let read = read_conversations(conn, known.iter().map(|conv| conv.row.id)).await?;
        let read: Vec<Conv> = read.into_iter().map(|conv| Conv { held: None, ..conv }).collect();
        debug_assert_eq!(read, known);
        for (id, messages) in self.known.unsettled(&touched) {
            let account = known.iter().find(|conv| conv.row.id == id).map(|conv| conv.row.account_id);
            let read = read_unsettled(conn, &[(account.unwrap_or_default(), id)]).await?;
            debug_assert_eq!(read, messages);
        }
        let scheduled = self.schedule.as_ref().map(|schedule| schedule.remembered(touched.iter().copied()));
        let threads = self.threads.as_ref().map(|threads| threads.remembered(touched.iter().copied()));
        for (conversation_id, history, input) in scheduled.or(threads).into_iter().flatten() {
            let lease = Lease { conversation_id, account_id: input.account.id, fence: 0 };
            let read = load_each(conn, &[(lease, history)]).await?;
            let read: Vec<_> = read.into_iter().map(|one| one.map(|one| one.input)).collect();
            if self.is_alone(conn).await? {
                debug_assert_eq!(read, [Ok(input)]);
            }
        }
        Ok(())
    }

    /// No other node can have changed what was read just now.
    #[cfg(debug_assertions)]
    async fn is_alone(&self, conn: &mut Conn<'_>) -> Result<bool> {
        let Some(threads) = &self.threads else { return Ok(true) };
        let sql = "SELECT value FROM counters WHERE name = 'nodes'";
        let arrivals = conn.query_optional(sql, &[], |row| row.int(0)).await?;
        Ok(arrivals.is_some_and(|arrivals| threads.is_alone(arrivals)))
    }

    #[cfg(not(debug_assertions))]
    #[expect(clippy::unused_async, reason = "the debug build reads")]
    async fn verify(&self, _: &mut Conn<'_>, _: Vec<Id>) -> Result<()> {
        Ok(())
    }
}

/// Answers commands that cannot be run.
pub(super) fn refuse(commands: Vec<Command>, error: &StoreError) {
    let mut sorted = Sorted::default();
    commands.into_iter().for_each(|command| sorted.add(command));
    sorted.answer(Err(error.clone()));
}
