//! Runs recorded dialogs on the pure engine: no network, no clock, the same result every time.
//!
//! [`run`] plays one dialog on one flow, a [`Suite`] all dialogs of a flow on several cores. What the engine wants
//! done is answered by the dialog's own recording or by a [`World`] of the caller, such as the built-in answerer over
//! real knowledge.

mod accept;
mod blame;
mod cassette;
mod compare;
mod coverage;
mod facts;
mod likeness;
mod lines;
pub mod mask;
pub mod mutate;
mod player;
pub mod pool;
pub mod record;
mod render;
mod report;
pub mod reports;
pub mod rerun;
mod suite;
mod world;
pub mod write;

pub use self::{
    accept::{accept, refresh},
    coverage::{Coverage, Edge, Measure, Share, Side},
    likeness::likeness,
    lines::{Gap, gaps, lcov},
    player::run,
    render::render,
    report::{DialogReport, Expected, Mismatch, TurnReport},
    suite::{BadFile, Scenario, Suite, SuiteReport},
    world::{Answered, Asked, World, Worlds},
};
