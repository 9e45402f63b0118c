//! Rows the one writer of a SQLite file has worked on lately: it knows them without reading.

use std::collections::HashMap;

use super::work::{Conv, Filed, Msg, Touch, Work, unsettled};
use crate::model::Id;

/// Conversations kept; then all are forgotten, for those in use come back with their next change.
const KEPT: usize = 4_096;

/// Conversations and chats as of the last commit.
#[derive(Debug, Default)]
pub(crate) struct Known {
    conversations: HashMap<Id, Conv>,
    /// Ids by account and the channel's chat id.
    chats: HashMap<(Id, String), Id>,
    /// Messages on their way, all of a conversation's, in order.
    unsettled: HashMap<Id, Vec<Msg>>,
    /// Conversations of those messages.
    holders: HashMap<Id, Id>,
}

impl Known {
    /// The conversation of a chat.
    pub(super) fn chat(&self, chat: &(Id, String)) -> Option<Id> {
        self.chats.get(chat).copied()
    }

    /// A conversation to work on. Whoever takes it brings it back with [`keep`](Self::keep) once it is committed.
    pub(super) fn take(&mut self, id: Id) -> Option<Conv> {
        self.conversations.remove(&id)
    }

    /// The conversation of a message on its way, if its messages are known.
    pub(super) fn conversation_of(&self, message_id: Id) -> Option<Id> {
        self.holders.get(&message_id).copied()
    }

    /// A conversation's messages on their way, to work on like [`take`](Self::take).
    pub(super) fn take_unsettled(&mut self, conversation_id: Id) -> Option<Vec<Msg>> {
        let messages = self.unsettled.remove(&conversation_id)?;
        for msg in &messages {
            self.holders.remove(&msg.row.id);
        }
        Some(messages)
    }

    /// What a batch has committed.
    pub(super) fn keep(&mut self, mut work: Work) {
        if self.conversations.len() >= KEPT {
            self.forget();
        }
        self.keep_unsettled(&mut work);
        self.chats.extend(work.chats);
        self.conversations.extend(work.conversations.into_iter().map(|(id, conv)| (id, as_stored(conv))));
    }

    fn keep_unsettled(&mut self, work: &mut Work) {
        self.unsettled.extend(work.whole.iter().map(|id| (*id, Vec::new())));
        for (id, msg) in std::mem::take(&mut work.messages) {
            let conversation_id = msg.row.conversation_id;
            if !work.whole.contains(&conversation_id) {
                // Changed without its conversation's others: those are read when they are asked for.
                if msg.touch > Touch::Clean {
                    self.take_unsettled(conversation_id);
                }
            } else if msg.row.delivery.is_some_and(unsettled) {
                self.holders.insert(id, conversation_id);
                let msg = Msg { filed: Some(msg.row.at), touch: Touch::Clean, ..msg };
                self.unsettled.entry(conversation_id).or_default().push(msg);
            }
        }
    }

    /// Which conversations these chats are.
    pub(super) fn keep_chats(&mut self, chats: HashMap<(Id, String), Id>) {
        if self.chats.len() >= KEPT {
            self.forget();
        }
        self.chats.extend(chats);
    }

    /// Something changed rows beside the batches.
    pub(super) fn forget(&mut self) {
        self.conversations.clear();
        self.chats.clear();
        self.unsettled.clear();
        self.holders.clear();
    }

    /// What is known of these, without their leases, which are kept elsewhere.
    #[cfg(debug_assertions)]
    pub(super) fn without_leases(&self, ids: &[Id]) -> Vec<Conv> {
        let known = ids.iter().filter_map(|id| self.conversations.get(id));
        known.map(|conv| Conv { held: None, ..conv.clone() }).collect()
    }

    /// The same of messages on their way, of those conversations where they are known.
    #[cfg(debug_assertions)]
    pub(super) fn unsettled(&self, conversations: &[Id]) -> Vec<(Id, Vec<Msg>)> {
        let known = conversations.iter().filter_map(|id| Some((*id, self.unsettled.get(id)?.clone())));
        known.collect()
    }
}

/// A row that was just written is the one that would be read.
fn as_stored(mut conv: Conv) -> Conv {
    conv.filed = Some(Filed::of(&conv.row));
    conv.handoff_changed = false;
    conv.touch = Touch::Clean;
    conv
}
