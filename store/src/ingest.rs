//! Inbound messages: once each, and in the same commit the conversation is queued for the bot or marked for people.

use crate::writer::{Conv, Msg, Needs, NewContact, Operation, Touch, Work};
use crate::{
    Author, Conversation, ConversationStatus, Delivery, Id, Message, Millis, NewInbound, Owner, Result,
    Store, StoreError,
};

/// A burst is closed at the latest this many settle times after its first message.
const BURST_CAP: i64 = 4;
/// A conversation keeps at most this many unprocessed messages; older ones are history.
const UNPROCESSED_CAP: usize = 200;

/// What became of an inbound message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ingested {
    /// Stored now.
    New {
        /// Its id.
        message_id: Id,
        /// Its conversation.
        conversation_id: Id,
        /// The conversation was made by this message.
        conversation_is_new: bool,
        /// Nothing is known of the contact yet: fetch the profile and the item.
        needs_profile: bool,
    },
    /// Stored before.
    Duplicate {
        /// Id of the stored one.
        message_id: Id,
    },
    /// Our own message coming back; a row that was `sending` or `unknown` is `sent` now.
    Echo {
        /// Id of our message.
        message_id: Id,
    },
}

impl Store {
    /// Stores inbound messages, each once per (account, chat, external id), and wakes the bot or the people.
    /// Answers in the order of `messages`, after the commit.
    ///
    /// A live message of the contact makes a conversation the bot leads ready `settle_ms` after it; further messages
    /// of the burst move that, at most to 4 × `settle_ms` after the first. A live message of unknown origin from our
    /// own side ([`Author::Native`](crate::Author)) gives the conversation to the operators' queue.
    ///
    /// # Errors
    /// Unknown account; the database does not answer. Then nothing of the call was stored.
    pub async fn ingest(
        &self,
        messages: Vec<NewInbound>,
        settle_ms: Millis,
        now: Millis,
    ) -> Result<Vec<Ingested>> {
        if messages.is_empty() {
            return Ok(Vec::new());
        }
        let messages = messages.into_iter().map(clean).collect();
        self.run(Ingest { messages, settle_ms: settle_ms.max(0), now }).await
    }
}

/// PostgreSQL cannot store U+0000 in text; it means nothing in a message.
fn clean(mut message: NewInbound) -> NewInbound {
    let own = [&mut message.chat_external_id, &mut message.external_id, &mut message.kind, &mut message.text];
    for text in own.into_iter().chain(&mut message.contact_external_id) {
        if text.contains('\0') {
            *text = text.replace('\0', "\u{FFFD}");
        }
    }
    message
}

struct Ingest {
    messages: Vec<NewInbound>,
    settle_ms: Millis,
    now: Millis,
}

impl Operation for Ingest {
    type Applied = Vec<Ingested>;
    type Output = Vec<Ingested>;

    fn needs(&self, needs: &mut Needs) {
        for message in &self.messages {
            let chat = (message.account_id, message.chat_external_id.clone());
            needs.externals.insert((chat.0, chat.1.clone(), message.external_id.clone()));
            needs.contacts.insert((message.account_id, contact_key(message).to_owned()));
            if is_ours(message.author) {
                needs.pending_chats.insert(chat.clone());
            }
            needs.chats.insert(chat);
        }
    }

    fn apply(&self, work: &mut Work) -> Result<Vec<Ingested>> {
        for message in &self.messages {
            let chat = (message.account_id, message.chat_external_id.clone());
            if !work.chats.contains_key(&chat) && !work.accounts.contains(&message.account_id) {
                return Err(StoreError::not_found("account", message.account_id));
            }
        }
        self.messages.iter().map(|message| self.apply_one(work, message)).collect()
    }

    fn output(applied: Vec<Ingested>, _: &Work) -> Result<Vec<Ingested>> {
        Ok(applied)
    }
}

impl Ingest {
    fn apply_one(&self, work: &mut Work, message: &NewInbound) -> Result<Ingested> {
        let (conversation_id, conversation_is_new) = self.conversation(work, message);
        if let Some(known) = work.by_external(conversation_id, &message.external_id) {
            return seen_before(work, known, message);
        }
        if is_ours(message.author)
            && let Some(ours) = find_unconfirmed(work, conversation_id, message)
        {
            return confirm(work, ours, message);
        }
        let message_id = work.ids.next();
        work.insert_message(inbound_row(message_id, conversation_id, message), self.now)?;
        let needs_profile = work.conv(conversation_id)?.profile_missing;
        match message.author {
            Author::Contact if message.live => {
                self.customer_wrote(work, conversation_id, message_id, message.at)?
            }
            Author::Native if message.live => self.native_wrote(work, conversation_id)?,
            _ => {}
        }
        Ok(Ingested::New { message_id, conversation_id, conversation_is_new, needs_profile })
    }

    /// The conversation of the message's chat, made when new.
    fn conversation(&self, work: &mut Work, message: &NewInbound) -> (Id, bool) {
        let chat = (message.account_id, message.chat_external_id.clone());
        if let Some(id) = work.chats.get(&chat) {
            return (*id, false);
        }
        let contact = (message.account_id, contact_key(message).to_owned());
        let contact_id = match work.contacts.get(&contact) {
            Some(id) => *id,
            None => {
                let id = work.ids.next();
                work.new_contacts.push(NewContact {
                    id,
                    account_id: contact.0,
                    external_id: contact.1.clone(),
                });
                work.contacts.insert(contact, id);
                id
            }
        };
        let id = work.ids.next();
        work.conversations.insert(id, new_conversation(id, contact_id, message, self.now));
        work.chats.insert(chat, id);
        (id, true)
    }

    fn customer_wrote(&self, work: &mut Work, conversation_id: Id, message_id: Id, at: Millis) -> Result<()> {
        let conv = work.conv_mut(conversation_id, self.now)?;
        if conv.row.status == ConversationStatus::Closed {
            reopen(conv);
        }
        conv.unprocessed.push(message_id);
        if conv.unprocessed.len() > UNPROCESSED_CAP {
            conv.unprocessed.remove(0);
        }
        conv.row.waiting_since.get_or_insert(at);
        conv.row.snoozed_until = None;
        if conv.row.owner == Owner::Bot {
            let burst_at = *conv.burst_at.get_or_insert(self.now);
            conv.ready_at = Some((self.now + self.settle_ms).min(burst_at + BURST_CAP * self.settle_ms));
        } else {
            conv.row.unread += 1;
        }
        Ok(())
    }

    /// Someone answers in the channel's own app: the bot falls silent.
    fn native_wrote(&self, work: &mut Work, conversation_id: Id) -> Result<()> {
        work.cancel_bot_replies(conversation_id)?;
        let conv = work.conv_mut(conversation_id, self.now)?;
        if conv.row.owner == Owner::Bot {
            conv.row.owner = Owner::Queue;
            conv.row.status = ConversationStatus::Pending;
            conv.row.handoff = Some(serde_json::json!({"reason": "native_reply"}));
            conv.handoff_changed = true;
            conv.row.epoch += 1;
            conv.stop_bot();
        } else if conv.row.owner == Owner::Queue {
            // What the bot was just sending, and what operators write unaware of this answer, is of yesterday.
            conv.row.epoch += 1;
        }
        conv.answered_by_person();
        Ok(())
    }
}

/// A closed conversation starts again with the bot.
fn reopen(conv: &mut Conv) {
    conv.row.status = ConversationStatus::Open;
    conv.row.unread = 0;
    conv.row.waiting_since = None;
    conv.unprocessed.clear();
    if conv.row.owner != Owner::Bot {
        conv.row.owner = Owner::Bot;
        conv.row.epoch += 1;
    }
}

fn seen_before(work: &mut Work, known: Id, message: &NewInbound) -> Result<Ingested> {
    let stored = &work.msg(known)?.row;
    let (is_ours, was_deleted) = (stored.delivery.is_some(), stored.kind == "deleted");
    if message.kind == "deleted" && !was_deleted {
        work.msg_mut(known)?.row.kind = "deleted".into();
    }
    Ok(if is_ours { Ingested::Echo { message_id: known } } else { Ingested::Duplicate { message_id: known } })
}

/// Our message whose fate was open and which this one must be: same kind, same words.
fn find_unconfirmed(work: &Work, conversation_id: Id, message: &NewInbound) -> Option<Id> {
    let open = [Some(Delivery::Sending), Some(Delivery::Unknown)];
    let mut ours = work.pending(conversation_id).filter(|msg| open.contains(&msg.row.delivery));
    ours.find(|msg| msg.row.kind == message.kind && same_words(&msg.row.text, &message.text))
        .map(|msg| msg.row.id)
}

/// Channels trim and re-wrap texts.
fn same_words(ours: &str, theirs: &str) -> bool {
    ours.split_whitespace().eq(theirs.split_whitespace())
}

fn confirm(work: &mut Work, ours: Id, message: &NewInbound) -> Result<Ingested> {
    let msg = work.msg_mut(ours)?;
    msg.row.delivery = Some(Delivery::Sent);
    msg.row.external_id = Some(message.external_id.clone());
    msg.row.at = message.at;
    msg.row.problem = None;
    let conversation_id = msg.row.conversation_id;
    work.externals.entry(conversation_id).or_default().insert(message.external_id.clone(), ours);
    Ok(Ingested::Echo { message_id: ours })
}

/// Written on our side of the chat.
fn is_ours(author: Author) -> bool {
    matches!(author, Author::Native | Author::Bot | Author::Operator { .. })
}

/// A chat whose other side is not known yet gets a contact of its own.
fn contact_key(message: &NewInbound) -> &str {
    message.contact_external_id.as_deref().unwrap_or(&message.chat_external_id)
}

fn new_conversation(id: Id, contact_id: Id, message: &NewInbound, now: Millis) -> Conv {
    Conv {
        row: Conversation {
            id,
            account_id: message.account_id,
            contact_id,
            external_id: message.chat_external_id.clone(),
            status: ConversationStatus::New,
            owner: Owner::Bot,
            epoch: 1,
            item: None,
            handoff: None,
            unread: 0,
            last_message: None,
            waiting_since: None,
            snoozed_until: None,
            last_at: message.at,
            created_at: now,
            updated_at: now,
            version: 0,
        },
        unprocessed: Vec::new(),
        ready_at: None,
        burst_at: None,
        held: None,
        turn_no: 0,
        last_turn: None,
        open_turn: None,
        profile_missing: true,
        state_turn: None,
        resume_state: None,
        handoff_changed: false,
        filed: None,
        touch: Touch::New,
    }
}

fn inbound_row(id: Id, conversation_id: Id, message: &NewInbound) -> Msg {
    Msg {
        row: Message {
            id,
            conversation_id,
            external_id: Some(message.external_id.clone()),
            client_id: None,
            author: message.author,
            kind: message.kind.clone(),
            text: message.text.clone(),
            content: message.content.clone(),
            at: message.at,
            delivery: None,
            problem: None,
            turn_id: None,
            version: 0,
        },
        account_id: message.account_id,
        epoch: None,
        not_before: None,
        attempts: None,
        claimed_at: None,
        filed: None,
        touch: Touch::New,
    }
}
