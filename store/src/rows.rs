//! Between rows of the tables and the model.

use crate::db::Row;
use crate::model::{
    Account, Author, Contact, Conversation, ConversationStatus, Delivery, Id, Message, Note, Owner, Role,
    User,
};
use crate::{Result, StoreError};

/// Columns of a [`Conversation`], of `conversations c`.
pub(crate) const CONVERSATION: &str = "c.id, c.account_id, c.contact_id, c.external_id, c.status, c.owner, c.owner_user, \
     c.epoch, c.item, c.handoff, c.unread, c.preview, c.waiting_since, c.snoozed_until, c.last_at, c.created_at, c.updated_at, \
     c.version";
/// How many they are.
pub(crate) const CONVERSATION_WIDTH: usize = 18;

/// Reads [`CONVERSATION`] from the row's first columns.
pub(crate) fn conversation(row: &Row<'_>) -> Result<Conversation> {
    Ok(Conversation {
        id: row.int(0)?,
        account_id: row.int(1)?,
        contact_id: row.int(2)?,
        external_id: row.text(3)?,
        status: status_from(&row.text(4)?)?,
        owner: owner_from(&row.text(5)?, row.opt_int(6)?)?,
        epoch: row.int(7)?,
        item: row.opt_json(8)?,
        handoff: row.opt_json(9)?,
        unread: row.int(10)?,
        last_message: row.opt_json(11)?,
        waiting_since: row.opt_int(12)?,
        snoozed_until: row.opt_int(13)?,
        last_at: row.int(14)?,
        created_at: row.int(15)?,
        updated_at: row.int(16)?,
        version: row.int(17)?,
    })
}

/// Columns of a [`Message`], of `messages m`.
pub(crate) const MESSAGE: &str = "m.id, m.conversation_id, m.external_id, m.client_id, m.author, m.author_user, m.kind, \
     m.text, m.content, m.at, m.delivery, m.problem, m.turn_id, m.version";
/// How many they are.
pub(crate) const MESSAGE_WIDTH: usize = 14;

/// Reads [`MESSAGE`] from the row's first columns.
pub(crate) fn message(row: &Row<'_>) -> Result<Message> {
    Ok(Message {
        id: row.int(0)?,
        conversation_id: row.int(1)?,
        external_id: row.opt_text(2)?,
        client_id: row.opt_text(3)?,
        author: author_from(&row.text(4)?, row.opt_int(5)?)?,
        kind: row.text(6)?,
        text: row.text(7)?,
        content: row.opt_json(8)?,
        at: row.int(9)?,
        delivery: row.opt_text(10)?.as_deref().map(delivery_from).transpose()?,
        problem: row.opt_text(11)?,
        turn_id: row.opt_int(12)?,
        version: row.int(13)?,
    })
}

/// Columns of a [`Note`], of `notes n`.
pub(crate) const NOTE: &str =
    "n.id, n.conversation_id, n.user_id, n.client_id, n.text, n.at, n.edited_at, n.deleted, n.version";

/// Reads [`NOTE`] from the row's first columns.
pub(crate) fn note(row: &Row<'_>) -> Result<Note> {
    Ok(Note {
        id: row.int(0)?,
        conversation_id: row.int(1)?,
        user_id: row.int(2)?,
        client_id: row.text(3)?,
        text: row.text(4)?,
        at: row.int(5)?,
        edited_at: row.opt_int(6)?,
        deleted: row.flag(7)?,
        version: row.int(8)?,
    })
}

/// Columns of a [`Contact`], of `contacts p`.
pub(crate) const CONTACT: &str =
    "p.id, p.account_id, p.external_id, p.name, p.avatar_url, p.profile_url, p.phone";

/// How many they are.
pub(crate) const CONTACT_WIDTH: usize = 7;

/// Reads [`CONTACT`] from column `at` on.
pub(crate) fn contact(row: &Row<'_>, at: usize) -> Result<Contact> {
    Ok(Contact {
        id: row.int(at)?,
        account_id: row.int(at + 1)?,
        external_id: row.text(at + 2)?,
        name: row.opt_text(at + 3)?,
        avatar_url: row.opt_text(at + 4)?,
        profile_url: row.opt_text(at + 5)?,
        phone: row.opt_text(at + 6)?,
    })
}

/// Columns of an [`Account`], of `accounts a`.
pub(crate) const ACCOUNT: &str = "a.id, a.channel, a.external_id, a.title, a.settings, a.flow_id, a.enabled, a.problem, \
     a.created_at, a.version";

/// Number of those.
pub(crate) const ACCOUNT_WIDTH: usize = 10;

/// Reads [`ACCOUNT`] from the row's first columns.
pub(crate) fn account(row: &Row<'_>) -> Result<Account> {
    account_at(row, 0)
}

/// Reads [`ACCOUNT`] from column `at` on.
pub(crate) fn account_at(row: &Row<'_>, at: usize) -> Result<Account> {
    Ok(Account {
        id: row.int(at)?,
        channel: row.text(at + 1)?,
        external_id: row.opt_text(at + 2)?,
        title: row.text(at + 3)?,
        settings: row.json(at + 4)?,
        flow_id: row.opt_text(at + 5)?,
        enabled: row.flag(at + 6)?,
        problem: row.opt_json(at + 7)?,
        created_at: row.int(at + 8)?,
        version: row.int(at + 9)?,
    })
}

/// Columns of a [`User`], of `users u`.
pub(crate) const USER: &str = "u.id, u.login, u.name, u.role, u.accounts, u.active, u.created_at";
/// How many they are.
pub(crate) const USER_WIDTH: usize = 7;

/// Reads [`USER`] from the row's first columns.
pub(crate) fn user(row: &Row<'_>) -> Result<User> {
    Ok(User {
        id: row.int(0)?,
        login: row.text(1)?,
        name: row.text(2)?,
        role: role_from(&row.text(3)?)?,
        accounts: row.opt_json(4)?,
        active: row.flag(5)?,
        created_at: row.int(6)?,
    })
}

/// A JSON column's text.
pub(crate) fn json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| StoreError::Invalid(error.to_string()))
}

/// A JSON column's text, or NULL.
pub(crate) fn opt_json(value: Option<&impl serde::Serialize>) -> Result<Option<String>> {
    value.map(json).transpose()
}

pub(crate) fn owner_text(owner: Owner) -> (&'static str, Option<Id>) {
    match owner {
        Owner::Bot => ("bot", None),
        Owner::Queue => ("queue", None),
        Owner::Operator { user_id } => ("operator", Some(user_id)),
    }
}

fn owner_from(text: &str, user: Option<Id>) -> Result<Owner> {
    match (text, user) {
        ("bot", _) => Ok(Owner::Bot),
        ("queue", _) => Ok(Owner::Queue),
        ("operator", Some(user_id)) => Ok(Owner::Operator { user_id }),
        _ => Err(unknown("owner", text)),
    }
}

pub(crate) fn author_text(author: Author) -> (&'static str, Option<Id>) {
    match author {
        Author::Contact => ("contact", None),
        Author::Bot => ("bot", None),
        Author::Operator { user_id } => ("operator", Some(user_id)),
        Author::Native => ("native", None),
        Author::System => ("system", None),
    }
}

fn author_from(text: &str, user: Option<Id>) -> Result<Author> {
    match (text, user) {
        ("contact", _) => Ok(Author::Contact),
        ("bot", _) => Ok(Author::Bot),
        ("operator", Some(user_id)) => Ok(Author::Operator { user_id }),
        ("native", _) => Ok(Author::Native),
        ("system", _) => Ok(Author::System),
        _ => Err(unknown("author", text)),
    }
}

/// Makes the two directions between an enum and its column from one list.
macro_rules! column {
    ($to:ident, $from:ident, $type:ident, $what:literal, {$($variant:ident = $text:literal),* $(,)?}) => {
        pub(crate) fn $to(value: $type) -> &'static str {
            match value { $($type::$variant => $text),* }
        }
        pub(crate) fn $from(text: &str) -> Result<$type> {
            match text { $($text => Ok($type::$variant),)* _ => Err(unknown($what, text)) }
        }
    };
}

column!(status_text, status_from, ConversationStatus, "status", {
    New = "new", Open = "open", Pending = "pending", Closed = "closed",
});
column!(delivery_text, delivery_from, Delivery, "delivery", {
    Queued = "queued", Sending = "sending", Sent = "sent", Delivered = "delivered", Read = "read",
    Failed = "failed", Unknown = "unknown", Cancelled = "cancelled",
});
column!(role_text, role_from, Role, "role", {
    Admin = "admin", Operator = "operator", Qa = "qa", Viewer = "viewer",
});

fn unknown(what: &str, text: &str) -> StoreError {
    StoreError::Corrupt(format!("unknown {what} `{text}`"))
}
