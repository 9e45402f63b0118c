//! The running product: workers, outbox, effects, accounts, libraries of flows and knowledge.

mod accounts;
mod answerer;
mod clock;
mod doubt;
mod facts;
mod failpoint;
mod files;
mod flows;
mod interrupts;
mod knowledge;
mod outbox;
mod problems;
mod profiles;
mod reads;
mod rehearsal;
mod runtime;
mod turn;
mod version;
mod watch;
mod webhook;
mod worker;

pub use accounts::webhook_secret;
pub use flows::LiveFlow;
pub use rehearsal::{Rehearsal, offline_answerer};
pub use runtime::{Core, Product};
