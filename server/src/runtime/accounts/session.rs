//! One connected account while it works: its calls, its rate budget, its health.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicI64, AtomicU32, Ordering},
    },
    time::Duration,
};

use arc_swap::ArcSwapOption;
use futures::future::BoxFuture;
use sufler_channels::{
    AdapterError,
    avito::{self, Call, Gate, TokenManager},
    budget::{Limits, Priority, RateBudget, Request, Wait},
};
use sufler_store::{AccountProblem, Id};
use tokio::{sync::Notify, time::sleep};
use tokio_util::sync::CancellationToken;

use super::super::{core::Core, problems};
use crate::clock::{now, steady};

/// Messages of one account on their way at the same time, whatever its budget.
const FEWEST_IN_FLIGHT: u32 = 16;
const MOST_IN_FLIGHT: u32 = 256;

/// A working account.
pub struct Session {
    id: Id,
    webhook_secret: String,
    created_at: i64,
    /// Keys and tokens.
    pub(super) tokens: Arc<TokenManager>,
    /// Calls; absent until the channel told whose keys these are.
    calls: ArcSwapOption<avito::Account>,
    budget: Arc<Mutex<RateBudget>>,
    lines: Lines,
    in_flight: AtomicU32,
    waiting: AtomicI64,
    has_problem: AtomicBool,
    webhook_active: AtomicBool,
    /// Ends the account's tasks.
    pub(super) cancel: CancellationToken,
    /// Woken when something should be looked at now.
    pub(super) wake: Notify,
}

impl Session {
    pub(super) fn new(
        account: &sufler_store::Account,
        webhook_secret: String,
        tokens: Arc<TokenManager>,
        limits: Limits,
        cancel: CancellationToken,
    ) -> Self {
        Self {
            id: account.id,
            webhook_secret,
            created_at: account.created_at,
            tokens,
            calls: ArcSwapOption::empty(),
            budget: Arc::new(Mutex::new(RateBudget::new(limits))),
            lines: Lines::default(),
            in_flight: AtomicU32::new(0),
            waiting: AtomicI64::new(0),
            has_problem: AtomicBool::new(account.problem.is_some()),
            webhook_active: AtomicBool::new(false),
            cancel,
            wake: Notify::new(),
        }
    }

    /// The store's id of the account.
    pub fn id(&self) -> Id {
        self.id
    }

    /// Part of the webhook's address that only the channel knows.
    pub fn webhook_secret(&self) -> &str {
        &self.webhook_secret
    }

    /// Messages before this are history: the bot leaves them to people. The channel tells time in whole seconds
    /// (contracts: Avito, section 5), so the second of the connection counts as live.
    pub fn live_since(&self) -> i64 {
        self.created_at - self.created_at.rem_euclid(1000)
    }

    /// The account's calls, once the channel told whose keys these are.
    pub fn calls(&self) -> Option<Arc<avito::Account>> {
        self.calls.load_full()
    }

    pub(super) fn set_calls(&self, calls: avito::Account) {
        let gate = Repeats(Arc::clone(&self.budget));
        self.calls.store(Some(Arc::new(calls.with_gate(Arc::new(gate)))));
    }

    /// Counts what left before this process started, so that a restart opens no new minute.
    pub(super) fn remember(&self, sent_at: &[i64]) {
        let (wall, steady) = (now(), steady());
        let mut budget = self.budget();
        for at in sent_at {
            budget.record(None, steady - (wall - at).max(0));
        }
    }

    /// Waits until the budget lets the request leave, and counts it. Requests of one priority leave in the order they
    /// came: nobody is overtaken for ever. One that waits only for its own chat holds nobody up.
    pub(crate) async fn acquire(&self, request: Request<'_>) {
        let line = match request.priority {
            Priority::Operator => &self.lines.operators,
            Priority::Bot => &self.lines.bot,
            Priority::Sync => &self.lines.sync,
        };
        let mut first = line.lock().await;
        loop {
            let Err(wait) = self.budget().try_acquire(request, steady()) else { return };
            let only_its_chat = self.budget().is_open(request.priority, steady());
            if only_its_chat {
                drop(first);
                sleep(until(wait)).await;
                first = line.lock().await;
            } else {
                // Still first: letting go here would put it behind everybody who came later.
                sleep(until(wait)).await;
            }
        }
    }

    /// The channel asked to be left alone; answers until when, on the wall clock.
    pub fn pause(&self, retry_after: Option<Duration>) -> i64 {
        let mut budget = self.budget();
        budget.pause(retry_after, steady());
        let until = budget.usage(steady()).paused_until_ms.unwrap_or_else(steady);
        now() + (until - steady()).max(0)
    }

    /// How many messages may be started now, at most `most`; [`Wait`] (wall clock) when the budget is used up.
    ///
    /// On their way at the same time are no more than the budget lets out in ten seconds.
    pub fn free_slots(&self, most: u32) -> Result<u32, Wait> {
        if self.calls.load().is_none() {
            return Err(Wait { until_ms: now() + 500 });
        }
        let usage = self.budget().usage(steady());
        if let Some(until) = usage.paused_until_ms {
            return Err(Wait { until_ms: now() + (until - steady()).max(1) });
        }
        let in_flight = self.in_flight.load(Ordering::Relaxed);
        let used = u32::try_from(usage.used).unwrap_or(u32::MAX).saturating_add(in_flight);
        let left = usage.per_minute.saturating_sub(used);
        if left == 0 {
            return Err(Wait { until_ms: now() + 500 });
        }
        let lines = (usage.per_minute / 6).clamp(FEWEST_IN_FLIGHT, MOST_IN_FLIGHT);
        Ok(lines.saturating_sub(in_flight).min(left).min(most))
    }

    /// The budget has room to spare for what is merely nice to have.
    pub fn is_relaxed(&self) -> bool {
        let usage = self.budget().usage(steady());
        usage.paused_until_ms.is_none()
            && usage.used.saturating_mul(2) < usize::try_from(usage.per_minute).unwrap_or(0)
    }

    /// Counts a message on its way until the guard is dropped.
    pub fn occupy(&self) -> Slot<'_> {
        self.in_flight.fetch_add(1, Ordering::Relaxed);
        Slot(&self.in_flight)
    }

    /// How many messages wait for the budget.
    pub fn waiting(&self) -> i64 {
        self.waiting.load(Ordering::Relaxed)
    }

    /// See [`Session::waiting`].
    pub fn set_waiting(&self, waiting: i64) {
        self.waiting.store(waiting, Ordering::Relaxed);
    }

    /// The channel delivers to our webhook.
    pub fn webhook_active(&self) -> bool {
        self.webhook_active.load(Ordering::Relaxed)
    }

    /// See [`Session::webhook_active`].
    pub fn set_webhook_active(&self, active: bool) {
        self.webhook_active.store(active, Ordering::Relaxed);
    }

    /// Requests a minute the budget allows.
    pub fn per_minute(&self) -> u32 {
        self.budget().usage(steady()).per_minute
    }

    /// A call worked: whatever was wrong is over.
    pub async fn works(&self, core: &Core) {
        if self.has_problem.swap(false, Ordering::Relaxed)
            && let Err(error) = core.store.account_set_problem(self.id, None).await
        {
            tracing::warn!(account = self.id, %error, "The account's recovery was not saved.");
        }
    }

    /// A call failed in a way that the admin must know of.
    pub async fn has_problem(&self, core: &Core, error: &AdapterError) {
        self.has_problem.store(true, Ordering::Relaxed);
        tracing::error!(account = self.id, code = error.code(), %error, "The account does not work.");
        let problem =
            AccountProblem { code: error.code().to_owned(), message: problems::words(error), since: now() };
        if let Err(error) = core.store.account_set_problem(self.id, Some(problem)).await {
            tracing::warn!(account = self.id, %error, "The account's problem was not saved.");
        }
    }

    fn budget(&self) -> MutexGuard<'_, RateBudget> {
        self.budget.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Requests that wait, by priority; a lock lets them through in the order they came.
#[derive(Default)]
struct Lines {
    operators: tokio::sync::Mutex<()>,
    bot: tokio::sync::Mutex<()>,
    sync: tokio::sync::Mutex<()>,
}

fn until(wait: Wait) -> Duration {
    Duration::from_millis(u64::try_from(wait.until_ms.saturating_sub(steady())).unwrap_or(0).max(1))
}

/// A message on its way.
pub struct Slot<'a>(&'a AtomicU32);

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Counts the repeats after a token refresh; first attempts are counted by [`Session::acquire`].
struct Repeats(Arc<Mutex<RateBudget>>);

impl Gate for Repeats {
    fn admit<'a>(&'a self, call: Call<'a>) -> BoxFuture<'a, ()> {
        if call.repeat {
            let mut budget = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            budget.record(call.chat_id, steady());
        }
        Box::pin(std::future::ready(()))
    }
}
