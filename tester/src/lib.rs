//! Runs recorded dialogs on the pure engine: no network, no clock, the same result every time.
//!
//! [`run`] plays one dialog on one flow. What the engine wants done is answered by the dialog's own recording or by a
//! [`World`] of the caller, such as the built-in answerer over real knowledge. Everything here is `Send + Sync`, so
//! callers run dialogs side by side and [`Coverage::merge`] the results.

mod cassette;
mod compare;
mod coverage;
mod facts;
mod player;
mod render;
mod report;
mod world;

pub use self::{
    coverage::{Coverage, Edge},
    player::run,
    render::render,
    report::{DialogReport, Expected, Mismatch, TurnReport},
    world::World,
};
