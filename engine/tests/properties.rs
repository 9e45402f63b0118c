//! Laws of the engine on random flows, events and outcomes.
#![allow(missing_docs, clippy::expect_used, clippy::panic, reason = "test code")]

mod support;

use proptest::prelude::*;
use sufler_dsl::{
    flow::Flow,
    nodes::{ConfidenceOf, ContextParts},
};
use sufler_engine::{
    Effect, Event, Failure, Outcome, Phase, Signals, State, TraceEntry, TurnRecord, What,
    limits::{MAX_MODEL_CALLS, MAX_STEPS, WAY_OUT_STEPS},
    replay,
};
use support::{Builder, Kind, NOW, answer, hits, input, intent};

const IDS: [&str; 8] = ["n0", "n1", "n2", "n3", "n4", "n5", "n6", "n7"];
const CONDITIONS: [&str; 6] = [
    "search.best >= 0.5",
    "intent.name == \"delivery\"",
    "message.text contains \"доставка\"",
    "item.price / (search.count - 1) > 2",
    "vars.city == \"Москва\" and not intent.asks_human",
    "now.hour < 9 or answer.confidence > 0.5",
];

fn target() -> impl Strategy<Value = &'static str> {
    prop::sample::select(IDS.as_slice())
}

fn kind() -> impl Strategy<Value = Kind> {
    let condition = || prop::sample::select(CONDITIONS.as_slice());
    let of = prop::sample::select(vec![ConfidenceOf::Intent, ConfidenceOf::Search, ConfidenceOf::Answer]);
    let texts = vec!["Здравствуйте", "{{ contact.name }}, цена {{ item.price }}", "{{ vars.city }}"];
    prop_oneof![
        target().prop_map(|next| Kind::Context { messages: 3, include: ContextParts::default(), next }),
        target().prop_map(Kind::Intent),
        (of, 0.0..1.0, target(), target()).prop_map(|(of, at_least, next, otherwise)| Kind::Confidence {
            of,
            levels: vec![(at_least, next)],
            otherwise
        }),
        target().prop_map(Kind::Search),
        (any::<bool>(), target()).prop_map(|(grounded, next)| Kind::Answer { grounded, prompt: None, next }),
        (1u16..3, target(), prop::option::of(target()))
            .prop_map(|(attempts, next, otherwise)| Kind::Clarify { attempts, next, otherwise }),
        (condition(), target(), target())
            .prop_map(|(when, next, otherwise)| Kind::Condition { branches: vec![(when, next)], otherwise }),
        prop::option::of(target()).prop_map(|resume_at| Kind::Handoff {
            reason: "because",
            say: Some("Передаю, {{ contact.name }}"),
            resume_at
        }),
        any::<bool>().prop_map(|close| Kind::End { close }),
        (prop::sample::select(texts), target()).prop_map(|(text, next)| Kind::Message { text, next }),
    ]
}

/// Any wiring of any nodes: loops, dead branches, failures that lead back to themselves.
fn flow() -> impl Strategy<Value = Flow> {
    let nodes = prop::collection::vec((kind(), prop::option::of(target())), 7);
    let always = prop::collection::vec((prop::sample::select(CONDITIONS.as_slice()), target()), 0..3);
    (target(), nodes, always).prop_map(|(first, nodes, always)| {
        let mut builder = Builder::default().node("n0", Kind::Start(first));
        for (id, (kind, on_error)) in IDS[1..].iter().zip(nodes) {
            builder = match on_error {
                Some(on_error) => builder.node_or(id, kind, on_error),
                None => builder.node(id, kind),
            };
        }
        always.into_iter().fold(builder, |builder, (when, next)| builder.always(when, next)).build()
    })
}

/// What the caller does next; outcomes are for the awaited effect or for one nobody awaits.
#[derive(Debug, Clone)]
enum Action {
    Turn { text: &'static str, asks_human: bool },
    Answer(Outcome),
    Late(Outcome),
    TakeOver,
    HandBack,
}

fn any_outcome() -> impl Strategy<Value = Outcome> {
    prop_oneof![
        (0.0..1.0).prop_map(|confidence| intent("delivery", confidence)),
        (0.0..1.0).prop_map(hits),
        prop::sample::select(vec!["Да, 350 ₽", "Нет, 777 ₽", " "]).prop_map(answer),
        Just(Outcome::Failed(Failure::new("timeout", "no answer in 20 s"))),
    ]
}

fn action() -> impl Strategy<Value = Action> {
    let texts = vec!["Есть доставка?", "", "доставка за 350 рублей"];
    prop_oneof![
        2 => (prop::sample::select(texts), prop::bool::weighted(0.2))
            .prop_map(|(text, asks_human)| Action::Turn { text, asks_human }),
        6 => any_outcome().prop_map(Action::Answer),
        1 => any_outcome().prop_map(Action::Late),
        1 => Just(Action::TakeOver),
        1 => Just(Action::HandBack),
    ]
}

fn event(action: &Action, state: &State) -> Option<Event> {
    Some(match action {
        Action::Turn { text, asks_human } => {
            let signals = Signals { asks_human: *asks_human };
            Event::Turn(sufler_engine::TurnInput { signals, ..input(text) })
        }
        Action::Answer(outcome) => match &state.phase {
            Phase::Awaiting { effect, .. } => Event::Outcome { id: *effect, outcome: outcome.clone() },
            _ => return None,
        },
        Action::Late(outcome) => {
            let id = "t999.0".parse().expect("an id");
            Event::Outcome { id, outcome: outcome.clone() }
        }
        Action::TakeOver => Event::TakenOver { by: "anna".into() },
        Action::HandBack => Event::HandedBack { by: "anna".into() },
    })
}

/// Laws of a single step.
fn check_step(before: &State, event: &Event, step: &sufler_engine::Step) {
    let awaited = step.effects.iter().filter(|effect| effect.is_awaited()).count();
    assert_eq!(awaited, usize::from(!step.effects.is_empty() && !step.state.is_settled()));
    if before.phase == Phase::Operator {
        assert!(step.effects.is_empty(), "the bot spoke over an operator: {:?}", step.effects);
    }
    if let Some(at) = step.effects.iter().position(|effect| matches!(effect, Effect::Handoff(_))) {
        assert_eq!(step.state.phase, Phase::Operator);
        assert_eq!(at, step.effects.len() - 1, "something follows a handoff");
    }
    let late = matches!(event, Event::Outcome { id, .. }
        if !matches!(&before.phase, Phase::Awaiting { effect, .. } if effect == id));
    if late {
        assert_eq!(&step.state, before);
        assert!(matches!(&*step.trace, [TraceEntry { what: What::Dropped { .. }, .. }]));
    }
    if let Some(run) = &step.state.run {
        assert!(run.steps <= MAX_STEPS + WAY_OUT_STEPS);
        assert!(run.model_calls <= MAX_MODEL_CALLS);
    }
    assert!(step.trace.len() as u32 <= 2 * (MAX_STEPS + WAY_OUT_STEPS) + 8);
}

fn play(flow: &Flow, actions: &[Action]) -> (State, TurnRecord) {
    let mut state = State::default();
    let mut record = TurnRecord::new(flow, state.clone());
    for (at, action) in (NOW..).step_by(1_000).zip(actions) {
        let Some(event) = event(action, &state) else { continue };
        let mut step = sufler_engine::step(flow, state.clone(), &event, at);
        check_step(&state, &event, &step);
        record.events.push((event, at));
        record.trace.append(&mut step.trace);
        state = step.state;
    }
    (state, record)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn any_conversation_keeps_the_laws(flow in flow(), actions in prop::collection::vec(action(), 0..40)) {
        let (state, record) = play(&flow, &actions);
        let json = serde_json::to_string(&record.trace).expect("JSON");

        // Same input, same output; also after the record and the state have been stored.
        let (again, _) = play(&flow, &actions);
        prop_assert_eq!(&again, &state);
        let stored = serde_json::to_string(&record).expect("JSON");
        let read: TurnRecord = serde_json::from_str(&stored).expect("a record");
        prop_assert_eq!(serde_json::to_string(&replay(&flow, &read)).expect("JSON"), json);
        let text = state.to_json().expect("JSON");
        prop_assert_eq!(State::from_json(&text).expect("a state"), state);
    }
}
