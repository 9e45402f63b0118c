//! Conversations with flows written as text: what was said, where it led, what was remembered.
#![allow(missing_docs, reason = "test code")]
#![allow(dead_code, reason = "every test binary uses its own part")]

use std::{fmt::Write as _, sync::Arc};

use serde_json::Value;
use sufler_dsl::{flow::Flow, set, source::Source};
use sufler_engine::{
    Effect, Event, Failure, InMessage, Millis, Outcome, Signals, State, TraceEntry, TurnInput,
    read_free_texts, step,
};

/// Monday, 2 March 2026, 12:00 in Moscow.
pub(crate) const START: Millis = 1_772_442_000_000;

/// Checks flows and joins them; the first is the one that runs.
///
/// # Panics
/// A flow has errors.
pub(crate) fn flows(texts: &[&str]) -> Arc<Flow> {
    let checked: Vec<Arc<Flow>> = texts
        .iter()
        .map(|text| {
            let source = Source::new("flow.yaml", *text);
            let checked = sufler_dsl::check(&source);
            checked.flow.unwrap_or_else(|| panic!("{:#?}", checked.diagnostics))
        })
        .collect();
    let linked = set::link(&checked).into_iter().next().expect("a flow");
    linked.flow.unwrap_or_else(|| panic!("{:#?}", linked.diagnostics))
}

/// What a service answers.
type Service = Box<dyn FnMut(&sufler_engine::Call) -> Outcome>;

/// A conversation and its protocol.
pub(crate) struct Talk {
    pub(crate) flow: Arc<Flow>,
    pub(crate) state: State,
    pub(crate) now: Millis,
    pub(crate) protocol: String,
    pub(crate) trace: Vec<TraceEntry>,
    service: Service,
}

impl Talk {
    pub(crate) fn new(flow: Arc<Flow>) -> Self {
        Self {
            flow,
            state: State::default(),
            now: START,
            protocol: String::new(),
            trace: Vec::new(),
            service: Box::new(|_| Outcome::Failed(Failure::new("no_service", "нет"))),
        }
    }

    #[must_use]
    pub(crate) fn with_service(
        mut self,
        service: impl FnMut(&sufler_engine::Call) -> Outcome + 'static,
    ) -> Self {
        self.service = Box::new(service);
        self
    }

    /// The customer writes; gives what the bot says.
    pub(crate) fn says(&mut self, text: &str) -> Vec<String> {
        let message = InMessage { id: 1, text: text.into(), kind: "text".into(), at: self.now };
        let signals = Signals { asks_human: text.contains("оператор") };
        let input = TurnInput { messages: [message].into(), signals, ..TurnInput::default() };
        let _ = writeln!(self.protocol, "> {text}");
        self.run(Event::Turn(input))
    }

    /// Time passes and the timer, if one is due, fires.
    pub(crate) fn waits(&mut self, ms: Millis) -> Vec<String> {
        self.now += ms;
        let _ = writeln!(self.protocol, "> ({} min later)", ms / 60_000);
        self.run(Event::Timer(TurnInput::default()))
    }

    pub(crate) fn run(&mut self, event: Event) -> Vec<String> {
        let mut event = event;
        let mut replies = Vec::new();
        loop {
            // Whatever a state holds must survive its storage.
            let stored = self.state.to_json().expect("json");
            let state = State::from_json(&stored).expect("a state");
            assert_eq!(state, self.state);
            let step = step(&self.flow, state, &event, self.now);
            self.state = step.state;
            self.note(&step.trace);
            self.trace.extend(step.trace);
            let mut awaited = None;
            for effect in step.effects {
                match effect {
                    Effect::Send(send) => {
                        let _ = writeln!(self.protocol, "  < {}", send.text);
                        replies.push(send.text.to_string());
                    }
                    Effect::Handoff(handoff) => {
                        let variables = serde_json::to_string(&handoff.card.variables).expect("json");
                        let _ = writeln!(self.protocol, "  handoff {} {variables}", handoff.card.reason);
                    }
                    Effect::Extract(wanted) => {
                        awaited = Some((wanted.id, Outcome::Extracted(read_free_texts(&wanted))));
                    }
                    Effect::Call(call) => {
                        let body = call.body.as_ref().map(Value::to_string).unwrap_or_default();
                        let _ = writeln!(self.protocol, "  {} {} {body}", call.method.name(), call.path);
                        awaited = Some((call.id, (self.service)(&call)));
                    }
                    Effect::Close(_) => {
                        let _ = writeln!(self.protocol, "  closed");
                    }
                    other => panic!("not expected: {other:?}"),
                }
            }
            match awaited {
                Some((id, outcome)) => event = Event::Outcome { id, outcome },
                None => break,
            }
        }
        let vars = serde_json::to_string(&*self.state.memory.vars).expect("json");
        let _ = writeln!(self.protocol, "  = {vars}");
        replies
    }

    fn note(&mut self, trace: &[TraceEntry]) {
        for entry in trace {
            let Some(node) = &entry.node else { continue };
            let exit = entry.exit.map(|exit| format!(" --{exit}-> {}", entry.to.as_deref().unwrap_or("?")));
            let mut what = serde_json::to_value(&entry.what).expect("json");
            let kind = what["kind"].take();
            let _ = writeln!(
                self.protocol,
                "  [{node}] {}{}",
                kind.as_str().unwrap_or("?"),
                exit.unwrap_or_default()
            );
        }
    }

    pub(crate) fn var(&self, name: &str) -> Value {
        self.state.memory.vars.get(name).cloned().unwrap_or_default()
    }
}
