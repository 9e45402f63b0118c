//! The HTTP face: routes of `docs/api.md`, one module per resource.

pub mod body;
pub mod error;
mod extract;
mod layers;
pub mod openapi;
mod router;
mod routes;
pub mod runtime_port;
mod serve;
mod state;
pub mod wire;

pub use router::router;
pub use serve::serve;
pub use state::AppState;
