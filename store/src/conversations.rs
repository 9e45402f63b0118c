//! Reading conversations for people.

use crate::{Contact, Conversation, Id, Item, Millis, Result, Store, store::unbuilt};

/// A tab of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// Led by the bot, not closed.
    Bot,
    /// Led by this operator, not closed.
    Mine(Id),
    /// Waits for an operator.
    Queue,
    /// Closed.
    Closed,
    /// Everything.
    All,
}

/// Which conversations to list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConversationFilter {
    /// The tab.
    pub tab: Tab,
    /// Accounts the reader may see; `None` = all.
    pub account_ids: Option<Vec<Id>>,
    /// Part of the contact's name or phone, or of the item's title.
    pub search: Option<String>,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Page<T> {
    /// Rows, newest first.
    pub items: Vec<T>,
    /// `before` of the next page; `None` at the end.
    pub next: Option<(Millis, Id)>,
}

/// A conversation as the list shows it.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct ConversationRow {
    /// The conversation.
    pub conversation: Conversation,
    /// The customer.
    pub contact: Contact,
    /// The account, in short.
    pub account: AccountRef,
    /// Name of the operator who leads.
    pub owner_name: Option<String>,
}

/// An account, in short.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct AccountRef {
    /// Its id.
    pub id: Id,
    /// Its title.
    pub title: String,
    /// Its channel.
    pub channel: String,
}

/// Numbers on the tabs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    /// Led by the bot.
    pub bot: i64,
    /// Led by the reader.
    pub mine: i64,
    /// Waiting.
    pub queue: i64,
}

impl Store {
    /// A page of conversations by the time of the last message, newest first.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn conversations(
        &self,
        filter: ConversationFilter,
        before: Option<(Millis, Id)>,
        limit: u32,
    ) -> Result<Page<ConversationRow>> {
        unbuilt()
    }

    /// Numbers on the tabs of this user.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn counts(&self, user_id: Id, account_ids: Option<Vec<Id>>) -> Result<Counts> {
        unbuilt()
    }

    /// One conversation.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound).
    pub async fn conversation(&self, id: Id) -> Result<ConversationRow> {
        unbuilt()
    }

    /// The conversation of a channel's chat, if there is one.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn conversation_by_chat(
        &self,
        account_id: Id,
        chat_external_id: &str,
    ) -> Result<Option<ConversationRow>> {
        unbuilt()
    }

    /// Sets the listing a conversation is about.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound).
    pub async fn conversation_item_update(
        &self,
        conversation_id: Id,
        item: Option<Item>,
        now: Millis,
    ) -> Result<Conversation> {
        unbuilt()
    }
}
