//! AI response: a reply, or a clarifying question that waits for the customer.

use std::sync::Arc;

use sufler_dsl::{
    flow::Node,
    nodes::{AiMode, AiResponse, IntentSpec, NodeKind},
};

use super::probability;
use crate::{
    AnswerResult, Effect, EffectId, Exit, Failure, Generate, Name, Phase, What, codes,
    evidence::{self, Evidence},
    machine::{Failed, Machine, Went},
};

pub(super) fn enter(machine: &mut Machine<'_>, node: &Node, kind: &AiResponse) -> Went {
    if kind.mode == AiMode::Clarify {
        let asked = machine.state.memory.questions_of(&node.id);
        if asked >= kind.attempts {
            return give_up_asking(kind, asked);
        }
    }
    let prompt = match kind.prompt.as_ref().map(|text| machine.render(text)).transpose() {
        Ok(prompt) => prompt,
        Err(failure) => return failure.into(),
    };
    if let Err(failure) = machine.count_model_call() {
        return failure.into();
    }
    Went::Await(Effect::Generate(Box::new(generate(machine, node, kind, prompt))))
}

fn give_up_asking(kind: &AiResponse, asked: u16) -> Went {
    match kind.otherwise {
        Some(next) => Went::To { what: What::AttemptsUsedUp { asked }, exit: Exit::Else, next },
        None => Failure::new(
            codes::ATTEMPTS,
            format!("уточняющие вопросы исчерпаны (задано: {asked}), а ветки else у узла нет"),
        )
        .into(),
    }
}

fn generate(machine: &mut Machine<'_>, node: &Node, kind: &AiResponse, prompt: Option<Arc<str>>) -> Generate {
    let id = machine.next_id();
    let (run, memory) = (&machine.run, &machine.state.memory);
    let (input, view) = (&run.input, &run.view);
    Generate {
        id,
        node: machine.label(&node.id),
        mode: kind.mode.into(),
        settings: Arc::clone(&kind.settings),
        prompt,
        text: Arc::clone(&run.text),
        history: Arc::clone(&view.history),
        hits: memory.search.as_ref().map(|search| Arc::clone(&search.hits)).unwrap_or_default(),
        contact: view.contact.then(|| Arc::clone(&input.contact)),
        item: input.item.clone().filter(|_| view.item),
        summary: input.conversation.summary.clone().filter(|_| view.summary),
        intent: memory.intent.clone(),
        intents: (kind.mode == AiMode::Clarify).then(|| intents(machine)).flatten(),
        grounded: kind.grounded,
    }
}

/// What a clarifying question may offer: the intents of the flow's first intent node.
fn intents(machine: &Machine<'_>) -> Option<Arc<IntentSpec>> {
    machine.flow.nodes.iter().find_map(|node| match &node.kind {
        NodeKind::Intent(intent) => Some(Arc::clone(&intent.spec)),
        _ => None,
    })
}

pub(super) fn resume(
    machine: &mut Machine<'_>,
    node: &Node,
    kind: &AiResponse,
    effect: EffectId,
    result: &AnswerResult,
) -> Went {
    if let Err(failure) = check(machine, kind, result) {
        return Went::Failed(Failed { failure, effect: Some(effect), call: result.call.clone() });
    }
    let confidence = probability(result.confidence);
    let what = What::AiResponse {
        effect,
        mode: kind.mode.into(),
        confidence,
        sources: result.sources.clone(),
        send: machine.send(&node.id, Arc::clone(&result.text)),
        call: result.call.clone(),
    };
    match kind.mode {
        AiMode::Answer => {
            machine.state.memory.answer = Some(Arc::new(AnswerResult { confidence, ..result.clone() }));
            Went::next(what, kind.next)
        }
        AiMode::Clarify => {
            machine.state.memory.count_question(&node.id);
            Went::Done { what, phase: Phase::Waiting { node: Name::clone(&node.id), until: None } }
        }
    }
}

/// A reply must say something, and a grounded one only what is known.
fn check(machine: &Machine<'_>, kind: &AiResponse, result: &AnswerResult) -> Result<(), Failure> {
    if result.text.trim().is_empty() {
        return Err(Failure::new(codes::EMPTY_ANSWER, "модель вернула пустой ответ"));
    }
    if !kind.grounded {
        return Ok(());
    }
    let known = Evidence {
        hits: machine.state.memory.search.as_ref().map(|search| &*search.hits).unwrap_or_default(),
        item: machine.run.input.item.as_deref(),
        burst: &machine.run.text,
        history: &machine.run.input.history,
    };
    evidence::check(&result.text, &known).map_err(|figure| {
        Failure::new(codes::UNGROUNDED, format!("в ответе есть «{figure}», а в источниках этого нет"))
    })
}
