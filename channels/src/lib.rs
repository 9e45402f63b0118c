//! Channels: the wire format of each marketplace or messenger, translated to one neutral message and back.
//!
//! A channel module knows its platform and nothing else of the product: no database, no flow, no HTTP
//! server. It offers three things: parsing what arrives ([`avito::inbound`]), a client for what leaves
//! ([`avito::Client`]) and a table of what the platform can do ([`capabilities`]).
//!
//! Around the channels stand the pure helpers every one of them needs: [`split()`] cuts long texts,
//! [`budget`] keeps to a platform's rate limit, [`backoff`] spaces repeated reads, [`reconcile`] decides
//! what became of a send in doubt and [`history`] pages through old messages.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        reason = "a failed assumption in a test should fail the test"
    )
)]

pub mod avito;
pub mod backoff;
pub mod budget;
pub mod capabilities;
pub mod error;
pub mod history;
mod json;
pub mod message;
pub mod reconcile;
pub mod split;
pub mod telegram;

pub use capabilities::Capabilities;
pub use error::{AdapterError, AdapterErrorKind};
pub use message::{
    Author, ChatInfo, ChatType, ContactInfo, InboundMessage, ItemInfo, MessageKind, OutboundMessage,
    SentMessage,
};
pub use split::split;
