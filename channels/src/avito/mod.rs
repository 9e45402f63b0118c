//! Avito Messenger: webhook and REST API of the seller's account.
//!
//! Facts that shape the code: the webhook is unsigned and may repeat, reorder or lose messages; it echoes
//! our own; a send has no idempotency key; only text and images can be sent; the API is sold with the
//! seller's subscription (402 without it). Fields not in the published schema appear, so reading is lenient
//! throughout; what we send is strict.

mod account;
mod chat;
mod client;
mod content;
mod failure;
mod images;
pub mod inbound;
mod items;
mod oauth;
mod subscriptions;
mod tokens;
mod transport;
mod wire;

pub use account::{Account, Call, ChatFilter, ChatPage, Gate, MAX_OFFSET, MessagePage, PAGE_LIMIT};
pub use client::{Client, Config, Profile, SetupError};
pub use images::{ImageFormat, ImageInfo, UploadedImage};
pub use inbound::{ParseError, WebhookEvent, parse_webhook};
pub use items::ItemPage;
pub use oauth::{Credentials, SCOPES, TokenSet};
pub use subscriptions::Subscription;
pub use tokens::{Clock, Grant, Refusal, TokenManager, TokenSource, TokenStore, TokenStoreError};
