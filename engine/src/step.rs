//! [`step`]: what each event means in each phase.

use sufler_dsl::{
    flow::{Flow, NodeIx},
    nodes::NodeKind,
};

use crate::{
    Dropped, EffectId, Entry, Event, Failure, Migration, Millis, Name, Outcome, Phase, Run, State, Step,
    TraceEntry, TurnInput, What, codes, machine::Machine, migrate,
};

/// Takes a conversation one event further.
///
/// Never fails and never panics: whatever goes wrong is an outcome that ends in a reply or a handoff.
/// `flow` is the version the turn began with while [`Phase::Awaiting`]; between turns it is the newest one,
/// or as [`migrate`] says for a conversation that waits at a node.
#[must_use]
pub fn step(flow: &Flow, state: State, event: &Event, now: Millis) -> Step {
    match event {
        Event::Turn(input) => on_turn(flow, state, input, now),
        Event::Outcome { id, outcome } => on_outcome(flow, state, *id, outcome, now),
        Event::TakenOver { by } => on_taken_over(state, by, now),
        Event::HandedBack { by } => on_handed_back(state, by, now),
    }
}

fn on_turn(flow: &Flow, mut state: State, input: &TurnInput, now: Millis) -> Step {
    if state.phase == Phase::Operator {
        return drop_event(state, Dropped::OperatorLeads, None, now);
    }
    match state.run.take() {
        Some(run) if run.sent > 0 => {
            state.run = Some(run);
            drop_event(state, Dropped::AlreadySent, None, now)
        }
        Some(run) => {
            let effects = run.effects;
            rewind(&mut state, run.entry);
            begin(flow, state, input, Attempt { restarted: true, effects }, now)
        }
        None => {
            state.turn = state.turn.saturating_add(1);
            begin(flow, state, input, Attempt { restarted: false, effects: 0 }, now)
        }
    }
}

/// Puts the conversation back to where its turn began.
fn rewind(state: &mut State, entry: Entry) {
    state.phase = entry.waited.map_or(Phase::Idle, |node| Phase::Waiting { node });
    state.resume_at = entry.resume_at;
    state.memory = entry.memory;
}

struct Attempt {
    restarted: bool,
    /// Number of the first effect.
    effects: u32,
}

fn begin(flow: &Flow, mut state: State, input: &TurnInput, attempt: Attempt, now: Millis) -> Step {
    let migration = migrate(&state, None, flow);
    state.flow = Name::clone(&flow.hash);
    let waited = match std::mem::take(&mut state.phase) {
        Phase::Waiting { node } => Some(node),
        _ => None,
    };
    let resume_at = state.resume_at.take();
    let entry = Entry { waited: waited.clone(), resume_at: resume_at.clone(), memory: state.memory.clone() };
    let run = Box::new(Run::new(input.clone(), entry, attempt.effects));
    let mut machine = Machine::new(flow, state, run, now);
    machine.note(
        None,
        What::Turn {
            turn: machine.state.turn,
            messages: input.messages.iter().map(|message| message.id).collect(),
            restarted: attempt.restarted,
            asks_human: input.signals.asks_human,
            migration: (migration != Migration::Continue).then_some(migration),
        },
    );
    let Some(waited) = waited else {
        let entrance = resume_at.and_then(|id| flow.find(&id)).map_or(flow.start, |(ix, _)| ix);
        return machine.walk(entrance);
    };
    match migration {
        Migration::Continue => go_on(machine, &waited),
        Migration::Finish | Migration::Restart => {
            machine.state.memory.end_episode();
            machine.walk(flow.start)
        }
        Migration::Handoff => machine.give_up(&waited, flow_changed()),
    }
}

/// The customer answered the node that waited.
fn go_on(mut machine: Machine<'_>, waited: &Name) -> Step {
    let flow = machine.flow;
    let Some((at, next)) = flow.find(waited).and_then(|(ix, node)| Some((ix, after_waiting(&node.kind)?)))
    else {
        machine.state.memory.end_episode();
        return machine.walk(flow.start);
    };
    if let Some(rule) = machine.always(at) {
        return machine.walk(rule);
    }
    machine.resumed(waited, next);
    machine.walk(next)
}

/// Where a node that waited for the customer goes with their words.
fn after_waiting(kind: &NodeKind) -> Option<NodeIx> {
    match kind {
        NodeKind::AiResponse(node) => Some(node.next),
        _ => None,
    }
}

fn on_outcome(flow: &Flow, mut state: State, id: EffectId, outcome: &Outcome, now: Millis) -> Step {
    let awaited = match &state.phase {
        Phase::Awaiting { node, effect } if *effect == id => Some(Name::clone(node)),
        _ => None,
    };
    let Some((node, run)) = awaited.and_then(|node| Some((node, state.run.take()?))) else {
        return drop_event(state, Dropped::LateOutcome, Some(id), now);
    };
    let pinned = state.flow == flow.hash;
    let machine = Machine::new(flow, state, run, now);
    match flow.find(&node).filter(|_| pinned) {
        Some((_, node)) => machine.resume(node, id, outcome),
        None => machine.give_up(&node, flow_changed()),
    }
}

fn flow_changed() -> Failure {
    Failure::new(codes::FLOW_CHANGED, "сценарий изменили, и в новой версии разговор продолжить нельзя")
}

fn on_taken_over(mut state: State, by: &Name, now: Millis) -> Step {
    // An operator who picks up a conversation that a node handed off must not lose that node's `resume_at`.
    if state.phase != Phase::Operator {
        state.resume_at = None;
    }
    state.phase = Phase::Operator;
    state.handed_back = false;
    state.run = None;
    state.memory.end_episode();
    only(state, What::TakenOver { by: Name::clone(by) }, now)
}

fn on_handed_back(mut state: State, by: &Name, now: Millis) -> Step {
    if state.phase != Phase::Operator {
        return drop_event(state, Dropped::BotLeads, None, now);
    }
    state.phase = Phase::Idle;
    state.handed_back = true;
    only(state, What::HandedBack { by: Name::clone(by) }, now)
}

fn drop_event(state: State, why: Dropped, effect: Option<EffectId>, now: Millis) -> Step {
    only(state, What::Dropped { why, effect }, now)
}

/// A step without effects and with one entry.
fn only(state: State, what: What, now: Millis) -> Step {
    let entry = TraceEntry { at: now, node: None, what, exit: None, to: None };
    Step { state, effects: Vec::new(), trace: vec![entry] }
}
