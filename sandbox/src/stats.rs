//! What the simulator noticed: every request, every step over a limit, sends chat by chat.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Mutex;

use serde::{Deserialize, Serialize};

use crate::limits::{Verdict, Window};
use crate::operation::{LimitGroup, Operation};
use crate::sync::lock;

/// One request in the log.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RequestEntry {
    /// Unix milliseconds of arrival.
    pub at_ms: i64,
    /// Account of the token; absent when there was no good token.
    pub account: Option<i64>,
    /// The call.
    pub operation: Operation,
    /// Status answered; 0 when no answer was given.
    pub status: u16,
}

/// A request that came when the budget was used up.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Violation {
    /// Unix milliseconds.
    pub at_ms: i64,
    /// Whose budget.
    pub account: i64,
    /// The call.
    pub operation: Operation,
    /// Requests in the minute ending then.
    pub seen: usize,
    /// The budget.
    pub limit: u32,
}

/// Counters of one account.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct AccountStats {
    /// Requests in all.
    pub requests: u64,
    /// Requests by call.
    pub by_operation: BTreeMap<Operation, u64>,
    /// Requests by status answered; 0 = never answered.
    pub by_status: BTreeMap<u16, u64>,
    /// Most messenger and profile requests that arrived within one sliding minute.
    pub max_per_minute: usize,
    /// Requests that came over a limit.
    pub violations: u64,
    /// Messages accepted from the API, chat by chat.
    pub sends: HashMap<String, u64>,
}

/// All counters.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Stats {
    /// By user_id.
    pub accounts: BTreeMap<i64, AccountStats>,
    /// The latest violations, oldest first.
    pub violations: Vec<Violation>,
    /// Requests without a good token, by status.
    pub anonymous: BTreeMap<u16, u64>,
}

/// Kept counters. Accounts have a lock each, so that they do not wait for one another.
#[derive(Debug)]
pub(crate) struct Ledger {
    capacity: usize,
    requests: Mutex<VecDeque<RequestEntry>>,
    violations: Mutex<VecDeque<Violation>>,
    anonymous: Mutex<BTreeMap<u16, u64>>,
}

/// One account's page of the ledger.
#[derive(Debug, Default)]
pub(crate) struct AccountLedger {
    inner: Mutex<AccountPage>,
}

#[derive(Debug, Default)]
struct AccountPage {
    windows: BTreeMap<LimitGroup, Window>,
    stats: AccountStats,
}

impl AccountLedger {
    pub(crate) fn hit(&self, operation: Operation, now_ms: i64, limit: u32, admit_over: bool) -> Verdict {
        let mut page = lock(&self.inner);
        let verdict = page.windows.entry(operation.limit_group()).or_default().hit(now_ms, limit, admit_over);
        page.stats.violations += u64::from(verdict.over);
        verdict
    }

    pub(crate) fn sent(&self, chat_id: &str) {
        let mut page = lock(&self.inner);
        if let Some(count) = page.stats.sends.get_mut(chat_id) {
            *count += 1;
        } else {
            page.stats.sends.insert(chat_id.to_owned(), 1);
        }
    }

    pub(crate) fn snapshot(&self) -> AccountStats {
        let page = lock(&self.inner);
        let max_per_minute = page.windows.get(&LimitGroup::Account).map_or(0, Window::max_seen);
        AccountStats { max_per_minute, ..page.stats.clone() }
    }

    pub(crate) fn reset(&self) {
        *lock(&self.inner) = AccountPage::default();
    }

    fn answered(&self, operation: Operation, status: u16) {
        let stats = &mut lock(&self.inner).stats;
        stats.requests += 1;
        *stats.by_operation.entry(operation).or_default() += 1;
        *stats.by_status.entry(status).or_default() += 1;
    }
}

impl Ledger {
    pub(crate) fn new(capacity: usize) -> Self {
        Self {
            capacity: capacity.max(1),
            requests: Mutex::default(),
            violations: Mutex::default(),
            anonymous: Mutex::default(),
        }
    }

    pub(crate) fn answered(&self, account: Option<&AccountLedger>, entry: RequestEntry) {
        match account {
            Some(page) => page.answered(entry.operation, entry.status),
            None => *lock(&self.anonymous).entry(entry.status).or_default() += 1,
        }
        push(&self.requests, entry, self.capacity);
    }

    pub(crate) fn violation(&self, violation: Violation) {
        push(&self.violations, violation, self.capacity);
    }

    /// The latest requests, oldest first, of one account or of all.
    pub(crate) fn requests(&self, account: Option<i64>) -> Vec<RequestEntry> {
        let requests = lock(&self.requests);
        requests.iter().filter(|r| account.is_none() || r.account == account).cloned().collect()
    }

    pub(crate) fn violations(&self) -> Vec<Violation> {
        lock(&self.violations).iter().cloned().collect()
    }

    pub(crate) fn anonymous(&self) -> BTreeMap<u16, u64> {
        lock(&self.anonymous).clone()
    }

    pub(crate) fn reset(&self) {
        lock(&self.requests).clear();
        lock(&self.violations).clear();
        lock(&self.anonymous).clear();
    }
}

/// Appends, forgetting the oldest beyond `capacity`.
pub(crate) fn push<T>(log: &Mutex<VecDeque<T>>, entry: T, capacity: usize) {
    let mut log = lock(log);
    if log.len() >= capacity {
        log.pop_front();
    }
    log.push_back(entry);
}
