//! [`step`]: what each event means in each phase.

use sufler_dsl::{flow::Flow, nodes::NodeKind};

use crate::{
    Dropped, EffectId, Entry, Event, Exit, Failure, Migration, Millis, Name, Outcome, Phase, Run, State,
    Step, TraceEntry, TurnInput, What, codes, frames, machine::Machine, migrate, nodes,
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
        Event::Timer(input) => on_timer(flow, state, input, now),
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
        Some(run) if run.sent > 0 || run.acted => {
            state.run = Some(run);
            drop_event(state, Dropped::AlreadySent, None, now)
        }
        Some(run) => {
            let effects = run.effects;
            rewind(&mut state, run.entry);
            begin(flow, state, input, Attempt { restarted: true, effects, timer: false }, now)
        }
        None => {
            state.turn = state.turn.saturating_add(1);
            begin(flow, state, input, Attempt { restarted: false, effects: 0, timer: false }, now)
        }
    }
}

fn on_timer(flow: &Flow, mut state: State, input: &TurnInput, now: Millis) -> Step {
    if state.timer().is_none_or(|due| now < due) {
        return drop_event(state, Dropped::NoTimer, None, now);
    }
    state.turn = state.turn.saturating_add(1);
    begin(flow, state, input, Attempt { restarted: false, effects: 0, timer: true }, now)
}

/// Puts the conversation back to where its turn began.
fn rewind(state: &mut State, entry: Entry) {
    let until = entry.until;
    state.phase = entry.waited.map_or(Phase::Idle, |node| Phase::Waiting { node, until });
    state.stack = entry.stack;
    state.resume_at = entry.resume_at;
    state.memory = entry.memory;
}

struct Attempt {
    restarted: bool,
    /// Number of the first effect.
    effects: u32,
    /// Time has come; the customer wrote nothing.
    timer: bool,
}

fn begin(flow: &Flow, mut state: State, input: &TurnInput, attempt: Attempt, now: Millis) -> Step {
    let migration = migrate(&state, None, flow);
    state.flow = Name::clone(&flow.hash);
    let (waited, until) = match std::mem::take(&mut state.phase) {
        Phase::Waiting { node, until } => (Some(node), until),
        _ => (None, None),
    };
    let resume_at = state.resume_at.take();
    let entry = Entry {
        waited: waited.clone(),
        until,
        stack: state.stack.clone(),
        resume_at: resume_at.clone(),
        memory: state.memory.clone(),
    };
    if migration == Migration::Continue {
        repin(flow, &mut state);
    }
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
        Migration::Continue if attempt.timer => time_is_up(machine, &waited),
        Migration::Continue => go_on(machine, &waited),
        // The customer said nothing that a new start could answer.
        Migration::Finish | Migration::Restart if attempt.timer => machine.rest(),
        Migration::Finish | Migration::Restart => machine.start_over(),
        Migration::Handoff => machine.give_up(&waited, flow_changed()),
    }
}

/// A conversation that waits goes on with the newest version of the flows it is inside of.
fn repin(root: &Flow, state: &mut State) {
    let mut flow = root;
    for frame in &mut state.stack {
        let Some(callee) = flow.subflows.get(&frame.flow) else { return };
        frame.hash = Name::clone(&callee.hash);
        flow = callee;
    }
}

/// The customer answered the node that waited.
fn go_on(mut machine: Machine<'_>, waited: &Name) -> Step {
    let flow = machine.flow;
    let Some((at, node)) = flow.find(waited) else { return machine.start_over() };
    if let Some(rule) = machine.always(at) {
        return machine.walk(rule);
    }
    let (exit, next) = match &node.kind {
        NodeKind::AiResponse(kind) => (Exit::Next, Some(kind.next)),
        NodeKind::Wait(kind) => (Exit::Reply, kind.reply),
        NodeKind::Collect(kind) => {
            let went = nodes::collect::answered(&mut machine, node, kind);
            return machine.go(node, went);
        }
        _ => (Exit::Next, None),
    };
    match next {
        Some(next) => {
            machine.resumed(waited, exit, next);
            machine.walk(next)
        }
        None => machine.start_over(),
    }
}

/// Nobody wrote until the time that a wait node waited for.
fn time_is_up(mut machine: Machine<'_>, waited: &Name) -> Step {
    let next = machine.flow.find(waited).and_then(|(_, node)| match &node.kind {
        NodeKind::Wait(kind) => kind.next,
        _ => None,
    });
    match next {
        Some(next) => {
            machine.left(waited, What::TimerFired, Exit::Next, next);
            machine.walk(next)
        }
        // A newer version does not wait for time here any more.
        None => machine.rest(),
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
    let inside = frames::innermost(flow, &state);
    let machine = Machine::new(flow, state, run, now);
    match inside.and_then(|flow| flow.find(&node)).filter(|_| pinned) {
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
    state.unwind();
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
