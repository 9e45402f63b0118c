//! What a newer flow means for a conversation that waits at a node.

use serde::{Deserialize, Serialize};
use sufler_dsl::{
    flow::{Flow, OnChange},
    nodes::{AiMode, NodeKind},
};

use crate::{Phase, State, frames};

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
    let Phase::Waiting { node, .. } = &state.phase else { return Migration::Continue };
    let unchanged = state.flow == new.hash && frames::innermost(new, state).is_some();
    if unchanged || same_place(state, node, old, new) {
        return Migration::Continue;
    }
    match new.on_change {
        OnChange::Finish => Migration::Finish,
        OnChange::Restart => Migration::Restart,
        OnChange::Handoff => Migration::Handoff,
    }
}

/// The way to the waiting node is still there, and the node is still of the same kind and waits.
fn same_place(state: &State, id: &str, old: Option<&Flow>, new: &Flow) -> bool {
    let waiting = |flow: &Flow| waiting_kind(inside(flow, state)?, id);
    let Some(kind) = waiting(new) else { return false };
    old.is_none_or(|old| waiting(old) == Some(kind))
}

/// The innermost flow, whatever its version, if every call on the way to it is still there.
fn inside<'f>(root: &'f Flow, state: &State) -> Option<&'f Flow> {
    state.stack.iter().try_fold(root, |flow, frame| match &flow.find(&frame.node)?.1.kind {
        NodeKind::Subflow(call) if call.flow == frame.flow => flow.subflows.get(&frame.flow).map(|it| &**it),
        _ => None,
    })
}

fn waiting_kind(flow: &Flow, id: &str) -> Option<&'static str> {
    let (_, node) = flow.find(id)?;
    can_wait(&node.kind).then(|| node.kind.name())
}

/// Nodes of this kind wait for the customer.
pub(crate) fn can_wait(kind: &NodeKind) -> bool {
    match kind {
        NodeKind::AiResponse(node) => node.mode == AiMode::Clarify,
        NodeKind::Collect(_) | NodeKind::Wait(_) => true,
        _ => false,
    }
}
