//! Leases, turns and their journal.

use crate::{
    Account, Contact, Conversation, Id, Message, Millis, OutboxItem, Owner, Result, Store, store::unbuilt,
};

/// The right to run a conversation's turn; one at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lease {
    /// The conversation.
    pub conversation_id: Id,
    /// Its account.
    pub account_id: Id,
    /// Fencing token: greater with every lease.
    pub fence: i64,
}

/// Everything a turn starts from, read at one moment.
#[derive(Debug, Clone)]
pub struct TurnInput {
    /// The conversation (its item inside).
    pub conversation: Conversation,
    /// The customer.
    pub contact: Contact,
    /// Variables kept with the contact.
    pub contact_variables: Option<serde_json::Value>,
    /// The account.
    pub account: Account,
    /// The engine's state, opaque JSON; `None` before the first turn.
    pub state: Option<String>,
    /// Flow of that state.
    pub flow_id: Option<String>,
    /// Content hash of that flow.
    pub flow_hash: Option<String>,
    /// Number of the turn to run: 1, 2, … in a conversation.
    pub turn_no: i64,
    /// Customer's messages not yet processed, by time on the channel, then id.
    pub inbound: Vec<Message>,
    /// What was said before them, oldest first; cancelled and failed messages are left out.
    pub history: Vec<Message>,
    /// Outcomes already journaled for this turn number.
    pub journal: Vec<JournalEntry>,
}

/// The stored outcome of an effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalEntry {
    /// The engine's id of the effect within the turn.
    pub effect_id: String,
    /// Hash of what was asked: another hash means another question.
    pub input_hash: String,
    /// The outcome, JSON.
    pub outcome_json: String,
}

/// A reply to queue.
#[derive(Debug, Clone, PartialEq)]
pub struct NewReply {
    /// Kind, as in [`Message::kind`].
    pub kind: String,
    /// Text; may be empty for an image.
    pub text: String,
    /// Kind-specific parts.
    pub content: Option<serde_json::Value>,
}

/// A change of owner at the end of a turn.
#[derive(Debug, Clone, PartialEq)]
pub struct Handoff {
    /// New owner; usually [`Owner::Queue`].
    pub owner: Owner,
    /// The card for operators: reason, summary, variables, tried sources.
    pub card: serde_json::Value,
}

/// What a turn wants written, all or nothing.
#[derive(Debug, Clone)]
pub struct TurnCommit {
    /// The lease it ran under.
    pub lease: Lease,
    /// Epoch of the conversation it was loaded with.
    pub epoch: i64,
    /// [`TurnInput::turn_no`].
    pub turn_no: i64,
    /// The turn is over: the lease ends. Otherwise it is kept and the turn may save again.
    pub finished: bool,
    /// New engine state.
    pub state: Option<String>,
    /// Flow of the state.
    pub flow_id: Option<String>,
    /// Content hash of the flow.
    pub flow_hash: Option<String>,
    /// The turn's record: input, effects, outcomes, trace. One JSON text.
    pub record_json: String,
    /// Inbound messages this turn has dealt with.
    pub processed: Vec<Id>,
    /// Replies in order.
    pub replies: Vec<NewReply>,
    /// The first reply is born `sending` (the caller sends it at once), unless the conversation has unsent messages.
    pub claim_now: bool,
    /// Give the conversation away after the replies.
    pub handoff: Option<Handoff>,
    /// Close the conversation.
    pub close: bool,
    /// Replace the contact's variables.
    pub contact_variables: Option<serde_json::Value>,
    /// Make the conversation ready again at this time, even without a message.
    pub wake_at: Option<Millis>,
    /// Write nothing and answer [`StoreError::Superseded`](crate::StoreError) when messages outside `processed` wait.
    pub restart_on_new: bool,
    /// Now.
    pub now: Millis,
}

/// What was written.
#[derive(Debug, Clone)]
pub struct SavedTurn {
    /// Id of the turn's row.
    pub turn_id: Id,
    /// The conversation after it.
    pub conversation: Conversation,
    /// The replies, in order.
    pub messages: Vec<Message>,
    /// The reply born `sending`: the caller must send it now.
    pub claimed: Option<OutboxItem>,
    /// Messages still wait: the conversation is ready again.
    pub more: bool,
}

/// A stored turn.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Turn {
    /// Its id.
    pub id: Id,
    /// The conversation.
    pub conversation_id: Id,
    /// 1, 2, … in the conversation.
    pub turn_no: i64,
    /// Flow that ran.
    pub flow_id: Option<String>,
    /// Its content hash.
    pub flow_hash: Option<String>,
    /// The record as the server wrote it.
    pub record: serde_json::Value,
    /// Whether it came to its end.
    pub finished: bool,
    /// When it was saved last.
    pub at: Millis,
}

impl Store {
    /// Leases up to `limit` conversations that are ready and not leased, longest waiting first, until
    /// `now + lease_ms`.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn lease_ready(&self, limit: u32, lease_ms: Millis, now: Millis) -> Result<Vec<Lease>> {
        unbuilt()
    }

    /// When the next conversation becomes ready; in the past when one is ready now.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn next_ready_at(&self) -> Result<Option<Millis>> {
        unbuilt()
    }

    /// Reads what a turn needs, with the last `history` messages.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound) when the conversation is gone.
    pub async fn load_turn(&self, lease: Lease, history: u16) -> Result<TurnInput> {
        unbuilt()
    }

    /// Stores an effect's outcome; durable when it returns. Writing the same effect again replaces it.
    ///
    /// # Errors
    /// [`Fenced`](crate::StoreError::Fenced) when the lease was lost.
    pub async fn journal(&self, lease: Lease, turn_no: i64, entry: JournalEntry) -> Result<()> {
        unbuilt()
    }

    /// Saves a turn in one transaction.
    ///
    /// # Errors
    /// [`Fenced`](crate::StoreError::Fenced), [`OwnerChanged`](crate::StoreError::OwnerChanged),
    /// [`Superseded`](crate::StoreError::Superseded): nothing was written.
    pub async fn save_turn(&self, commit: TurnCommit) -> Result<SavedTurn> {
        unbuilt()
    }

    /// Gives the lease back; the conversation is ready again at `ready_at` (`None`: at once). Does nothing when the
    /// lease was lost.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn release(&self, lease: Lease, ready_at: Option<Millis>) -> Result<()> {
        unbuilt()
    }

    /// Keeps the lease until `now + lease_ms`.
    ///
    /// # Errors
    /// [`Fenced`](crate::StoreError::Fenced) when it was lost.
    pub async fn renew(&self, lease: Lease, lease_ms: Millis, now: Millis) -> Result<()> {
        unbuilt()
    }

    /// Turns of a conversation, newest first.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn turns(&self, conversation_id: Id) -> Result<Vec<Turn>> {
        unbuilt()
    }

    /// One turn.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound).
    pub async fn turn(&self, id: Id) -> Result<Turn> {
        unbuilt()
    }

    /// The turn that wrote or processed a message, if one did.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound) when the message is not there.
    pub async fn turn_of_message(&self, message_id: Id) -> Result<Option<Turn>> {
        unbuilt()
    }
}
