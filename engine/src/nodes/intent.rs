//! Intent: asks a classifier what the customer wants.

use std::sync::Arc;

use sufler_dsl::{flow::Node, nodes::Intent};

use super::probability;
use crate::{
    Classify, Effect, EffectId, IntentResult, What,
    machine::{Machine, Went},
};

pub(super) fn enter(machine: &mut Machine<'_>, node: &Node, kind: &Intent) -> Went {
    if let Err(failure) = machine.count_model_call() {
        return failure.into();
    }
    Went::Await(Effect::Classify(Classify {
        id: machine.next_id(),
        node: machine.label(&node.id),
        text: Arc::clone(&machine.run.text),
        history: Arc::clone(&machine.run.view.history),
        spec: Arc::clone(&kind.spec),
    }))
}

pub(super) fn resume(
    machine: &mut Machine<'_>,
    kind: &Intent,
    effect: EffectId,
    result: &IntentResult,
) -> Went {
    let confidence = probability(result.confidence);
    machine.run.asks_human |= result.asks_human;
    machine.state.memory.intent = Some(Arc::new(IntentResult { confidence, ..result.clone() }));
    let what = What::Intent {
        effect,
        intent: result.name.clone(),
        confidence,
        asks_human: result.asks_human,
        call: result.call.clone(),
    };
    Went::next(what, kind.next)
}
