//! Leases, turns and their journal.

mod list;
mod live;
mod load;
mod record;
mod save;
mod thread;

pub use list::TurnRange;
pub use live::LiveState;
pub(crate) use load::load_each;
pub(crate) use thread::{Recent, Stamp, Thread};

use std::sync::Arc;

use crate::db::{Row, params};
use crate::reader::HotRead;
use crate::writer::{Held, JournalRow, Needs, Operation, Work};
use crate::{
    Account, Contact, Conversation, Id, Message, Millis, OutboxItem, Owner, Result, Store, StoreError,
};
use save::SaveTurn;

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
#[derive(Debug, Clone, PartialEq)]
pub struct TurnInput {
    /// The conversation (its item inside).
    pub conversation: Conversation,
    /// The customer.
    pub contact: Contact,
    /// Variables kept with the contact.
    pub contact_variables: Option<serde_json::Value>,
    /// The account.
    pub account: Arc<Account>,
    /// The engine's state, opaque JSON; `None` before the first turn.
    pub state: Option<String>,
    /// Flow of that state.
    pub flow_id: Option<String>,
    /// Content hash of that flow.
    pub flow_hash: Option<String>,
    /// Number of the turn to run: 1, 2, … in a conversation.
    pub turn_no: i64,
    /// Customer's messages not yet processed, by time on the channel, then id.
    pub inbound: Vec<Arc<Message>>,
    /// What was said before them, oldest first; cancelled and failed messages are left out.
    pub history: Vec<Arc<Message>>,
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
        let until = now + lease_ms;
        match self.hot() {
            Some(hot) => hot.read(|reply| HotRead::Lease { limit, until, now, reply }).await,
            None => {
                let schedule = self.schedule();
                Ok(schedule.map(|schedule| schedule.lease(limit as usize, until, now)).unwrap_or_default())
            }
        }
    }

    /// When the next conversation becomes ready; in the past when one is ready now.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn next_ready_at(&self) -> Result<Option<Millis>> {
        if let Some(schedule) = self.schedule() {
            return Ok(schedule.next_due());
        }
        self.read(|conn| {
            Box::pin(async move {
                // Row locks are looked at where leases are taken; here a lease counts as busy until it ends.
                let sql = "SELECT MIN(GREATEST(ready_at, COALESCE(lease_until, ready_at))) FROM conversations \
                           WHERE ready_at IS NOT NULL";
                Ok(conn.query_optional(sql, &[], |row| row.opt_int(0)).await?.flatten())
            })
        })
        .await
    }

    /// Reads what a turn needs, with the last `history` messages.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound) when the conversation is gone.
    pub async fn load_turn(&self, lease: Lease, history: u16) -> Result<TurnInput> {
        if let Some(hot) = self.hot() {
            return match hot.remembered(lease, history) {
                Some(input) => Ok(input),
                None => hot.read(|reply| HotRead::Turn { lease, history, reply }).await,
            };
        }
        match self.schedule().and_then(|schedule| schedule.input(lease.conversation_id, history)) {
            Some(input) => Ok(input),
            None => self.writer().load(lease, history).await,
        }
    }

    /// Stores an effect's outcome; durable when it returns. Writing the same effect again replaces it.
    ///
    /// # Errors
    /// [`Fenced`](crate::StoreError::Fenced) when the lease was lost.
    pub async fn journal(&self, lease: Lease, turn_no: i64, entry: JournalEntry) -> Result<()> {
        self.run(Journal { lease, turn_no, entry }).await
    }

    /// Saves a turn in one transaction.
    ///
    /// # Errors
    /// [`Fenced`](crate::StoreError::Fenced), [`OwnerChanged`](crate::StoreError::OwnerChanged),
    /// [`Superseded`](crate::StoreError::Superseded): nothing was written.
    pub async fn save_turn(&self, commit: TurnCommit) -> Result<SavedTurn> {
        // Packed here: the one writer has enough to do.
        let record = record::pack(&commit.record_json);
        self.run(SaveTurn { commit, record }).await
    }

    /// Gives the lease back; the conversation is ready again at `ready_at` (`None`: at once). Does nothing when the
    /// lease was lost.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn release(&self, lease: Lease, ready_at: Option<Millis>) -> Result<()> {
        self.run(Hold { lease, hold: Change::Release(ready_at) }).await
    }

    /// Keeps the lease until `now + lease_ms`.
    ///
    /// # Errors
    /// [`Fenced`](crate::StoreError::Fenced) when it was lost.
    pub async fn renew(&self, lease: Lease, lease_ms: Millis, now: Millis) -> Result<()> {
        self.run(Hold { lease, hold: Change::Renew(now + lease_ms) }).await
    }

    /// Turns of a conversation, newest first.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn turns(&self, conversation_id: Id) -> Result<Vec<Turn>> {
        self.read(move |conn| {
            Box::pin(async move {
                let sql = format!("{CHAIN} SELECT {TURN} FROM chain t ORDER BY t.id DESC");
                conn.query(&sql, params![conversation_id], turn_row).await
            })
        })
        .await
    }

    /// One turn.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound).
    pub async fn turn(&self, id: Id) -> Result<Turn> {
        self.read(move |conn| {
            Box::pin(async move {
                let sql = format!("SELECT {TURN} FROM turns t WHERE t.id = $1");
                let found = conn.query_optional(&sql, params![id], turn_row).await?;
                found.ok_or_else(|| StoreError::not_found("turn", id))
            })
        })
        .await
    }

    /// The turn that wrote or processed a message, if one did.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound) when the message is not there.
    pub async fn turn_of_message(&self, message_id: Id) -> Result<Option<Turn>> {
        self.read(move |conn| {
            Box::pin(async move {
                let sql = "SELECT turn_id FROM messages WHERE id = $1";
                let turn_id = conn.query_optional(sql, params![message_id], |row| row.opt_int(0)).await?;
                let turn_id = turn_id.ok_or_else(|| StoreError::not_found("message", message_id))?;
                let sql = format!("SELECT {TURN} FROM turns t WHERE t.id = $1");
                conn.query_optional(&sql, params![turn_id], turn_row).await
            })
        })
        .await
    }
}

/// `chain`: turns of the conversation `$1`. Each names the one before it: an index of turns by conversation would cost
/// every turn a page of its own.
const CHAIN: &str = "WITH RECURSIVE chain AS ( \
     SELECT t.* FROM conversations c JOIN turns t ON t.id = c.last_turn WHERE c.id = $1 \
     UNION ALL SELECT t.* FROM chain JOIN turns t ON t.id = chain.prev)";
const TURN: &str = "t.id, t.conversation_id, t.turn_no, t.flow_id, t.flow_hash, t.record, t.finished, t.at";

fn turn_row(row: &Row<'_>) -> Result<Turn> {
    Ok(Turn {
        id: row.int(0)?,
        conversation_id: row.int(1)?,
        turn_no: row.int(2)?,
        flow_id: row.opt_text(3)?,
        flow_hash: row.opt_text(4)?,
        record: record::unpack(&row.blob(5)?)?,
        finished: row.flag(6)?,
        at: row.int(7)?,
    })
}

struct Journal {
    lease: Lease,
    turn_no: i64,
    entry: JournalEntry,
}

impl Operation for Journal {
    type Applied = ();
    type Output = ();

    fn needs(&self, needs: &mut Needs) {
        needs.conversations.insert(self.lease.conversation_id);
    }

    fn apply(&self, work: &mut Work) -> Result<()> {
        work.check_lease(self.lease)?;
        let conversation_id = self.lease.conversation_id;
        let row = JournalRow { conversation_id, turn_no: self.turn_no, entry: self.entry.clone() };
        work.journal.insert((conversation_id, self.turn_no, self.entry.effect_id.clone()), row);
        Ok(())
    }

    fn output((): (), _: &Work) -> Result<()> {
        Ok(())
    }
}

struct Hold {
    lease: Lease,
    hold: Change,
}

enum Change {
    Release(Option<Millis>),
    Renew(Millis),
}

impl Operation for Hold {
    type Applied = ();
    type Output = ();

    fn needs(&self, needs: &mut Needs) {
        needs.conversations.insert(self.lease.conversation_id);
    }

    fn apply(&self, work: &mut Work) -> Result<()> {
        let held = work.check_lease(self.lease);
        match self.hold {
            // Giving back what one no longer has is done already.
            Change::Release(_) if held.is_err() => {}
            Change::Release(ready_at) => {
                let conv = work.conv_hidden(self.lease.conversation_id)?;
                conv.held = None;
                conv.ready_at = ready_at.or(conv.ready_at);
            }
            Change::Renew(until) => {
                held?;
                let conv = work.conv_hidden(self.lease.conversation_id)?;
                conv.held = Some(Held { fence: self.lease.fence, until });
            }
        }
        Ok(())
    }

    fn output((): (), _: &Work) -> Result<()> {
        Ok(())
    }
}
