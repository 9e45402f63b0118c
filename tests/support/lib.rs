//! What the whole-product stories share: the built server as a child process, the simulated Avito, a mock model,
//! the API as an operator's browser uses it.
//!
//! Everything waits by looking until a condition holds; a wait that fails says what was expected, what was seen, and
//! shows the server's log.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "helpers of tests: a failing test says why by panicking"
)]

pub mod api;
pub mod binary;
pub mod database;
pub mod model;
pub mod ports;
pub mod server;
pub mod service;
pub mod settings;
pub mod shop;
pub mod socket;
pub mod stage;
pub mod wait;

pub use api::{Api, Refusal};
pub use database::{Backend, Database};
pub use model::Model;
pub use server::Server;
pub use service::Service;
pub use settings::Settings;
pub use shop::{Buyer, Seller, Shop};
pub use socket::Socket;
pub use stage::{Setup, Stage};
pub use wait::PATIENCE;
