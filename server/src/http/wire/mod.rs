//! Shapes of the API. They mirror the store's rows by hand, so that a new column never leaks out by itself
//! and the OpenAPI document is exact.

mod account;
mod conversation;
mod mask;
mod message;
mod note;
mod quick_reply;
mod turn;
mod user;

pub use account::{AccountProblem, AccountStatusKind, AccountView, QueueView, WebhookView};
pub use conversation::{
    AccountRef, Contact, Conversation, ConversationRow, ConversationStatus, Item, MessagePreview, Owner,
};
pub(crate) use mask::SeenBy;
pub use message::{Author, Delivery, Message};
pub use note::Note;
pub use quick_reply::{QuickReply, QuickReplyScope};
pub use turn::Turn;
pub use user::{Role, User};
