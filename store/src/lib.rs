//! All SQL of the product, on SQLite and PostgreSQL.

mod accounts;
mod articles;
mod audit;
mod changes;
mod contacts;
mod conversations;
mod crypto;
mod db;
mod error;
mod flows;
mod ids;
mod ingest;
mod messages;
#[allow(missing_docs, reason = "a row's field says by its name what it is")]
pub mod model;
mod outbox;
mod ownership;
mod reader;
mod rows;
mod sessions;
mod store;
mod sync;
#[cfg(feature = "testing")]
pub mod testing;
mod turns;
mod users;
mod writer;

pub use accounts::{AccountChange, NewAccount};
pub use articles::{ArticleRow, StoredArticle};
pub use audit::AuditEntry;
pub use changes::{Change, Changes};
pub use contacts::ContactChange;
pub use conversations::{AccountRef, ConversationFilter, ConversationRow, Counts, Page, Tab};
pub use crypto::EncryptionKey;
pub use error::{Result, StoreError};
pub use flows::FlowVersion;
pub use ingest::Ingested;
pub use messages::MessagePage;
pub use model::*;
pub use outbox::{OutboxItem, OutboxQueue};
pub use ownership::OperatorMessage;
pub use store::{Health, Store};
pub use sync::SyncCursor;
pub use turns::{Handoff, JournalEntry, Lease, NewReply, SavedTurn, Turn, TurnCommit, TurnInput};
pub use users::{NewUser, UserChange};
