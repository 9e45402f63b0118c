//! Stable codes of failures and of handoffs that no node asked for.

/// The turn visited too many nodes.
pub const BUDGET_STEPS: &str = "budget.steps";
/// The turn asked models too often.
pub const BUDGET_MODEL_CALLS: &str = "budget.model_calls";
/// The turn asked services too often.
pub const BUDGET_CALLS: &str = "budget.calls";
/// Flows call flows too deeply.
pub const BUDGET_DEPTH: &str = "budget.depth";
/// A value does not fit the type of its variable.
pub const VALUE: &str = "value";
/// The path of a call leads out of the connector's address.
pub const CALL_PATH: &str = "call.path";
/// The called flow is not there.
pub const NO_FLOW: &str = "subflow";
/// A reply contains a figure that stands in no source.
pub const UNGROUNDED: &str = "ungrounded";
/// The model wrote nothing.
pub const EMPTY_ANSWER: &str = "empty_answer";
/// Every question of a clarifying node was asked and it names no `else`.
pub const ATTEMPTS: &str = "attempts";
/// A text could not be rendered.
pub const TEMPLATE: &str = "template";
/// A condition has no value.
pub const EXPRESSION: &str = "expression";
/// The caller gave an outcome of another kind than the effect has.
pub const OUTCOME_KIND: &str = "outcome_kind";
/// The node the conversation was at is not in the flow it was stepped with.
pub const FLOW_CHANGED: &str = "flow_changed";

/// Reason of a handoff that a failure with this code led to.
pub(crate) fn error_reason(code: &str) -> crate::Name {
    format!("error.{code}").into()
}
