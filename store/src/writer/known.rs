//! Rows the one writer of a SQLite file has worked on lately: it knows them without reading.

use std::collections::{BTreeMap, HashMap};

use super::work::{Conv, Filed, Touch};
use crate::model::Id;

/// Conversations kept; then all are forgotten, for those in use come back with their next change.
const KEPT: usize = 4_096;

/// Conversations and chats as of the last commit.
#[derive(Debug, Default)]
pub(crate) struct Known {
    conversations: HashMap<Id, Conv>,
    /// Ids by account and the channel's chat id.
    chats: HashMap<(Id, String), Id>,
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

    /// What a batch has committed.
    pub(super) fn keep(
        &mut self,
        conversations: BTreeMap<Id, Conv>,
        chats: impl IntoIterator<Item = ((Id, String), Id)>,
    ) {
        if self.conversations.len() >= KEPT {
            self.forget();
        }
        self.chats.extend(chats);
        self.conversations.extend(conversations.into_iter().map(|(id, conv)| (id, as_stored(conv))));
    }

    /// Something changed rows beside the batches.
    pub(super) fn forget(&mut self) {
        self.conversations.clear();
        self.chats.clear();
    }

    /// What is known of these, without their leases, which are kept elsewhere.
    #[cfg(debug_assertions)]
    pub(super) fn without_leases(&self, ids: &[Id]) -> Vec<Conv> {
        let known = ids.iter().filter_map(|id| self.conversations.get(id));
        known.map(|conv| Conv { held: None, ..conv.clone() }).collect()
    }
}

/// A row that was just written is the one that would be read.
fn as_stored(mut conv: Conv) -> Conv {
    conv.filed = Some(Filed::of(&conv.row));
    conv.handoff_changed = false;
    conv.touch = Touch::Clean;
    conv
}
