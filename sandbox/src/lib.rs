//! A simulator of Avito Messenger, written from the wire contract alone; beside it small ones of Telegram's Bot API
//! ([`telegram`]) and of a browser's push service ([`push`]).
//!
//! It plays the other side of the Avito channel for the demo, the tests and the load runs: sellers with
//! OAuth keys, buyers, listings, chats, webhooks, rate limits and every failure a client must survive.
//! It shares no code with the client it is used to test; both are written from the same contract.
//!
//! ```no_run
//! # async fn demo() -> Result<(), sufler_sandbox::StartError> {
//! use sufler_sandbox::{Config, NewSeller, Simulator};
//!
//! let running = Simulator::start(Config::default()).await?;
//! let seller = running.control().add_seller(NewSeller::named("Климатика"));
//! println!("{} plays {:?}", running.url(), seller);
//! running.shutdown().await;
//! # Ok(())
//! # }
//! ```
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        reason = "a test fails by panicking"
    )
)]

mod auth;
mod avito;
mod clock;
mod config;
mod content;
mod control;
mod demo;
mod events;
mod faults;
mod ids;
mod limits;
mod media;
mod operation;
mod page;
pub mod push;
mod running;
mod stats;
mod sync;
pub mod telegram;
mod webhooks;
mod world;

pub use config::{Config, Mode, RateLimit, WebhookPolicy};
pub use content::{Call, Content, ItemCard, Link, LinkPreview, Location};
pub use control::{
    ApplicationView, BuyerView, ChatView, Control, ControlError, ItemView, MessageView, NewApplication,
    NewBuyer, NewChat, NewItem, NewMessage, NewSeller, SellerPatch, SellerView,
};
pub use faults::{Action, Fault, NewFault};
pub use operation::Operation;
pub use running::{Running, Simulator, StartError};
pub use stats::{AccountStats, RequestEntry, Stats, Violation};
pub use webhooks::{Delivery, DeliveryOutcome};
pub use world::{ChatKind, Side};
