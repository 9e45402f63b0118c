//! The HTTP face: routes of `docs/api.md`, one module per resource.

pub mod runtime_port;
