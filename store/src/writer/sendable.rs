//! Which messages may be sent at this moment, for the one process that owns a SQLite file.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use super::work::{Work, is_bots};
use crate::model::{Delivery, Id};

/// Messages that are `sending` under the epoch of their conversation, as of the last commit: the last look before a
/// channel call costs no query.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sendable(Arc<Mutex<HashSet<Id>>>);

impl Sendable {
    pub(crate) fn contains(&self, message_id: Id) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(&message_id)
    }

    /// Follows a commit. Whoever changes an epoch has loaded the conversation's unsent messages, so none is missed.
    pub(super) fn follow(&self, work: &Work) {
        let mut sendable = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for msg in work.messages.values().filter(|msg| msg.row.delivery.is_some()) {
            let conv = work.conversations.get(&msg.row.conversation_id);
            if msg.row.delivery != Some(Delivery::Sending) {
                sendable.remove(&msg.row.id);
            } else if let Some(conv) = conv {
                if !is_bots(msg.row.author) || msg.epoch == Some(conv.row.epoch) {
                    sendable.insert(msg.row.id);
                } else {
                    sendable.remove(&msg.row.id);
                }
            }
        }
    }
}
