//! What became of every attempt to deliver.

use std::collections::VecDeque;
use std::sync::Mutex;

use serde::{Deserialize, Serialize};

use crate::stats::push;
use crate::sync::lock;

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum DeliveryOutcome {
    /// Answered 200 in time.
    Delivered,
    /// Answered something else.
    Refused {
        /// The status.
        status: u16,
    },
    /// No answer in time.
    TimedOut,
    /// No connection, or it broke.
    Unreachable,
    /// A fault swallowed it; nothing was sent.
    Lost,
}

/// One attempt.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Delivery {
    /// Counts up; ask for what came after it.
    pub number: u64,
    /// Unix milliseconds when the attempt ended.
    pub at_ms: i64,
    /// Whose webhook.
    pub account: i64,
    /// Where to.
    pub url: String,
    /// Id of the message; empty for a probe.
    pub message_id: String,
    /// Chat of the message; empty for a probe.
    pub chat_id: String,
    /// Type of the message, or `probe`.
    pub kind: String,
    /// Id of the envelope; empty for a probe.
    pub envelope_id: String,
    /// 1 for the first attempt.
    pub attempt: u32,
    /// 0 for the original, 1 and up for copies made by a fault.
    pub copy: u32,
    /// How it ended.
    #[serde(flatten)]
    pub outcome: DeliveryOutcome,
    /// How long the receiver took, milliseconds.
    pub took_ms: u64,
}

#[derive(Debug)]
pub(super) struct DeliveryLog {
    capacity: usize,
    entries: Mutex<VecDeque<Delivery>>,
    last: Mutex<u64>,
}

impl DeliveryLog {
    pub(super) fn new(capacity: usize) -> Self {
        Self { capacity: capacity.max(1), entries: Mutex::default(), last: Mutex::default() }
    }

    /// Numbers the entry and keeps it.
    pub(super) fn add(&self, mut entry: Delivery) {
        let mut last = lock(&self.last);
        *last += 1;
        entry.number = *last;
        push(&self.entries, entry, self.capacity);
    }

    pub(super) fn after(&self, number: u64) -> Vec<Delivery> {
        lock(&self.entries).iter().filter(|entry| entry.number > number).cloned().collect()
    }
}
