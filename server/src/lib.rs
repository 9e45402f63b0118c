//! The one place where the parts of Sufler are wired: HTTP, live events, workers, channels.

mod assets;
pub mod auth;
mod clock;
pub mod config;
pub mod connectors;
pub mod http;
pub mod live;
pub mod observability;
mod push;
pub mod runtime;
pub mod search;
mod server;
mod share;

pub use server::Server;
