//! Who leads a conversation, and what operators do with it.

use crate::writer::{Conv, Msg, Needs, Operation, Touch, Work};
use crate::{
    Author, Conversation, ConversationStatus, Delivery, Id, Message, Millis, Owner, Result, Store, StoreError,
};

/// A message an operator sends.
#[derive(Debug, Clone, PartialEq)]
pub struct OperatorMessage {
    /// The conversation.
    pub conversation_id: Id,
    /// The operator.
    pub user_id: Id,
    /// The browser's id: the same id is stored once.
    pub client_id: String,
    /// Kind, as in [`Message::kind`].
    pub kind: String,
    /// Text.
    pub text: String,
    /// Kind-specific parts.
    pub content: Option<serde_json::Value>,
    /// Epoch the operator saw; `None` = whatever it is.
    pub expected_epoch: Option<i64>,
}

impl Store {
    /// An operator takes the conversation: epoch + 1, the bot's unsent messages are cancelled, its lease is fenced.
    /// Nothing changes when the operator leads it already.
    ///
    /// # Errors
    /// [`OwnerChanged`](crate::StoreError::OwnerChanged) when `expected_epoch` is not the current one.
    pub async fn take_over(
        &self,
        conversation_id: Id,
        user_id: Id,
        expected_epoch: Option<i64>,
        now: Millis,
    ) -> Result<Conversation> {
        let give = Give {
            conversation_id,
            to: Owner::Operator { user_id },
            by: None,
            expected_epoch,
            resume_state: None,
            now,
        };
        self.run(give).await
    }

    /// Gives the conversation to the bot: epoch + 1. `resume_state` replaces the engine's state when given. Customer's
    /// messages that no operator has answered are processed at once.
    ///
    /// # Errors
    /// [`OwnerChanged`](crate::StoreError::OwnerChanged) as above.
    pub async fn hand_back(
        &self,
        conversation_id: Id,
        user_id: Id,
        expected_epoch: Option<i64>,
        resume_state: Option<String>,
        now: Millis,
    ) -> Result<Conversation> {
        let give =
            Give { conversation_id, to: Owner::Bot, by: Some(user_id), expected_epoch, resume_state, now };
        self.run(give).await
    }

    /// Gives the conversation to `owner`.
    ///
    /// # Errors
    /// [`OwnerChanged`](crate::StoreError::OwnerChanged) as above.
    pub async fn assign(
        &self,
        conversation_id: Id,
        owner: Owner,
        expected_epoch: Option<i64>,
        now: Millis,
    ) -> Result<Conversation> {
        self.run(Give { conversation_id, to: owner, by: None, expected_epoch, resume_state: None, now }).await
    }

    /// Closes the conversation; the next message of the customer opens it again, to the bot.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound).
    pub async fn close_conversation(&self, conversation_id: Id, now: Millis) -> Result<Conversation> {
        self.run(Close { conversation_id, now }).await
    }

    /// Sets unread to 0.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound).
    pub async fn mark_read(&self, conversation_id: Id, now: Millis) -> Result<Conversation> {
        self.run(MarkRead { conversation_id, now }).await
    }

    /// Queues an operator's message. A conversation nobody or the bot leads becomes the operator's.
    ///
    /// # Errors
    /// [`OwnerChanged`](crate::StoreError::OwnerChanged) when another operator leads, or the epoch is another one.
    pub async fn operator_send(&self, message: OperatorMessage, now: Millis) -> Result<Message> {
        self.run(OperatorSend { message, now }).await
    }

    /// Withdraws a message that has not left.
    ///
    /// # Errors
    /// [`Conflict`](crate::StoreError::Conflict) when it is not `queued`, `failed` or `unknown`.
    pub async fn cancel_message(&self, message_id: Id, now: Millis) -> Result<Message> {
        self.run(Decide { message_id, again: false, now }).await
    }

    /// Queues a `failed` or `unknown` message again, by a person's will.
    ///
    /// # Errors
    /// [`Conflict`](crate::StoreError::Conflict) when it is neither.
    pub async fn retry_message(&self, message_id: Id, now: Millis) -> Result<Message> {
        self.run(Decide { message_id, again: true, now }).await
    }
}

/// Changes the owner.
struct Give {
    conversation_id: Id,
    to: Owner,
    /// Who asks, where only the one who leads (or someone who saw the epoch) may.
    by: Option<Id>,
    expected_epoch: Option<i64>,
    resume_state: Option<String>,
    now: Millis,
}

impl Operation for Give {
    type Applied = Id;
    type Output = Conversation;

    fn needs(&self, needs: &mut Needs) {
        needs.conversation_and_pending(self.conversation_id);
    }

    fn apply(&self, work: &mut Work) -> Result<Id> {
        let id = self.conversation_id;
        let conv = work.conv(id)?;
        check_epoch(conv, self.expected_epoch)?;
        if let (Owner::Operator { user_id }, Some(by), None) = (conv.row.owner, self.by, self.expected_epoch)
            && user_id != by
        {
            return Err(owner_changed(conv));
        }
        if conv.row.owner == self.to && conv.row.status != ConversationStatus::Closed {
            return Ok(id);
        }
        work.cancel_bot_replies(id)?;
        let conv = work.conv_mut(id, self.now)?;
        conv.row.owner = self.to;
        conv.row.epoch += 1;
        conv.row.snoozed_until = None;
        conv.stop_bot();
        match self.to {
            Owner::Bot => {
                conv.row.status = ConversationStatus::Open;
                conv.row.unread = 0;
                if self.resume_state.is_some() {
                    conv.resume_state.clone_from(&self.resume_state);
                }
                conv.ready_at = (!conv.unprocessed.is_empty()).then_some(self.now);
            }
            Owner::Queue => conv.row.status = ConversationStatus::Pending,
            Owner::Operator { .. } => conv.row.status = ConversationStatus::Open,
        }
        Ok(id)
    }

    fn output(id: Id, work: &Work) -> Result<Conversation> {
        Ok(work.conv(id)?.row.clone())
    }
}

struct Close {
    conversation_id: Id,
    now: Millis,
}

impl Operation for Close {
    type Applied = Id;
    type Output = Conversation;

    fn needs(&self, needs: &mut Needs) {
        needs.conversation_and_pending(self.conversation_id);
    }

    fn apply(&self, work: &mut Work) -> Result<Id> {
        let id = self.conversation_id;
        if work.conv(id)?.row.status == ConversationStatus::Closed {
            return Ok(id);
        }
        work.cancel_bot_replies(id)?;
        let conv = work.conv_mut(id, self.now)?;
        conv.row.status = ConversationStatus::Closed;
        conv.row.epoch += 1;
        conv.row.snoozed_until = None;
        conv.stop_bot();
        conv.answered_by_person();
        Ok(id)
    }

    fn output(id: Id, work: &Work) -> Result<Conversation> {
        Ok(work.conv(id)?.row.clone())
    }
}

struct MarkRead {
    conversation_id: Id,
    now: Millis,
}

impl Operation for MarkRead {
    type Applied = Id;
    type Output = Conversation;

    fn needs(&self, needs: &mut Needs) {
        needs.conversations.insert(self.conversation_id);
    }

    fn apply(&self, work: &mut Work) -> Result<Id> {
        let id = self.conversation_id;
        if work.conv(id)?.row.unread != 0 {
            work.conv_mut(id, self.now)?.row.unread = 0;
        }
        Ok(id)
    }

    fn output(id: Id, work: &Work) -> Result<Conversation> {
        Ok(work.conv(id)?.row.clone())
    }
}

struct OperatorSend {
    message: OperatorMessage,
    now: Millis,
}

impl Operation for OperatorSend {
    type Applied = Id;
    type Output = Message;

    fn needs(&self, needs: &mut Needs) {
        needs.conversation_and_pending(self.message.conversation_id);
        needs.clients.insert((self.message.conversation_id, self.message.client_id.clone()));
    }

    fn apply(&self, work: &mut Work) -> Result<Id> {
        let (id, me) = (self.message.conversation_id, Owner::Operator { user_id: self.message.user_id });
        let conv = work.conv(id)?;
        if let Some(sent) = work.by_client(id, &self.message.client_id) {
            return Ok(sent);
        }
        check_epoch(conv, self.message.expected_epoch)?;
        if matches!(conv.row.owner, Owner::Operator { .. }) && conv.row.owner != me {
            return Err(owner_changed(conv));
        }
        if conv.row.owner != me {
            work.cancel_bot_replies(id)?;
            let conv = work.conv_mut(id, self.now)?;
            conv.row.owner = me;
            conv.row.epoch += 1;
            conv.row.snoozed_until = None;
            conv.stop_bot();
        }
        let conv = work.conv_mut(id, self.now)?;
        conv.row.status = ConversationStatus::Open;
        conv.answered_by_person();
        let message = self.row(work.ids.next(), work.conv(id)?);
        work.insert_message(message, self.now)
    }

    fn output(id: Id, work: &Work) -> Result<Message> {
        Ok(work.msg(id)?.row.clone())
    }
}

impl OperatorSend {
    fn row(&self, id: Id, conv: &Conv) -> Msg {
        Msg {
            row: Message {
                id,
                conversation_id: conv.row.id,
                external_id: None,
                client_id: Some(self.message.client_id.clone()),
                author: Author::Operator { user_id: self.message.user_id },
                kind: self.message.kind.clone(),
                text: self.message.text.clone(),
                content: self.message.content.clone(),
                at: self.now.max(conv.row.last_at),
                delivery: Some(Delivery::Queued),
                problem: None,
                turn_id: None,
                version: 0,
            },
            account_id: conv.row.account_id,
            epoch: Some(conv.row.epoch),
            not_before: None,
            attempts: Some(0),
            claimed_at: None,
            filed: None,
            touch: Touch::New,
        }
    }
}

/// A person's decision on a message that did not simply go out.
struct Decide {
    message_id: Id,
    /// Send it again, or give it up.
    again: bool,
    now: Millis,
}

impl Operation for Decide {
    type Applied = Id;
    type Output = Message;

    fn needs(&self, needs: &mut Needs) {
        needs.conversations_of.insert(self.message_id);
    }

    fn apply(&self, work: &mut Work) -> Result<Id> {
        let row = &work.msg(self.message_id)?.row;
        let epoch = work.conv(row.conversation_id)?.row.epoch;
        let fits = match row.delivery {
            Some(Delivery::Failed | Delivery::Unknown) => true,
            Some(Delivery::Queued) => !self.again,
            _ => false,
        };
        if !fits {
            return Err(StoreError::conflict("message", "is on its way, or has arrived, or was withdrawn"));
        }
        let at = self.now;
        let msg = work.msg_mut(self.message_id)?;
        msg.row.problem = None;
        if self.again {
            msg.row.delivery = Some(Delivery::Queued);
            msg.row.at = msg.row.at.max(at);
            msg.epoch = Some(epoch);
            msg.not_before = None;
        } else {
            msg.row.delivery = Some(Delivery::Cancelled);
        }
        Ok(self.message_id)
    }

    fn output(id: Id, work: &Work) -> Result<Message> {
        Ok(work.msg(id)?.row.clone())
    }
}

fn check_epoch(conv: &Conv, expected: Option<i64>) -> Result<()> {
    match expected {
        Some(expected) if expected != conv.row.epoch => Err(owner_changed(conv)),
        _ => Ok(()),
    }
}

pub(crate) fn owner_changed(conv: &Conv) -> StoreError {
    StoreError::OwnerChanged { owner: conv.row.owner, epoch: conv.row.epoch }
}
