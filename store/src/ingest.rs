//! Inbound messages: once each, and in the same commit the conversation is queued for the bot or marked for people.

use crate::{Id, Millis, NewInbound, Result, Store, store::unbuilt};

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
        unbuilt()
    }
}
