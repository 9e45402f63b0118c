//! The running product: workers, outbox, effects, accounts, libraries of flows and knowledge.

mod accounts;
mod answerer;
mod calls;
mod core;
mod doubt;
mod facts;
mod failpoint;
mod files;
mod flows;
mod indexer;
mod interrupts;
mod knowledge;
mod libraries;
mod outbox;
mod pauses;
mod port;
mod preview;
mod problems;
mod product;
mod profiles;
mod reads;
mod rehearsal;
mod story;
mod turn;
mod version;
mod watch;
mod webhook;
mod worker;

pub use self::core::Core;
pub use accounts::webhook_secret;
pub use answerer::{Answerer, LocalModel, Voice};
pub use flows::LiveFlow;
pub use preview::preview_flows;
pub use product::{Product, voice};
pub use rehearsal::{LiveWorld, Rehearsal, answerer, offline_answerer};
pub use story::{StoryError, Versions, record_conversation, turn_record};
