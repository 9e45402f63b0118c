//! What kinds of nodes do, as far as rules about whole flows need to know.
//!
//! A kind that is not named here is looked at by its description: whether it calls a model, what it
//! computes, whether it ends the turn.

use crate::{nodes::Kind, yaml::Node};

/// What a node does.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Role {
    /// The customer hears something from it.
    pub(crate) says: bool,
    /// It waits for the customer.
    pub(crate) waits: bool,
    /// It asks a model.
    pub(crate) calls_model: bool,
    /// It asks the outside world, which may fail.
    pub(crate) may_fail: bool,
    /// It may change variables.
    pub(crate) writes_variables: bool,
    /// It gives the conversation to people.
    pub(crate) hands_over: bool,
    /// Another flow runs inside it: whatever a flow can do may happen.
    pub(crate) opaque: bool,
}

impl Role {
    pub(crate) fn of(kind: Option<&'static Kind>, node: &Node) -> Self {
        let Some(kind) = kind else { return Self { opaque: true, ..Self::default() } };
        let asks = node.get("mode").and_then(Node::as_text) == Some("clarify");
        let base = Self {
            calls_model: kind.calls_model,
            may_fail: kind.calls_model || kind.computes.is_some(),
            ..Self::default()
        };
        match kind.name {
            "message" => Self { says: true, ..base },
            "ai_response" => Self { says: true, waits: asks, ..base },
            "handoff" => Self { says: node.get("say").is_some(), hands_over: true, ..base },
            "collect" => Self { says: true, waits: true, writes_variables: true, ..base },
            "set" => Self { writes_variables: true, ..base },
            "call" => Self { may_fail: true, writes_variables: true, ..base },
            "wait" => Self { waits: true, ..base },
            "subflow" => Self { opaque: true, says: true, writes_variables: true, ..base },
            _ => base,
        }
    }
}
