//! What the store promises, on both databases. Every test runs on SQLite, and on PostgreSQL where it is installed.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a failing test is its error message"
)]

mod accounts;
mod bot_drafts;
mod changes;
mod crash;
mod db;
mod filters;
mod ingest;
mod lists;
mod nodes;
mod notes;
mod notices;
mod opening;
mod outbox;
mod ownership;
mod pauses;
mod quick_replies;
mod races;
mod search;
mod settings;
mod shares;
mod snooze;
mod turns;
mod unsent;
