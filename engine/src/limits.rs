//! Budgets of one turn. Exceeding one is an outcome with a code and takes the node's `on_error`.

/// Node visits.
pub const MAX_STEPS: u32 = 100;
/// Further visits on the way out, from the `on_error` of the node that found no steps left.
pub const WAY_OUT_STEPS: u32 = 10;
/// Model calls.
pub const MAX_MODEL_CALLS: u32 = 8;
/// Calls of services.
pub const MAX_CALLS: u32 = 16;
/// Flows that may be inside one another, the outermost not counted.
pub const MAX_DEPTH: usize = 8;
