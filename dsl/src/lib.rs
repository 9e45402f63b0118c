//! The flow language: flow text in, checked [`flow::Flow`] and diagnostics out.
//!
//! Pure by contract: no I/O, no clock, no randomness, no threads, no logging. Whoever calls
//! reads the files and prints the diagnostics.

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

mod build;
pub mod data;
pub mod diagnostic;
pub mod dialog;
pub mod diff;
pub mod edit;
pub mod expr;
pub mod flow;
pub mod format;
pub mod graph;
pub mod ide;
pub mod lint;
pub mod merge;
pub mod names;
pub mod nodes;
pub mod set;
pub mod shape;
pub mod source;
pub mod template;
mod write;
pub mod yaml;

pub use self::{
    build::{Checked, MAX_BYTES, check, check_bytes, content_hash},
    diagnostic::explain,
    dialog::{check_dialog, check_dialog_bytes},
    shape::{
        json_schema::{dialog_schema, flow_schema as schema},
        reference::flow_language,
    },
};
