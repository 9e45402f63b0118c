//! What a newer flow means for a conversation that waits at a node.

use serde::{Deserialize, Serialize};
use sufler_dsl::{
    flow::{Flow, OnChange},
    nodes::{AiMode, NodeKind},
};

use crate::{Phase, State};

/// What to do with a conversation whose flow changed between its turns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Migration {
    /// Go on with the new flow: nothing waits, or the waiting node is still there.
    Continue,
    /// Step the next turn with the old version, so that the episode ends as it began. Where the old version can't
    /// be had any more, stepping with the new one begins at its start.
    Finish,
    /// Begin at the new start.
    Restart,
    /// The next turn gives the conversation to operators with the reason `error.flow_changed`.
    Handoff,
}

/// Decides which flow the next turn of `state` is stepped with. Within a turn the flow never changes.
///
/// `old` is the version that the state is pinned to, where the caller still has it: without it a node's kind can't
/// be compared, and the node counts as the same when it can still wait for the customer.
#[must_use]
pub fn migrate(state: &State, old: Option<&Flow>, new: &Flow) -> Migration {
    let Phase::Waiting { node } = &state.phase else { return Migration::Continue };
    if state.flow == new.hash || same_kind(node, old, new) {
        return Migration::Continue;
    }
    match new.on_change {
        OnChange::Finish => Migration::Finish,
        OnChange::Restart => Migration::Restart,
        OnChange::Handoff => Migration::Handoff,
    }
}

/// The node still waits for the customer; in this version only clarifying nodes do.
fn same_kind(id: &str, old: Option<&Flow>, new: &Flow) -> bool {
    let waits = |flow: &Flow| matches!(flow.find(id), Some((_, node)) if can_wait(&node.kind));
    waits(new) && old.is_none_or(waits)
}

/// Nodes of this kind wait for the customer.
pub(crate) fn can_wait(kind: &NodeKind) -> bool {
    matches!(kind, NodeKind::AiResponse(node) if node.mode == AiMode::Clarify)
}
