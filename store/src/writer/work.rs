//! The rows a batch works on, in memory between loading and writing.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::leases::Held;
use crate::ids::Ids;
use crate::model::{
    Author, Conversation, ConversationStatus, Delivery, Id, Message, MessagePreview, Millis, Owner,
};
use crate::{Lease, Result, StoreError};

/// What must be written of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd)]
pub(crate) enum Touch {
    /// Nothing.
    Clean,
    /// Only what people do not see (lease, ready time): no version.
    Hidden,
    /// Something people see.
    Visible,
    /// The row is new.
    New,
}

/// A conversation being worked on.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Conv {
    pub(crate) row: Conversation,
    pub(crate) unprocessed: Vec<Id>,
    pub(crate) ready_at: Option<Millis>,
    pub(crate) burst_at: Option<Millis>,
    pub(crate) held: Option<Held>,
    pub(crate) turn_no: i64,
    /// Id of the newest turn: the end of the chain that turns make.
    pub(crate) last_turn: Option<Id>,
    pub(crate) open_turn: Option<Id>,
    /// Nothing is known of the contact and the item yet.
    pub(crate) profile_missing: bool,
    /// Id of the turn whose state is the current one.
    pub(crate) state_turn: Option<Id>,
    /// A state that stands before it.
    pub(crate) resume_state: Option<String>,
    /// The handoff card changed.
    pub(crate) handoff_changed: bool,
    /// What the lists' indexes lie on, as the table has it.
    pub(crate) filed: Option<Filed>,
    pub(crate) touch: Touch,
}

/// What a conversation is filed under in the indexes of the lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Filed {
    status: ConversationStatus,
    owner: Owner,
    last_at: Millis,
    waiting_since: Option<Millis>,
    snoozed_until: Option<Millis>,
}

impl Filed {
    pub(crate) fn of(row: &Conversation) -> Self {
        let Conversation { status, owner, last_at, waiting_since, snoozed_until, .. } = *row;
        Self { status, owner, last_at, waiting_since, snoozed_until }
    }
}

impl Conv {
    /// Takes the conversation out of the bot's hands: lease gone, nothing ready.
    pub(crate) fn stop_bot(&mut self) {
        self.held = None;
        self.ready_at = None;
        self.burst_at = None;
    }

    /// A person has dealt with all that was said.
    pub(crate) fn answered_by_person(&mut self) {
        self.unprocessed.clear();
        self.row.unread = 0;
        self.row.waiting_since = None;
    }
}

/// A message being worked on.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Msg {
    pub(crate) row: Message,
    pub(crate) account_id: Id,
    pub(crate) epoch: Option<i64>,
    pub(crate) not_before: Option<Millis>,
    pub(crate) attempts: Option<i64>,
    pub(crate) claimed_at: Option<Millis>,
    /// Time of the message as the table has it.
    pub(crate) filed: Option<Millis>,
    pub(crate) touch: Touch,
}

/// A turn row to write.
#[derive(Debug)]
pub(crate) struct TurnRow {
    pub(crate) id: Id,
    pub(crate) conversation_id: Id,
    pub(crate) turn_no: i64,
    /// The turn before it.
    pub(crate) prev: Option<Id>,
    pub(crate) flow_id: Option<String>,
    pub(crate) flow_hash: Option<String>,
    pub(crate) record: Vec<u8>,
    pub(crate) state: Option<String>,
    pub(crate) finished: bool,
    pub(crate) at: Millis,
    pub(crate) is_new: bool,
}

/// A contact to insert.
#[derive(Debug)]
pub(crate) struct NewContact {
    pub(crate) id: Id,
    pub(crate) account_id: Id,
    pub(crate) external_id: String,
}

/// A journal row to write.
#[derive(Debug)]
pub(crate) struct JournalRow {
    pub(crate) conversation_id: Id,
    pub(crate) turn_no: i64,
    pub(crate) entry: crate::JournalEntry,
}

/// Everything loaded for a batch, and everything it will write.
pub(crate) struct Work {
    pub(crate) ids: Arc<Ids>,
    pub(crate) accounts: HashSet<Id>,
    pub(crate) conversations: BTreeMap<Id, Conv>,
    pub(crate) chats: HashMap<(Id, String), Id>,
    pub(crate) contacts: HashMap<(Id, String), Id>,
    pub(crate) messages: BTreeMap<Id, Msg>,
    pub(crate) externals: HashMap<Id, HashMap<String, Id>>,
    pub(crate) clients: HashMap<Id, HashMap<String, Id>>,
    /// Messages on their way, in order, of the conversations in `whole`; of others only those the batch has added.
    pub(crate) pending: HashMap<Id, Vec<Id>>,
    /// Conversations all of whose messages on their way are in `pending`.
    pub(crate) whole: BTreeSet<Id>,
    pub(crate) new_contacts: Vec<NewContact>,
    pub(crate) contact_variables: Vec<(Id, String)>,
    pub(crate) turns: Vec<TurnRow>,
    pub(crate) journal: BTreeMap<(Id, i64, String), JournalRow>,
    pub(crate) journal_done: Vec<Id>,
}

impl Work {
    pub(crate) fn new(ids: Arc<Ids>) -> Self {
        Self {
            ids,
            accounts: HashSet::new(),
            conversations: BTreeMap::new(),
            chats: HashMap::new(),
            contacts: HashMap::new(),
            messages: BTreeMap::new(),
            externals: HashMap::new(),
            clients: HashMap::new(),
            pending: HashMap::new(),
            whole: BTreeSet::new(),
            new_contacts: Vec::new(),
            contact_variables: Vec::new(),
            turns: Vec::new(),
            journal: BTreeMap::new(),
            journal_done: Vec::new(),
        }
    }

    pub(crate) fn conv(&self, id: Id) -> Result<&Conv> {
        self.conversations.get(&id).ok_or_else(|| StoreError::not_found("conversation", id))
    }

    /// A conversation to change in a way people see.
    pub(crate) fn conv_mut(&mut self, id: Id, now: Millis) -> Result<&mut Conv> {
        let conv = self.touch_conv(id, Touch::Visible)?;
        conv.row.updated_at = conv.row.updated_at.max(now);
        Ok(conv)
    }

    /// A conversation to change in a way people do not see.
    pub(crate) fn conv_hidden(&mut self, id: Id) -> Result<&mut Conv> {
        self.touch_conv(id, Touch::Hidden)
    }

    fn touch_conv(&mut self, id: Id, touch: Touch) -> Result<&mut Conv> {
        let conv =
            self.conversations.get_mut(&id).ok_or_else(|| StoreError::not_found("conversation", id))?;
        if conv.touch < touch {
            conv.touch = touch;
        }
        Ok(conv)
    }

    pub(crate) fn msg(&self, id: Id) -> Result<&Msg> {
        self.messages.get(&id).ok_or_else(|| StoreError::not_found("message", id))
    }

    /// A message to change.
    pub(crate) fn msg_mut(&mut self, id: Id) -> Result<&mut Msg> {
        let msg = self.messages.get_mut(&id).ok_or_else(|| StoreError::not_found("message", id))?;
        if msg.touch < Touch::Visible {
            msg.touch = Touch::Visible;
        }
        Ok(msg)
    }

    pub(crate) fn by_external(&self, conversation_id: Id, external_id: &str) -> Option<Id> {
        self.externals.get(&conversation_id)?.get(external_id).copied()
    }

    pub(crate) fn by_client(&self, conversation_id: Id, client_id: &str) -> Option<Id> {
        self.clients.get(&conversation_id)?.get(client_id).copied()
    }

    /// Adds a message and shows it in the conversation's list row if it is the latest.
    pub(crate) fn insert_message(&mut self, msg: Msg, now: Millis) -> Result<Id> {
        let message = &msg.row;
        let (id, conversation_id, at) = (message.id, message.conversation_id, message.at);
        let preview = MessagePreview { id, author: message.author, text: excerpt(&message.text), at };
        let conv = self.conv_mut(conversation_id, now)?;
        if conv.row.last_message.as_ref().is_none_or(|last| (last.at, last.id) <= (at, id)) {
            conv.row.last_message = Some(preview);
            conv.row.last_at = conv.row.last_at.max(at);
        }
        if let Some(external_id) = &message.external_id {
            self.externals.entry(conversation_id).or_default().insert(external_id.clone(), id);
        }
        if let Some(client_id) = &message.client_id {
            self.clients.entry(conversation_id).or_default().insert(client_id.clone(), id);
        }
        if message.delivery.is_some_and(unsettled) {
            self.pending.entry(conversation_id).or_default().push(id);
        }
        self.messages.insert(id, msg);
        Ok(id)
    }

    /// Our messages of a conversation that have not come to rest, in order.
    pub(crate) fn pending(&self, conversation_id: Id) -> impl Iterator<Item = &Msg> {
        let ids = self.pending.get(&conversation_id).into_iter().flatten();
        ids.filter_map(|id| self.messages.get(id)).filter(|msg| msg.row.delivery.is_some_and(unsettled))
    }

    /// Cancels the bot's messages that have not left.
    pub(crate) fn cancel_bot_replies(&mut self, conversation_id: Id) -> Result<()> {
        let queued: Vec<Id> = self
            .pending(conversation_id)
            .filter(|msg| msg.row.delivery == Some(Delivery::Queued) && is_bots(msg.row.author))
            .map(|msg| msg.row.id)
            .collect();
        for id in queued {
            self.msg_mut(id)?.row.delivery = Some(Delivery::Cancelled);
        }
        Ok(())
    }

    /// Whether `lease` is the one that holds its conversation.
    pub(crate) fn check_lease(&self, lease: Lease) -> Result<()> {
        let held = self.conv(lease.conversation_id)?.held;
        if held.is_some_and(|held| held.fence == lease.fence) {
            Ok(())
        } else {
            Err(StoreError::Fenced { conversation_id: lease.conversation_id })
        }
    }
}

/// Neither on the other side nor given up.
pub(crate) fn unsettled(delivery: Delivery) -> bool {
    matches!(delivery, Delivery::Queued | Delivery::Sending | Delivery::Unknown)
}

/// Written by the product on its own account, hence bound to the epoch.
pub(crate) fn is_bots(author: Author) -> bool {
    matches!(author, Author::Bot | Author::System)
}

/// At most 200 characters for the list.
fn excerpt(text: &str) -> String {
    text.char_indices().nth(200).and_then(|(end, _)| text.get(..end)).unwrap_or(text).to_owned()
}
