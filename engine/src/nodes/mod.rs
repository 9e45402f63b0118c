//! One file per node kind: what it does when entered, and what it makes of an effect's outcome.

mod ai_response;
mod call;
pub(crate) mod collect;
mod condition;
mod confidence;
mod context;
mod end;
mod handoff;
mod intent;
mod message;
mod search;
mod set;
mod start;
mod wait;

use sufler_dsl::{flow::Node, nodes::NodeKind};

use crate::{
    EffectId, Failure, Outcome, codes, frames,
    machine::{Failed, Machine, Went},
};

/// Enters a node.
pub(crate) fn enter(machine: &mut Machine<'_>, node: &Node) -> Went {
    match &node.kind {
        NodeKind::Start(kind) => start::enter(kind),
        NodeKind::Intent(kind) => intent::enter(machine, node, kind),
        NodeKind::Confidence(kind) => confidence::enter(machine, kind),
        NodeKind::Context(kind) => context::enter(machine, kind),
        NodeKind::Search(kind) => search::enter(machine, node, kind),
        NodeKind::AiResponse(kind) => ai_response::enter(machine, node, kind),
        NodeKind::Condition(kind) => condition::enter(machine, kind),
        NodeKind::Handoff(kind) => handoff::enter(machine, node, kind),
        NodeKind::End(kind) => end::enter(machine, node, kind),
        NodeKind::Message(kind) => message::enter(machine, node, kind),
        NodeKind::Set(kind) => set::enter(machine, node, kind),
        NodeKind::Wait(kind) => wait::enter(machine, node, kind),
        NodeKind::Collect(kind) => collect::enter(machine, node, kind),
        NodeKind::Call(kind) => call::enter(machine, node, kind),
        NodeKind::Subflow(kind) => frames::enter(machine, node, kind),
    }
}

/// Goes on at a node that awaited `effect`.
pub(crate) fn resume(machine: &mut Machine<'_>, node: &Node, effect: EffectId, outcome: &Outcome) -> Went {
    match (&node.kind, outcome) {
        (NodeKind::Intent(kind), Outcome::Intent(result)) => intent::resume(machine, kind, effect, result),
        (NodeKind::Search(kind), Outcome::Hits(result)) => search::resume(machine, kind, effect, result),
        (NodeKind::AiResponse(kind), Outcome::Answer(result)) => {
            ai_response::resume(machine, node, kind, effect, result)
        }
        (NodeKind::Collect(kind), Outcome::Extracted(_) | Outcome::Failed(_)) => {
            collect::resume(machine, node, kind, effect, outcome)
        }
        (NodeKind::Call(kind), Outcome::Called(result)) => call::resume(machine, kind, effect, result),
        _ => {
            let message = "пришёл результат не того вида, который был запрошен";
            Went::Failed(Failed::effect(effect, Failure::new(codes::OUTCOME_KIND, message)))
        }
    }
}

/// A probability whatever the source said: within 0..=1, and 0 for what is no number.
fn probability(value: f64) -> f64 {
    if value.is_nan() { 0.0 } else { value.clamp(0.0, 1.0) }
}
