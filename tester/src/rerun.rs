//! Stored turns run again: on the same flow, byte for byte, or on another one, to see what would change.

use serde::Serialize;
use sufler_dsl::flow::Flow;
use sufler_engine::{
    Effect, Event, Failure, Millis, Name, Outcome, Phase, State, Step, TraceEntry, TurnRecord, What, replay,
    step,
};

use crate::{Answered, Asked, World, record::path_of};

/// Where a turn run again left the way it once went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Deviation {
    /// Number of the trace's entry, from 1.
    pub entry: usize,
    /// As it was kept, JSON.
    pub was: String,
    /// As it came out now, JSON.
    pub is: String,
}

/// Runs a stored turn again on the version of the flow that ran; `None` when the trace is the same to the byte.
///
/// # Errors
/// None in practice: a trace is always JSON.
pub fn verify(flow: &Flow, record: &TurnRecord) -> Result<Option<Deviation>, serde_json::Error> {
    let lines = |trace: &[TraceEntry]| trace.iter().map(serde_json::to_string).collect::<Result<Vec<_>, _>>();
    let (was, is) = (lines(&record.trace)?, lines(&replay(flow, record))?);
    if was == is {
        return Ok(None);
    }
    let same = was.iter().zip(&is).take_while(|(was, is)| was == is).count();
    let at = |lines: &[String]| lines.get(same).cloned().unwrap_or_default();
    Ok(Some(Deviation { entry: same + 1, was: at(&was), is: at(&is) }))
}

/// What a turn came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TurnOutcome {
    /// Nodes visited.
    pub path: Vec<Name>,
    /// What the bot said.
    pub replies: Vec<String>,
    /// Reason of the handoff.
    pub handoff: Option<Name>,
    /// People lead afterwards.
    pub operator_leads: bool,
    /// The conversation was closed.
    pub closed: bool,
    /// Cost of its model calls, millionths of a US dollar.
    pub cost_micros: u64,
    /// What the turn asked for and nobody had answered then: `search узла terms`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unanswered: Vec<String>,
}

/// What the turn came to when it took place.
#[must_use]
pub fn as_it_was(flow: &Flow, record: &TurnRecord) -> TurnOutcome {
    walk(flow, record).0
}

/// What the turn would have come to on another flow.
///
/// The world answers as it did then: first what the same node got, then what any node of the kind got. What nobody
/// asked then is asked of `world`; without one it is a failure, and [`TurnOutcome::unanswered`] tells of it.
#[must_use]
pub fn what_if(before: &Flow, after: &Flow, record: &TurnRecord, world: Option<&dyn World>) -> TurnOutcome {
    let mut memory = Memory { answers: walk(before, record).1, world, unanswered: Vec::new() };
    let mut run = Run {
        flow: after,
        state: record.state_before.clone(),
        trace: Vec::new(),
        came: TurnOutcome::default(),
    };
    for (event, now) in &record.events {
        if matches!(event, Event::Outcome { .. }) {
            continue;
        }
        let mut awaited = run.step(event, *now);
        while let Some(effect) = awaited {
            let event = Event::Outcome { id: effect.id(), outcome: memory.answer(&effect) };
            awaited = run.step(&event, *now);
        }
    }
    let mut came = run.finish();
    came.unanswered = memory.unanswered;
    came
}

/// A turn on its way.
struct Run<'f> {
    flow: &'f Flow,
    state: State,
    trace: Vec<TraceEntry>,
    came: TurnOutcome,
}

impl Run<'_> {
    /// Takes the turn one event further; gives the effect it awaits.
    fn step(&mut self, event: &Event, now: Millis) -> Option<Effect> {
        let Step { state, effects, trace } = step(self.flow, std::mem::take(&mut self.state), event, now);
        self.state = state;
        self.trace.extend(trace);
        let mut awaited = None;
        for effect in effects {
            match effect {
                Effect::Send(send) => self.came.replies.push(send.text.to_string()),
                Effect::Handoff(handoff) => self.came.handoff = Some(handoff.card.reason),
                Effect::Close(_) => self.came.closed = true,
                effect => awaited = Some(effect),
            }
        }
        awaited
    }

    fn finish(self) -> TurnOutcome {
        let cost = self.trace.iter().map(|entry| match &entry.what {
            What::Intent { call, .. } | What::AiResponse { call, .. } | What::Failed { call, .. } => {
                call.usage.cost_micros
            }
            _ => 0,
        });
        TurnOutcome {
            path: path_of(&self.trace),
            operator_leads: self.state.phase == Phase::Operator,
            cost_micros: cost.sum(),
            ..self.came
        }
    }
}

/// The stored events once more: what came of them, and what the world answered.
pub(crate) fn walk(flow: &Flow, record: &TurnRecord) -> (TurnOutcome, Vec<Answered>) {
    let state = record.state_before.clone();
    let mut run = Run { flow, state, trace: Vec::new(), came: TurnOutcome::default() };
    let mut awaited: Option<Effect> = None;
    let mut answered = Vec::new();
    for (event, now) in &record.events {
        if let (Event::Outcome { id, outcome }, Some(effect)) = (event, &awaited)
            && effect.id() == *id
            && let Some(kind) = Asked::of(effect)
        {
            let node = Name::clone(effect.node());
            answered.push(Answered { node, kind, outcome: outcome.clone() });
        }
        awaited = run.step(event, *now);
    }
    (run.finish(), answered)
}

/// What the world answered then.
struct Memory<'w> {
    answers: Vec<Answered>,
    world: Option<&'w dyn World>,
    unanswered: Vec<String>,
}

impl Memory<'_> {
    fn answer(&mut self, effect: &Effect) -> Outcome {
        let Some(kind) = Asked::of(effect) else { return unknown() };
        let place = |same_node: bool| {
            self.answers.iter().position(|it| it.kind == kind && (!same_node || it.node == *effect.node()))
        };
        let found = place(true).or_else(|| place(false)).map(|at| self.answers.remove(at).outcome);
        if let Some(outcome) = found.filter(|outcome| still_possible(outcome, effect)) {
            return outcome;
        }
        if let Some(world) = self.world {
            return world.perform(effect);
        }
        self.unanswered.push(format!("{} узла {}", kind.key(), effect.node()));
        unknown()
    }
}

fn unknown() -> Outcome {
    Outcome::Failed(Failure::new("not_recorded", "тогда этого никто не спрашивал"))
}

/// An intent that the node does not offer can't be its answer.
fn still_possible(outcome: &Outcome, effect: &Effect) -> bool {
    match (outcome, effect) {
        (Outcome::Intent(found), Effect::Classify(wanted)) => {
            found.name.as_ref().is_none_or(|name| wanted.spec.intents.contains_key(name))
        }
        _ => true,
    }
}
