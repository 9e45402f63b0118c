//! Rate budget of one account: a pure limiter, the time is passed in.
//!
//! Every request is counted at the moment it is sent. Three limits hold at once: requests in any sliding
//! minute, requests in any sliding second, and messages in one chat. Operators go before the bot and the bot
//! before history sync: the later ones may not use up the share reserved for the earlier ones, so a long
//! import never makes a customer wait as long as live traffic keeps within its share.

mod window;

use std::collections::HashMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use window::Window;

/// Limits of one account; settings that name only some keep the others' defaults.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Requests in any sliding minute.
    pub per_minute: u32,
    /// Requests in any sliding second.
    pub per_second: u32,
    /// Shortest time between two messages in one chat, milliseconds.
    pub chat_interval_ms: u32,
    /// Added to the minute, milliseconds (to the second at most 100 of them): requests travel for different
    /// times, so what left in 60.1 s may arrive within 60.
    pub margin_ms: u32,
    /// Percent of both limits that only operators may use.
    pub operator_share: u8,
    /// Percent of both limits that only live traffic (operators and bot) may use, besides the above.
    pub live_share: u8,
    /// Pause after a refusal that names no time, milliseconds.
    pub refusal_pause_ms: u32,
}

impl Limits {
    /// Self-imposed: Avito publishes no limit for its messenger; integrations keep to these.
    pub const AVITO: Self = Self {
        per_minute: 100,
        per_second: 5,
        chat_interval_ms: 1_000,
        margin_ms: 500,
        operator_share: 10,
        live_share: 40,
        refusal_pause_ms: 5_000,
    };

    /// Avito's list of listings has a published limit of its own; give it a budget beside the main one.
    pub const AVITO_ITEMS: Self = Self { per_minute: 25, ..Self::AVITO };
}

impl Default for Limits {
    /// Cautious enough for any channel that publishes no limit.
    fn default() -> Self {
        Self::AVITO
    }
}

/// Who needs the request; earlier ones go first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// A person waits at the screen.
    Operator,
    /// Live work of the bot: replies and what they need.
    Bot,
    /// History import, polling, checks.
    Sync,
}

/// A request that wants to leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Request<'a> {
    /// Who needs it.
    pub priority: Priority,
    /// Chat that receives a message by it; `None` for every other call.
    pub message_to: Option<&'a str>,
}

impl<'a> Request<'a> {
    /// A call that delivers no message.
    #[must_use]
    pub fn call(priority: Priority) -> Self {
        Self { priority, message_to: None }
    }

    /// A message to a chat.
    #[must_use]
    pub fn message(priority: Priority, chat_id: &'a str) -> Self {
        Self { priority, message_to: Some(chat_id) }
    }
}

/// Not now. Earliest time the request can pass if nothing else is sent before; ask again then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("rate budget is used up until {until_ms}")]
pub struct Wait {
    /// Milliseconds on the clock of `now_ms`.
    pub until_ms: i64,
}

/// What is used at the moment, for metrics and the admin's page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Usage {
    /// Requests in the current window of a minute.
    pub used: usize,
    /// Limit of that window.
    pub per_minute: u32,
    /// End of a pause the channel asked for.
    pub paused_until_ms: Option<i64>,
}

/// The limiter of one account.
#[derive(Debug, Clone)]
pub struct RateBudget {
    limits: Limits,
    minute: Window,
    second: Window,
    /// Last message of each chat that still matters.
    chats: HashMap<String, i64>,
    paused_until_ms: i64,
    /// A clock that steps back must not open the windows.
    latest_ms: i64,
}

/// More would cost too much of the rate.
const SECOND_MARGIN_MS: i64 = 100;
/// Chats remembered before those past their interval are dropped.
const CHATS_KEPT: usize = 1024;

impl RateBudget {
    /// An unused budget. Limits of 0 are taken as 1, for a budget that never opens helps nobody.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        let margin = i64::from(limits.margin_ms);
        Self {
            limits,
            minute: Window::new(60_000 + margin, limits.per_minute),
            second: Window::new(1_000 + margin.min(SECOND_MARGIN_MS), limits.per_second),
            chats: HashMap::new(),
            paused_until_ms: i64::MIN,
            latest_ms: i64::MIN,
        }
    }

    /// Counts the request as sent at `now_ms`, or says when to ask again. `now_ms` should come from a clock
    /// that does not jump; a step back is taken as standing still.
    ///
    /// # Errors
    /// [`Wait`] when one of the limits or a pause stands in the way; nothing is counted then.
    pub fn try_acquire(&mut self, request: Request<'_>, now_ms: i64) -> Result<(), Wait> {
        let now = self.advance(now_ms);
        let until_ms = self.free_at(request.priority, now).max(self.chat_free_at(request.message_to));
        if until_ms > now {
            return Err(Wait { until_ms });
        }
        self.count(request.message_to, now);
        Ok(())
    }

    /// Whether a call of this priority could leave now; nothing is counted.
    pub fn is_open(&mut self, priority: Priority, now_ms: i64) -> bool {
        let now = self.advance(now_ms);
        self.free_at(priority, now) <= now
    }

    /// Counts a request that left without being asked for here: before a restart, or as a repeat.
    pub fn record(&mut self, message_to: Option<&str>, at_ms: i64) {
        let now = self.advance(at_ms);
        self.count(message_to, now);
    }

    /// The channel refused with 429: nothing leaves for `retry_after`, or for the configured pause.
    pub fn pause(&mut self, retry_after: Option<Duration>, now_ms: i64) {
        let default = Duration::from_millis(u64::from(self.limits.refusal_pause_ms));
        let pause = i64::try_from(retry_after.unwrap_or(default).as_millis()).unwrap_or(i64::MAX);
        let until = self.advance(now_ms).saturating_add(pause);
        self.paused_until_ms = self.paused_until_ms.max(until);
    }

    /// What is used at `now_ms`.
    pub fn usage(&mut self, now_ms: i64) -> Usage {
        let now = self.advance(now_ms);
        Usage {
            used: self.minute.used(),
            per_minute: self.limits.per_minute,
            paused_until_ms: (self.paused_until_ms > now).then_some(self.paused_until_ms),
        }
    }

    fn advance(&mut self, now_ms: i64) -> i64 {
        self.latest_ms = self.latest_ms.max(now_ms);
        self.minute.advance(self.latest_ms);
        self.second.advance(self.latest_ms);
        self.latest_ms
    }

    /// Whatever the chat.
    fn free_at(&self, priority: Priority, now: i64) -> i64 {
        let reserved = self.reserved_percent(priority);
        let windows = self.minute.free_at(reserved, now).max(self.second.free_at(reserved, now));
        self.paused_until_ms.max(windows)
    }

    fn reserved_percent(&self, priority: Priority) -> u32 {
        let operator = u32::from(self.limits.operator_share);
        match priority {
            Priority::Operator => 0,
            Priority::Bot => operator,
            Priority::Sync => operator + u32::from(self.limits.live_share),
        }
    }

    fn chat_free_at(&self, chat: Option<&str>) -> i64 {
        chat.and_then(|chat| self.chats.get(chat))
            .map_or(i64::MIN, |last| last.saturating_add(i64::from(self.limits.chat_interval_ms)))
    }

    fn count(&mut self, message_to: Option<&str>, now: i64) {
        self.minute.push(now);
        self.second.push(now);
        let Some(chat) = message_to else { return };
        if self.chats.len() >= CHATS_KEPT {
            let interval = i64::from(self.limits.chat_interval_ms);
            self.chats.retain(|_, last| last.saturating_add(interval) > now);
        }
        self.chats.insert(chat.to_owned(), now);
    }
}

#[cfg(test)]
mod tests;
