//! Who leads a conversation, and what operators do with it.

use crate::{Conversation, Id, Message, Millis, Owner, Result, Store, store::unbuilt};

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
        unbuilt()
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
        unbuilt()
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
        unbuilt()
    }

    /// Closes the conversation; the next message of the customer opens it again, to the bot.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound).
    pub async fn close_conversation(&self, conversation_id: Id, now: Millis) -> Result<Conversation> {
        unbuilt()
    }

    /// Sets unread to 0.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound).
    pub async fn mark_read(&self, conversation_id: Id, now: Millis) -> Result<Conversation> {
        unbuilt()
    }

    /// Queues an operator's message. A conversation nobody or the bot leads becomes the operator's.
    ///
    /// # Errors
    /// [`OwnerChanged`](crate::StoreError::OwnerChanged) when another operator leads, or the epoch is another one.
    pub async fn operator_send(&self, message: OperatorMessage, now: Millis) -> Result<Message> {
        unbuilt()
    }

    /// Withdraws a message that has not left.
    ///
    /// # Errors
    /// [`Conflict`](crate::StoreError::Conflict) when it is not `queued`, `failed` or `unknown`.
    pub async fn cancel_message(&self, message_id: Id, now: Millis) -> Result<Message> {
        unbuilt()
    }

    /// Queues a `failed` or `unknown` message again, by a person's will.
    ///
    /// # Errors
    /// [`Conflict`](crate::StoreError::Conflict) when it is neither.
    pub async fn retry_message(&self, message_id: Id, now: Millis) -> Result<Message> {
        unbuilt()
    }
}
