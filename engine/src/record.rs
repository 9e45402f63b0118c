//! A turn as it was, and replaying it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sufler_dsl::flow::Flow;

use crate::{Event, Millis, Name, State, Step, TraceEntry, step};

/// Everything needed to run a turn again, and what came of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TurnRecord {
    /// Version of the flow.
    pub flow_hash: Name,
    /// Versions of the flows it calls, and of those they call, by id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub called: BTreeMap<Name, Name>,
    /// Where the conversation stood.
    pub state_before: State,
    /// What happened, and when.
    pub events: Vec<(Event, Millis)>,
    /// What the engine did.
    pub trace: Vec<TraceEntry>,
}

impl TurnRecord {
    /// A record without events.
    #[must_use]
    pub fn new(flow: &Flow, state_before: State) -> Self {
        let mut called = BTreeMap::new();
        versions(flow, &mut called);
        let flow_hash = Name::clone(&flow.hash);
        Self { flow_hash, called, state_before, events: Vec::new(), trace: Vec::new() }
    }

    /// Steps and records: the event, and the entries moved out of the returned step's trace.
    pub fn step(&mut self, flow: &Flow, state: State, event: Event, now: Millis) -> Step {
        let mut step = step(flow, state, &event, now);
        self.events.push((event, now));
        self.trace.append(&mut step.trace);
        step
    }
}

fn versions(flow: &Flow, called: &mut BTreeMap<Name, Name>) {
    for (id, callee) in &flow.subflows {
        called.insert(Name::clone(id), Name::clone(&callee.hash));
        versions(callee, called);
    }
}

/// The trace of the same turn run again; equal to the record's when the flow is the recorded version.
#[must_use]
pub fn replay(flow: &Flow, record: &TurnRecord) -> Vec<TraceEntry> {
    let mut state = record.state_before.clone();
    let mut trace = Vec::with_capacity(record.trace.len());
    for (event, now) in &record.events {
        let mut step = step(flow, state, event, *now);
        trace.append(&mut step.trace);
        state = step.state;
    }
    trace
}
