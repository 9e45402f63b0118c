//! Collect: hears what the customer says, keeps what fits, asks for what is missing.

use std::sync::Arc;

use sufler_dsl::{
    flow::{Name, Node, VarType},
    nodes::{Collect, Slot},
};

use super::set::reading;
use crate::{
    Effect, EffectId, Exit, Extract, ExtractResult, ExtractSlot, ModelCall, Outcome, Phase, Reading, What,
    clock::Clock,
    coerce::coerce,
    machine::{Machine, Went},
    slots::{self, Heard, Known, date::Today, free::read_free_texts},
};

/// Comes here from another node: the burst may hold values already; otherwise asks.
pub(super) fn enter(machine: &mut Machine<'_>, node: &Node, kind: &Collect) -> Went {
    machine.state.memory.asking = None;
    let label = machine.label(&node.id);
    if machine.run.read.contains(&label) || machine.run.text.trim().is_empty() {
        return go_on(machine, node, kind, Understood::default());
    }
    machine.run.read.push(label);
    hear(machine, node, kind)
}

/// The customer answered a question of this node.
pub(crate) fn answered(machine: &mut Machine<'_>, node: &Node, kind: &Collect) -> Went {
    let label = machine.label(&node.id);
    machine.run.read.push(label);
    hear(machine, node, kind)
}

/// What an answer brought.
#[derive(Default)]
struct Understood {
    filled: Vec<Reading>,
    effect: Option<EffectId>,
    call: ModelCall,
    /// The customer speaks of something else.
    off_topic: bool,
}

impl Understood {
    fn what(self, asked: Option<&Name>, send: Option<EffectId>) -> What {
        let Self { filled, effect, call, .. } = self;
        What::Collect { effect, filled, asked: asked.map(Name::clone), send, call }
    }
}

/// Free texts need a reader of their own; everything else is read at once.
fn hear(machine: &mut Machine<'_>, node: &Node, kind: &Collect) -> Went {
    let heard = listen(machine, kind);
    let Some(wanted) = wanted(machine, node, kind, &heard) else {
        return understand(machine, node, kind, None);
    };
    match machine.count_model_call() {
        Ok(()) => Went::Await(Effect::Extract(Box::new(Extract { id: machine.next_id(), ..wanted }))),
        // Rules cost nothing.
        Err(_) => understand(machine, node, kind, Some((None, read_free_texts(&wanted)))),
    }
}

fn listen(machine: &Machine<'_>, kind: &Collect) -> Heard {
    slots::hear(&machine.run.text, known(machine, kind))
}

fn known<'m>(machine: &'m Machine<'_>, kind: &'m Collect) -> Known<'m> {
    let clock = Clock::read(machine.now, machine.run.input.account.utc_offset_minutes);
    let memory = &machine.state.memory;
    Known {
        slots: &kind.slots,
        variables: &machine.flow.variables,
        vars: &memory.vars,
        asked: memory.asking.as_ref(),
        today: Today { day: clock.day_number(), weekday: clock.weekday },
    }
}

/// The reading of free texts, if there is one to be found.
fn wanted(machine: &Machine<'_>, node: &Node, kind: &Collect, heard: &Heard) -> Option<Extract> {
    let known = known(machine, kind);
    let is_free = |name: &Name| {
        let ty = machine.flow.variables.get(name).map(|it| it.ty);
        matches!(ty, Some(VarType::Text | VarType::List))
    };
    let free = || kind.slots.iter().filter(|(name, _)| is_free(name));
    let missing = free().any(|(name, _)| known.is_missing(name));
    let correctable = heard.corrects || heard.masked.contains("не ") || heard.masked.contains("Не ");
    if !(missing || correctable && free().next().is_some()) {
        return None;
    }
    Some(Extract {
        id: EffectId { turn: machine.state.turn, seq: machine.run.effects },
        node: machine.label(&node.id),
        settings: Arc::clone(&kind.settings),
        text: heard.masked.as_str().into(),
        history: Arc::clone(&machine.run.view.history),
        asked: machine.state.memory.asking.clone(),
        slots: free().map(|(name, slot)| extract_slot(machine, name, slot)).collect(),
    })
}

fn extract_slot(machine: &Machine<'_>, name: &Name, slot: &Slot) -> ExtractSlot {
    let variable = machine.flow.variables.get(name);
    let default = variable.and_then(|it| it.default.as_ref());
    let value = machine.state.memory.vars.get(name).or(default);
    let shown = value.and_then(serde_json::Value::as_str).filter(|_| variable.is_some_and(|it| !it.pii));
    ExtractSlot {
        name: Name::clone(name),
        ask: slot.ask.text().into(),
        words: slot.words.clone(),
        value: shown.map(Arc::from),
        filled: value.is_some(),
    }
}

/// The free texts are read, or could not be: rules do it then.
pub(super) fn resume(
    machine: &mut Machine<'_>,
    node: &Node,
    kind: &Collect,
    effect: EffectId,
    outcome: &Outcome,
) -> Went {
    let result = match outcome {
        Outcome::Extracted(result) => Some(result.clone()),
        _ => {
            let heard = listen(machine, kind);
            wanted(machine, node, kind, &heard).map(|wanted| read_free_texts(&wanted))
        }
    };
    understand(machine, node, kind, result.map(|result| (Some(effect), result)))
}

/// Keeps what fits, and goes where it leads.
fn understand(
    machine: &mut Machine<'_>,
    node: &Node,
    kind: &Collect,
    free: Option<(Option<EffectId>, ExtractResult)>,
) -> Went {
    let heard = listen(machine, kind);
    let mut understood = Understood::default();
    for (name, value) in &heard.values {
        keep(machine, name, value.clone(), &mut understood.filled);
    }
    let mut off_topic = heard.asks;
    if let Some((effect, result)) = free {
        for (name, text) in result.values.iter().filter(|(name, _)| kind.slots.contains_key(*name)) {
            keep(machine, name, (&**text).into(), &mut understood.filled);
        }
        off_topic |= result.off_topic && understood.filled.is_empty();
        understood.effect = effect;
        understood.call = result.call;
    }
    understood.off_topic = off_topic;
    go_on(machine, node, kind, understood)
}

/// Keeps a value if it fits its variable and is new.
fn keep(machine: &mut Machine<'_>, name: &Name, value: serde_json::Value, filled: &mut Vec<Reading>) {
    let Some(variable) = machine.flow.variables.get(name) else { return };
    let Ok(Some(value)) = coerce(variable, &value) else { return };
    if machine.state.memory.vars.get(name) == Some(&value) {
        return;
    }
    filled.push(reading(machine, name, Some(value.clone())));
    machine.state.memory.put(name, Some(value));
}

fn go_on(machine: &mut Machine<'_>, node: &Node, kind: &Collect, understood: Understood) -> Went {
    let asked = machine.state.memory.asking.take();
    let missing = {
        let known = known(machine, kind);
        kind.slots.iter().find(|(name, _)| known.is_missing(name))
    };
    if let (Some(asked), true, Some(next)) = (&asked, understood.off_topic, kind.interrupted) {
        if missing.is_some_and(|(name, _)| name == asked) {
            machine.state.memory.uncount_question(&key(node, asked));
        }
        return Went::To { what: understood.what(None, None), exit: Exit::Interrupted, next };
    }
    match missing {
        None => Went::next(understood.what(None, None), kind.next),
        Some((name, slot)) => ask(machine, node, kind, name, slot, asked.as_ref(), understood),
    }
}

fn ask(
    machine: &mut Machine<'_>,
    node: &Node,
    kind: &Collect,
    name: &Name,
    slot: &Slot,
    asked: Option<&Name>,
    understood: Understood,
) -> Went {
    let key = key(node, name);
    let count = machine.state.memory.questions_of(&key);
    if count >= kind.attempts {
        return Went::To { what: understood.what(None, None), exit: Exit::Else, next: kind.otherwise };
    }
    // Who has just been understood in something else is not told that the answer did not fit.
    let again = asked == Some(name) && understood.filled.is_empty();
    let question = slot.retry.as_ref().filter(|_| again).unwrap_or(&slot.ask);
    let text = match machine.render(question) {
        Ok(text) => text,
        Err(failure) => return failure.into(),
    };
    machine.state.memory.count_question(&Name::from(key));
    machine.state.memory.asking = Some(Name::clone(name));
    let send = machine.send(&node.id, text);
    Went::Done {
        what: understood.what(Some(name), Some(send)),
        phase: Phase::Waiting { node: Name::clone(&node.id), until: None },
    }
}

/// Questions are counted per variable; node ids hold no dots.
fn key(node: &Node, variable: &str) -> String {
    format!("{}.{variable}", node.id)
}
