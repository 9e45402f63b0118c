//! Reading messages.

use crate::{Id, Message, Result, Store, store::unbuilt};

/// A page of a thread.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct MessagePage {
    /// Messages, oldest first.
    pub items: Vec<Message>,
    /// More of them lie beyond, in the direction that was read.
    pub more: bool,
}

impl Store {
    /// Messages of a conversation by time: the last `limit` before message `before`, or the first `limit` after
    /// message `after`, or the newest.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn messages(
        &self,
        conversation_id: Id,
        before: Option<Id>,
        after: Option<Id>,
        limit: u32,
    ) -> Result<MessagePage> {
        unbuilt()
    }

    /// One message.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound).
    pub async fn message(&self, id: Id) -> Result<Message> {
        unbuilt()
    }
}
