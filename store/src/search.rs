//! Search in the texts of messages.
//!
//! Stems come from the caller: this crate knows no language. The index is derived data behind the messages, written by
//! a connection of its own (on SQLite into a file of its own), so that nobody who converses waits for it.

mod index;
mod query;
mod words;

pub use index::{SearchCursor, SearchDoc, SearchSource};
pub(crate) use index::{SearchFile, search_path};
pub use query::{Found, LedBy, MessageSearch, SearchHit, Term};
