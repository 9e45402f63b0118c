//! The HTTP face on a real port, over SQLite in a temporary folder and a fake runtime.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests fail loudly, as tests do"
)]

mod bodies;
mod client;
mod drafts;
mod fixture;
mod grants;
mod lists;
mod live;
mod login;
mod lsp;
mod notes;
mod outside;
mod pauses;
mod phones;
mod polling;
mod push;
mod quick_replies;
mod roles;
mod runtime;
mod search;
mod sending;
mod shares;
