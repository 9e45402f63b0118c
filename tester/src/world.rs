//! Who answers what the engine wants done.

use sufler_engine::{Effect, Outcome};

/// The world outside of the engine, for dialogs that say `world: builtin`.
///
/// To keep dialogs repeatable the same effect must bring the same outcome.
pub trait World: Send + Sync {
    /// Performs an awaited effect: classify, search or generate.
    fn perform(&self, effect: &Effect) -> Outcome;

    /// The cheap detector that runs before any model: the text asks for a human.
    fn asks_human(&self, text: &str) -> bool;
}
