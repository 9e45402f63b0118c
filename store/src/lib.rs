//! All SQL of the product, on SQLite and PostgreSQL.
//!
//! Open a [`Store`], clone it freely, call its methods. Times come in as arguments; nothing here looks at a clock but
//! to make ids.
//!
//! # Writing
//! A process has one writer. Everything that callers ask for at the same moment shares one transaction and one commit
//! (`writer`), and nobody is answered before it: an `Ok` is durable. What concerns conversations and messages is an
//! *operation*: the writer loads the rows of all waiting operations with a handful of statements, applies each in
//! memory, and writes what changed with a handful more. The rest (accounts, users, …) runs its own SQL in a savepoint
//! of the same transaction. An operation that fails changes nothing and fails no other.
//!
//! # Changes
//! Each commit gives every conversation it touched one [`Change`] with a [`Version`]: versions grow by one, in the
//! order of commits, also when several nodes share a PostgreSQL. [`Store::changes`] broadcasts them,
//! [`Store::changes_since`] reads the same again after a gap.
//!
//! # The way of one message
//! 1. [`Store::ingest`] stores it once and, in the same commit, makes the conversation ready for the bot (after the
//!    customer's burst has settled) or unread for people.
//! 2. [`Store::lease_ready`] gives the conversation to one worker; the lease's fence guards every write of the turn.
//! 3. [`Store::load_turn`] reads what the turn starts from; [`Store::journal`] keeps outcomes that must not be paid
//!    for twice.
//! 4. [`Store::save_turn`] writes state, record, replies and owner, if the lease and the epoch still hold. Nothing
//!    of it is written when a person took over meanwhile.
//! 5. [`Store::outbox_claim`] (or `claim_now` in the turn) marks a reply `sending`; after a last look at the epoch the
//!    caller sends it and says what became of it ([`Store::outbox_sent`] and its siblings). Replies that a dead
//!    process was sending are in doubt ([`Store::outbox_in_doubt`]), never sent again by themselves.
//!
//! The outbox is the `messages` table itself: a small partial index holds the messages that have not come to rest.
//! Secrets are encrypted before they reach a statement ([`EncryptionKey`]).

mod accounts;
mod articles;
mod audit;
mod bot_drafts;
mod changes;
mod contacts;
mod conversations;
mod crypto;
mod db;
mod error;
mod flows;
mod ids;
mod ingest;
mod lists;
mod messages;
#[allow(missing_docs, reason = "a row's field says by its name what it is")]
pub mod model;
mod notes;
mod notices;
mod outbox;
mod ownership;
mod pauses;
mod push;
mod quick_replies;
mod reader;
mod rows;
mod search;
mod sessions;
mod shares;
mod snooze;
mod store;
mod sync;
#[cfg(feature = "testing")]
pub mod testing;
mod turns;
mod unsent;
mod users;
mod writer;

pub use accounts::{AccountChange, NewAccount};
pub use articles::{ArticleRow, StoredArticle};
pub use audit::AuditEntry;
pub use bot_drafts::{BotDraft, DraftFate};
pub use changes::{Change, ChangeStream, Changes};
pub use contacts::ContactChange;
pub use conversations::{AccountRef, ConversationRow};
pub use crypto::EncryptionKey;
pub use error::{Result, StoreError};
pub use flows::FlowVersion;
pub use ingest::Ingested;
pub use lists::{Assignee, ConversationFilter, Counts, ListCursor, ListOrder, ListStatus, Page, Tab};
pub use messages::MessagePage;
pub use model::*;
pub use notes::NewNote;
pub use notices::{
    NewNotice, Notice, NoticeEnd, NoticeTarget, Occasion, OccasionKind, Occasions, TargetState,
};
pub use outbox::{OutboxItem, OutboxQueue};
pub use ownership::OperatorMessage;
pub use pauses::{BotPause, PauseScope};
pub use push::{NewPushSubscription, PushAddress, PushSubscription};
pub use quick_replies::{QuickReply, QuickReplyScope, QuickReplyText};
pub use search::{Found, LedBy, MessageSearch, SearchCursor, SearchDoc, SearchHit, SearchSource, Term};
pub use shares::{NewShare, Share};
pub use store::{Health, Store};
pub use sync::SyncCursor;
pub use turns::{
    Handoff, JournalEntry, Lease, LiveState, NewReply, SavedTurn, Turn, TurnCommit, TurnInput, TurnRange,
};
pub use unsent::Unsent;
pub use users::{NewUser, UserChange};
