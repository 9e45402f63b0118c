//! The simulator from outside, over HTTP. Every answer of the API that a test receives is checked against
//! `openapi/avito.openapi.json` on the way.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod description;
mod faults;
mod limits;
mod messenger;
mod neighbours;
mod oauth;
mod page;
mod stage;
mod uploads;
mod webhooks;
