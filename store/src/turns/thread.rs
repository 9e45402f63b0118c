//! A conversation as turns need it, and the ones that turns asked for lately.
//!
//! The one writer of a SQLite file, or of the only node on PostgreSQL, sees every change: what it has read once it can
//! keep up to date in memory, and a turn costs no query. Nodes that share PostgreSQL read for every turn.

use std::collections::HashMap;
use std::mem;
use std::sync::Arc;

use super::{JournalEntry, TurnInput};
use crate::writer::{Conv, JournalRow, Msg, Touch, TurnRow, Work};
use crate::{Account, Contact, Conversation, Delivery, Id, Message, Millis, Version};

/// Threads in each of the two generations.
const GENERATION: usize = 512;
/// Messages of a thread kept beyond what was asked for.
const SPARE: usize = 32;

/// What a turn starts from.
#[derive(Debug, Clone)]
pub(crate) struct Thread {
    pub(super) conversation: Conversation,
    pub(super) unprocessed: Vec<Id>,
    /// Of the turn to run.
    pub(super) turn_no: i64,
    /// The turn whose state is the current one.
    pub(super) state_turn: Option<Id>,
    pub(super) state: Option<String>,
    pub(super) flow_id: Option<String>,
    pub(super) flow_hash: Option<String>,
    /// Stands before `state`.
    pub(super) resume_state: Option<String>,
    pub(super) contact: Contact,
    pub(super) contact_variables: Option<serde_json::Value>,
    pub(super) account: Arc<Account>,
    /// The last ones, oldest first; unprocessed ones are among them.
    pub(super) messages: Vec<Arc<Message>>,
    /// Place (time, id) of the first behind which none is missing; `None`: none is missing at all.
    pub(super) from: Option<(Millis, Id)>,
    pub(super) journal: Vec<JournalEntry>,
}

/// What changes when a conversation does: a thread with the same stamp is the one in the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stamp {
    pub(crate) version: Version,
    pub(crate) unprocessed: Vec<Id>,
    /// Of the turn to run.
    pub(crate) turn_no: i64,
    pub(crate) state_turn: Option<Id>,
    /// A state stands before that of the turn.
    pub(crate) resumes: bool,
}

impl Thread {
    fn stamp(&self) -> Stamp {
        Stamp {
            version: self.conversation.version,
            unprocessed: self.unprocessed.clone(),
            turn_no: self.turn_no,
            state_turn: self.state_turn,
            resumes: self.resume_state.is_some(),
        }
    }

    /// The input of a turn; `None` when fewer than `history` messages are at hand although more were said.
    fn input(&self, history: usize) -> Option<TurnInput> {
        let input = self.fresh_input(history);
        let at_hand = input.inbound.len() == self.unprocessed.len();
        (at_hand && (self.from.is_none() || input.history.len() == history)).then_some(input)
    }

    /// The same right after reading: all there is, is at hand.
    pub(super) fn fresh_input(&self, history: usize) -> TurnInput {
        let waits = |message: &&Arc<Message>| self.unprocessed.contains(&message.id);
        let inbound = self.messages.iter().filter(waits).cloned().collect();
        let joined = self.messages.iter().rev().take_while(|message| self.from <= Some(place(message)));
        let said = joined.filter(|message| !waits(message) && was_said(message));
        let mut history: Vec<Arc<Message>> = said.take(history).cloned().collect();
        history.reverse();
        TurnInput {
            conversation: self.conversation.clone(),
            contact: self.contact.clone(),
            contact_variables: self.contact_variables.clone(),
            account: Arc::clone(&self.account),
            state: self.resume_state.clone().or_else(|| self.state.clone()),
            flow_id: self.flow_id.clone(),
            flow_hash: self.flow_hash.clone(),
            turn_no: self.turn_no,
            inbound,
            history,
            journal: self.journal.clone(),
        }
    }

    /// Follows the conversation's row. `false`: what it stands for is not at hand.
    fn follow(&mut self, conv: &Conv, turns: &[TurnRow]) -> bool {
        self.conversation.clone_from(&conv.row);
        self.unprocessed.clone_from(&conv.unprocessed);
        self.turn_no = conv.turn_no + i64::from(conv.open_turn.is_none());
        self.resume_state.clone_from(&conv.resume_state);
        if let Some(turn) = turns.iter().rev().find(|turn| Some(turn.id) == conv.state_turn) {
            self.state_turn = conv.state_turn;
            self.flow_id.clone_from(&turn.flow_id);
            self.flow_hash.clone_from(&turn.flow_hash);
            // A turn saved again without a state keeps the one it has.
            if turn.is_new || turn.state.is_some() {
                self.state.clone_from(&turn.state);
            }
        }
        self.state_turn == conv.state_turn
    }

    fn put(&mut self, message: &Message) {
        self.messages.retain(|known| known.id != message.id);
        let index = self.messages.partition_point(|known| place(known) < place(message));
        self.messages.insert(index, Arc::new(message.clone()));
    }

    /// Forgets what no turn will ask for: messages beyond `keep`, and those that are not joined to the rest. A message
    /// that waits stays, however old its time: channels tell whole seconds, so it may lie before our last reply.
    fn trim(&mut self, keep: usize) {
        let surplus = self.messages.len().saturating_sub(keep + self.unprocessed.len());
        if surplus > SPARE
            && let Some(first) = self.messages.get(surplus)
        {
            self.from = self.from.max(Some(place(first)));
        }
        let (from, unprocessed) = (self.from, &self.unprocessed);
        self.messages.retain(|message| from <= Some(place(message)) || unprocessed.contains(&message.id));
    }
}

/// Where a message stands in its thread.
fn place(message: &Message) -> (Millis, Id) {
    (message.at, message.id)
}

/// What was cancelled or failed is no history.
fn was_said(message: &Message) -> bool {
    !matches!(message.delivery, Some(Delivery::Cancelled | Delivery::Failed))
}

/// Threads that turns asked for lately: those of the older generation that nobody asks for again are forgotten.
#[derive(Debug, Default)]
pub(crate) struct Recent {
    young: HashMap<Id, Thread>,
    old: HashMap<Id, Thread>,
    /// The longest history anybody asked for.
    history: usize,
}

impl Recent {
    /// A turn's input, if all of it is at hand.
    pub(crate) fn input(&mut self, id: Id, history: u16) -> Option<TurnInput> {
        self.history = self.history.max(history.into());
        if let Some(thread) = self.old.remove(&id) {
            self.insert(thread);
        }
        self.young.get(&id)?.input(history.into())
    }

    pub(crate) fn insert(&mut self, thread: Thread) {
        let id = thread.conversation.id;
        if self.young.len() >= GENERATION {
            self.old = mem::take(&mut self.young);
        }
        self.old.remove(&id);
        self.young.insert(id, thread);
    }

    /// The same with the longest history asked for so far.
    #[cfg(debug_assertions)]
    pub(crate) fn longest_input(&mut self, id: Id) -> Option<(u16, TurnInput)> {
        let history = u16::try_from(self.history).ok()?;
        Some((history, self.thread(id)?.input(history.into())?))
    }

    /// Whether a conversation is remembered as it is in the table.
    pub(crate) fn is_as(&mut self, id: Id, stamp: &Stamp) -> bool {
        self.thread(id).is_some_and(|thread| thread.stamp() == *stamp)
    }

    /// Forgets everything: something that threads are made of changed beside the writer's own rows.
    pub(crate) fn clear(&mut self) {
        self.young.clear();
        self.old.clear();
    }

    /// Follows a commit.
    pub(crate) fn follow(&mut self, work: &Work) {
        if !work.contact_variables.is_empty() {
            return self.clear();
        }
        for JournalRow { conversation_id, .. } in work.journal.values() {
            self.forget(*conversation_id);
        }
        for Msg { row, touch, .. } in work.messages.values() {
            if *touch > Touch::Hidden
                && let Some(thread) = self.thread(row.conversation_id)
            {
                thread.put(row);
            }
        }
        let history = self.history;
        for conv in work.conversations.values().filter(|conv| conv.touch > Touch::Clean) {
            let id = conv.row.id;
            let Some(thread) = self.thread(id) else { continue };
            if thread.follow(conv, &work.turns) {
                thread.trim(history);
            } else {
                self.forget(id);
            }
        }
    }

    fn thread(&mut self, id: Id) -> Option<&mut Thread> {
        self.young.get_mut(&id).or_else(|| self.old.get_mut(&id))
    }

    fn forget(&mut self, id: Id) {
        self.young.remove(&id);
        self.old.remove(&id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Author, ConversationStatus, Owner};

    const HISTORY: usize = 4;

    fn message(id: Id, at: Millis) -> Message {
        Message {
            id,
            conversation_id: 1,
            external_id: None,
            client_id: None,
            author: Author::Contact,
            kind: "text".into(),
            text: id.to_string(),
            content: None,
            at,
            delivery: None,
            problem: None,
            turn_id: None,
            version: 0,
        }
    }

    fn thread(messages: Vec<Message>) -> Thread {
        let text = || "x".to_owned();
        Thread {
            conversation: Conversation {
                id: 1,
                account_id: 2,
                contact_id: 3,
                external_id: text(),
                status: ConversationStatus::Open,
                owner: Owner::Bot,
                epoch: 1,
                item: None,
                handoff: None,
                unread: 0,
                last_message: None,
                waiting_since: None,
                snoozed_until: None,
                last_at: 0,
                created_at: 0,
                updated_at: 0,
                version: 0,
            },
            unprocessed: Vec::new(),
            turn_no: 1,
            state_turn: None,
            state: None,
            flow_id: None,
            flow_hash: None,
            resume_state: None,
            contact: Contact {
                id: 3,
                account_id: 2,
                external_id: text(),
                name: None,
                avatar_url: None,
                profile_url: None,
                phone: None,
            },
            contact_variables: None,
            account: Arc::new(Account {
                id: 2,
                channel: text(),
                external_id: None,
                title: text(),
                settings: serde_json::Value::Null,
                flow_id: None,
                enabled: true,
                problem: None,
                created_at: 0,
                version: 0,
            }),
            messages: messages.into_iter().map(Arc::new).collect(),
            from: None,
            journal: Vec::new(),
        }
    }

    fn ids(messages: &[Arc<Message>]) -> Vec<Id> {
        messages.iter().map(|message| message.id).collect()
    }

    /// A thread of which so many messages were said, and only the last are kept.
    fn long() -> Thread {
        let mut thread = thread((1..=100).map(|id| message(id, 10_000 + id)).collect());
        thread.trim(HISTORY);
        thread
    }

    #[test]
    fn a_waiting_message_older_than_all_that_is_kept_is_at_hand() {
        let mut thread = long();
        thread.unprocessed = vec![200];
        thread.put(&message(200, 10_000));
        thread.trim(HISTORY);
        let input = thread.input(HISTORY).expect("at hand");
        assert_eq!(ids(&input.inbound), [200]);
        assert_eq!(ids(&input.history), [97, 98, 99, 100]);
    }

    #[test]
    fn once_dealt_with_it_is_no_history_for_what_lies_between_is_not_kept() {
        let mut thread = long();
        thread.unprocessed = vec![200];
        thread.put(&message(200, 10_000));
        thread.unprocessed.clear();
        thread.trim(HISTORY);
        assert!(!ids(&thread.messages).contains(&200));
        assert_eq!(ids(&thread.input(HISTORY).expect("at hand").history), [97, 98, 99, 100]);
        assert!(thread.input(HISTORY + SPARE + 1).is_none(), "more was said than is kept");
    }

    #[test]
    fn in_a_short_thread_it_takes_its_place() {
        let mut thread = thread(vec![message(1, 20), message(2, 30)]);
        thread.put(&message(3, 10));
        thread.trim(HISTORY);
        assert_eq!(ids(&thread.input(HISTORY).expect("at hand").history), [3, 1, 2]);
    }
}
