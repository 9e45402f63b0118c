//! The one place where the parts of Sufler are wired: HTTP, live events, workers, channels.

pub mod config;
pub mod http;
pub mod observability;
pub mod runtime;
