//! What the operations of a batch need to see.

use std::collections::BTreeSet;

use crate::model::Id;

/// Keys collected from every operation of a batch; sorted, so that locks are taken in one order everywhere.
#[derive(Debug, Default)]
pub(crate) struct Needs {
    pub(crate) conversations: BTreeSet<Id>,
    /// (account, the channel's chat id).
    pub(crate) chats: BTreeSet<(Id, String)>,
    /// (account, the channel's contact id), for chats that turn out to be new.
    pub(crate) contacts: BTreeSet<(Id, String)>,
    pub(crate) messages: BTreeSet<Id>,
    /// Messages whose conversation is needed too.
    pub(crate) conversations_of: BTreeSet<Id>,
    /// (account, chat, the channel's message id).
    pub(crate) externals: BTreeSet<(Id, String, String)>,
    /// (conversation, the browser's message id).
    pub(crate) clients: BTreeSet<(Id, String)>,
    /// Conversations whose unsent messages are needed.
    pub(crate) pending: BTreeSet<Id>,
    /// The same, by (account, chat).
    pub(crate) pending_chats: BTreeSet<(Id, String)>,
}

impl Needs {
    /// A conversation, with its unsent messages.
    pub(crate) fn conversation_and_pending(&mut self, id: Id) {
        self.conversations.insert(id);
        self.pending.insert(id);
    }
}
