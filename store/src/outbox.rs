//! Outgoing messages on their way to the channel.

use crate::{Delivery, Id, Message, Millis, Result, Store, store::unbuilt};

/// A message to send.
#[derive(Debug, Clone, PartialEq)]
pub struct OutboxItem {
    /// The message, `sending`.
    pub message: Message,
    /// Account to send from.
    pub account_id: Id,
    /// The channel's chat id.
    pub chat_external_id: String,
    /// Attempts before this one.
    pub attempts: i64,
}

/// Outgoing work of one account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutboxQueue {
    /// The account.
    pub account_id: Id,
    /// Messages that wait, those not due yet included.
    pub waiting: i64,
    /// When the first of them is due; in the past when one is due now.
    pub due_at: Millis,
}

impl Store {
    /// Takes the next messages of an account and marks them `sending`: operators' before the bot's, round robin
    /// between conversations, at most one per conversation in flight, in order within it. Bot messages of an older
    /// epoch become `cancelled` instead.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn outbox_claim(&self, account_id: Id, limit: u32, now: Millis) -> Result<Vec<OutboxItem>> {
        unbuilt()
    }

    /// Accounts with queued messages.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn outbox_accounts(&self, now: Millis) -> Result<Vec<OutboxQueue>> {
        unbuilt()
    }

    /// The last look before the channel call: is the message still `sending` and of the current epoch?
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn outbox_epoch_ok(&self, message_id: Id) -> Result<bool> {
        unbuilt()
    }

    /// The channel took the message under `external_id` at `at` (its clock).
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound).
    pub async fn outbox_sent(&self, message_id: Id, external_id: Option<String>, at: Millis) -> Result<()> {
        unbuilt()
    }

    /// The call failed in a way that surely sent nothing: queue it again, not before `not_before`.
    ///
    /// # Errors
    /// [`Conflict`](crate::StoreError::Conflict) when it is not on its way.
    pub async fn outbox_retry(
        &self,
        message_id: Id,
        not_before: Millis,
        problem: Option<String>,
    ) -> Result<()> {
        unbuilt()
    }

    /// The channel refused it for good; `problem` says why in Russian.
    ///
    /// # Errors
    /// [`Conflict`](crate::StoreError::Conflict) when it is not on its way.
    pub async fn outbox_failed(&self, message_id: Id, problem: String) -> Result<()> {
        unbuilt()
    }

    /// Nobody can say whether it went out; a person must decide.
    ///
    /// # Errors
    /// [`Conflict`](crate::StoreError::Conflict) when it is not on its way.
    pub async fn outbox_unknown(&self, message_id: Id, problem: String) -> Result<()> {
        unbuilt()
    }

    /// The epoch check failed right before the call: the message never leaves.
    ///
    /// # Errors
    /// [`Conflict`](crate::StoreError::Conflict) when it is not on its way.
    pub async fn outbox_cancelled(&self, message_id: Id) -> Result<()> {
        unbuilt()
    }

    /// Messages left `sending`: at start these are the calls a dead process may or may not have made.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn outbox_in_doubt(&self) -> Result<Vec<OutboxItem>> {
        unbuilt()
    }

    /// Read or delivery marks of the channel: our messages of the chat up to `upto_at` are at least `delivery`.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn set_delivery_by_external(
        &self,
        account_id: Id,
        chat_external_id: &str,
        upto_at: Millis,
        delivery: Delivery,
    ) -> Result<()> {
        unbuilt()
    }
}
