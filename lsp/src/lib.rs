//! The language server of flow files: messages of the Language Server Protocol in, messages out.
//!
//! What editors are told comes from [`sufler_dsl::ide`] and the linter; this crate speaks the
//! protocol and knows which files belong together. It reads nothing by itself: files come from a
//! [`Host`], and whoever owns the connection (standard input and output, a WebSocket) carries the
//! messages.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        reason = "a failing test is meant to panic"
    )
)]

mod actions;
mod completion;
mod diagnostics;
mod files;
mod host;
mod names;
mod place;
mod requests;
mod server;
mod symbols;
mod tokens;

pub use self::{
    host::{Facts, Host},
    server::Server,
};
pub use lsp_server::Message;
