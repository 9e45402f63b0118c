//! What events mean in each phase: restart, takeover, handback, budgets, rules, a changed flow.
#![allow(missing_docs, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "test code")]

mod support;

use rstest::rstest;
use sufler_dsl::flow::OnChange;
use sufler_engine::{
    Dropped, Effect, EffectId, Event, InMessage, Migration, Phase, Signals, State, Step, TurnInput, What,
    limits::{MAX_MODEL_CALLS, MAX_STEPS},
    migrate, serves, step,
};
use support::{Builder, Kind, NOW, answer, good_world, hits, input, intent, outcome, play, support, turn};

fn by() -> sufler_engine::Name {
    "anna".into()
}

fn awaited(step: &Step) -> EffectId {
    step.effects.last().filter(|effect| effect.is_awaited()).expect("an awaited effect").id()
}

fn path(trace: &[sufler_engine::TraceEntry]) -> Vec<&str> {
    trace.iter().filter_map(|entry| entry.visited()).map(|node| &**node).collect()
}

fn reason(effects: &[Effect]) -> Option<&str> {
    effects.iter().find_map(|effect| match effect {
        Effect::Handoff(handoff) => Some(&*handoff.card.reason),
        _ => None,
    })
}

fn dropped(step: &Step) -> Option<Dropped> {
    match &step.trace[0].what {
        What::Dropped { why, .. } => Some(*why),
        _ => None,
    }
}

#[test]
fn more_words_before_anything_was_sent_restart_the_turn() {
    let flow = support().build();
    let first = step(&flow, State::default(), &turn("Доставка есть?"), NOW);
    let early = awaited(&first);
    let both: Vec<InMessage> = ["Доставка есть?", "В Казань"]
        .iter()
        .zip(1..)
        .map(|(text, id)| InMessage { id, text: (*text).into(), kind: "text".into(), at: NOW })
        .collect();
    let event = Event::Turn(TurnInput { messages: both.into(), ..input("") });
    let second = step(&flow, first.state, &event, NOW + 500);
    let Effect::Classify(classify) = &second.effects[0] else { panic!("{:?}", second.effects) };
    assert_eq!(&*classify.text, "Доставка есть?\nВ Казань");
    assert_eq!(second.state.turn, 1, "it is still the same turn");
    assert_ne!(awaited(&second), early, "ids are never used twice in a turn");

    let late = step(&flow, second.state.clone(), &outcome(early, intent("price", 0.9)), NOW + 900);
    assert_eq!(dropped(&late), Some(Dropped::LateOutcome));
    assert_eq!(late.state, second.state);
    assert!(late.effects.is_empty());
}

#[test]
fn more_words_after_a_send_wait_for_the_next_turn() {
    let flow = Builder::default()
        .node("start", Kind::Start("hello"))
        .node("hello", Kind::Message { text: "Сейчас посмотрю.", next: "search" })
        .node("search", Kind::Search("end"))
        .node("end", Kind::End { close: false })
        .build();
    let first = step(&flow, State::default(), &turn("Есть?"), NOW);
    assert_eq!(first.state.sent(), 1);
    let second = step(&flow, first.state.clone(), &turn("Ау"), NOW);
    assert_eq!(dropped(&second), Some(Dropped::AlreadySent));
    assert_eq!(second.state, first.state);
    let third = step(&flow, second.state, &outcome(awaited(&first), hits(0.9)), NOW);
    assert!(third.state.is_settled());
}

#[test]
fn a_takeover_silences_the_bot_and_a_handback_wakes_it() {
    let flow = support().build();
    let thinking = step(&flow, State::default(), &turn("Доставка?"), NOW);
    let effect = awaited(&thinking);
    let taken = step(&flow, thinking.state, &Event::TakenOver { by: by() }, NOW);
    assert_eq!(taken.state.phase, Phase::Operator);

    let late = step(&flow, taken.state, &outcome(effect, intent("delivery", 0.9)), NOW);
    assert_eq!((dropped(&late), late.effects.len()), (Some(Dropped::LateOutcome), 0));
    let written = step(&flow, late.state, &turn("Алло"), NOW);
    assert_eq!((dropped(&written), written.effects.len()), (Some(Dropped::OperatorLeads), 0));

    let back = step(&flow, written.state, &Event::HandedBack { by: by() }, NOW);
    assert_eq!(back.state.phase, Phase::Idle);
    assert!(back.state.handed_back);
    let again = step(&flow, back.state.clone(), &Event::HandedBack { by: by() }, NOW);
    assert_eq!(dropped(&again), Some(Dropped::BotLeads));
    let (state, _, record) = play(&flow, back.state, turn("Доставка?"), good_world);
    assert_eq!((state.phase, path(&record.trace).last()), (Phase::Idle, Some(&"end")));
}

#[test]
fn after_a_handback_the_bot_resumes_where_the_handoff_says() {
    let flow = Builder::default()
        .node("start", Kind::Start("people"))
        .node("people", Kind::Handoff { reason: "asked", say: None, resume_at: Some("thanks") })
        .node("thanks", Kind::Message { text: "Чем ещё помочь?", next: "end" })
        .node("end", Kind::End { close: true })
        .build();
    let (state, ..) = play(&flow, State::default(), turn("Человека!"), |_| None);
    // Picking the conversation up from the queue must not lose the place.
    let taken = step(&flow, state, &Event::TakenOver { by: by() }, NOW);
    let back = step(&flow, taken.state, &Event::HandedBack { by: by() }, NOW);
    let (state, _, record) = play(&flow, back.state, turn("Спасибо"), |_| None);
    assert_eq!(path(&record.trace), ["thanks", "end"]);
    assert_eq!(state.phase, Phase::Closed);
    let (_, _, record) = play(&flow, state, turn("Ещё вопрос"), |_| None);
    assert_eq!(path(&record.trace), ["start", "people"], "a closed conversation begins anew");
}

#[test]
fn a_wish_for_a_human_is_heard_in_every_state() {
    let flow = support().build();
    let wish =
        || Event::Turn(TurnInput { signals: Signals { asks_human: true }, ..input("Оператора!") });
    let (_, effects, record) = play(&flow, State::default(), wish(), good_world);
    assert_eq!(path(&record.trace), ["operator"]);
    assert_eq!(reason(&effects), Some("low_confidence"));

    let unsure = |effect: &Effect| match effect {
        Effect::Classify(_) => Some(intent("price", 0.5)),
        _ => Some(answer("О чём вы?")),
    };
    let (waiting, ..) = play(&flow, State::default(), turn("ну"), unsure);
    assert!(matches!(waiting.phase, Phase::Waiting { .. }));
    let (state, _, record) = play(&flow, waiting, wish(), good_world);
    assert_eq!((path(&record.trace), state.phase), (vec!["operator"], Phase::Operator));
}

#[test]
fn a_rule_fires_once_a_turn() {
    let flow = Builder::default()
        .always("message.text contains \"возврат\"", "sorry")
        .node("start", Kind::Start("end"))
        .node("sorry", Kind::Message { text: "Сейчас поможем.", next: "start" })
        .node("end", Kind::End { close: false })
        .build();
    let (_, _, record) = play(&flow, State::default(), turn("Возврат!"), |_| None);
    assert_eq!(path(&record.trace), ["sorry", "start", "end"]);
}

#[test]
fn an_endless_loop_ends_with_people() {
    let flow = Builder::default()
        .node("start", Kind::Start("a"))
        .node("a", Kind::Condition { branches: vec![("message.count > 0", "b")], otherwise: "b" })
        .node("b", Kind::Condition { branches: vec![("message.count > 0", "a")], otherwise: "a" })
        .build();
    let (state, effects, record) = play(&flow, State::default(), turn("?"), |_| None);
    assert_eq!((state.phase, reason(&effects)), (Phase::Operator, Some("error.budget.steps")));
    // The visit that found the budget empty is there as a failure.
    assert_eq!(path(&record.trace).len() as u32, MAX_STEPS + 1);
}

#[test]
fn a_loop_of_failures_ends_with_people() {
    let wrong = || Kind::Message { text: "{{ contact.name }}", next: "a" };
    let flow = Builder::default().node("start", Kind::Start("a")).node_or("a", wrong(), "b").node_or(
        "b",
        wrong(),
        "a",
    );
    let (_, effects, _) = play(&flow.build(), State::default(), turn("?"), |_| None);
    assert_eq!(reason(&effects), Some("error.budget.steps"));
}

#[test]
fn models_are_asked_eight_times_at_most() {
    let flow = Builder::default()
        .node("start", Kind::Start("intent"))
        .node_or("intent", Kind::Intent("intent"), "people")
        .node("people", Kind::Handoff { reason: "tired", say: None, resume_at: None })
        .build();
    let mut calls = 0;
    let (_, effects, record) = play(&flow, State::default(), turn("?"), |_| {
        calls += 1;
        Some(intent("price", 0.1))
    });
    assert_eq!((calls, reason(&effects)), (MAX_MODEL_CALLS, Some("tired")));
    let failed = record.trace.iter().find_map(|entry| match &entry.what {
        What::Failed { failure, .. } => Some(&*failure.code),
        _ => None,
    });
    assert_eq!(failed, Some("budget.model_calls"));
}

#[rstest]
#[case::node_is_still_there(OnChange::Handoff, "clarify", Migration::Continue, &["end"])]
#[case::finish(OnChange::Finish, "other", Migration::Finish, &["start", "end"])]
#[case::restart(OnChange::Restart, "other", Migration::Restart, &["start", "end"])]
#[case::handoff(OnChange::Handoff, "other", Migration::Handoff, &["clarify"])]
fn a_waiting_conversation_meets_a_new_flow(
    #[case] on_change: OnChange,
    #[case] name: &'static str,
    #[case] migration: Migration,
    #[case] expected: &[&str],
) {
    let flow = |hash, name, next| {
        let mut builder = Builder::default();
        (builder.hash, builder.on_change) = (hash, on_change);
        builder
            .node("start", Kind::Start(next))
            .node(name, Kind::Clarify { attempts: 1, next: "end", otherwise: None })
            .node("end", Kind::End { close: false })
            .build()
    };
    let (old, new) = (flow("v1", "clarify", "clarify"), flow("v2", name, "end"));
    let (waiting, ..) = play(&old, State::default(), turn("?"), |_| Some(answer("Что именно?")));
    assert_eq!(migrate(&waiting, Some(&old), &new), migration);
    let (state, effects, record) = play(&new, waiting, turn("Это"), |_| None);
    assert_eq!(path(&record.trace), expected);
    assert_eq!(state.flow, new.hash);
    let changed = Some("error.flow_changed").filter(|_| migration == Migration::Handoff);
    assert_eq!(reason(&effects), changed);
}

#[test]
fn a_running_turn_never_changes_its_flow() {
    let flow = support().build();
    let mut other = support();
    other.hash = "v2";
    let first = step(&flow, State::default(), &turn("?"), NOW);
    let second =
        step(&other.build(), first.state.clone(), &outcome(awaited(&first), intent("price", 1.0)), NOW);
    assert_eq!(reason(&second.effects), Some("error.flow_changed"));
}

#[test]
fn a_state_between_turns_is_small_and_knows_its_version() {
    let (state, ..) = play(&support().build(), State::default(), turn("Доставка?"), good_world);
    let text = state.to_json().expect("JSON");
    assert_eq!(text, r#"{"v":1,"flow":"v1","turn":1,"phase":{"kind":"idle"}}"#);
    assert_eq!(State::from_json(&text).expect("a state"), state);
    let newer = text.replace("\"v\":1", "\"v\":9");
    let error = State::from_json(&newer).expect_err("a newer state").to_string();
    assert!(error.contains("version 9"), "{error}");
    assert!(State::from_json("{").is_err());
}

#[test]
fn the_input_hash_sees_every_change() {
    let flow = support().build();
    let effect = |text: &str| step(&flow, State::default(), &turn(text), NOW).effects.remove(0);
    assert_eq!(effect("Доставка?").input_hash(), effect("Доставка?").input_hash());
    assert_ne!(effect("Доставка?").input_hash(), effect("Доставка!").input_hash());
    assert_eq!(effect("Доставка?").input_hash().len(), 64);
}

#[test]
fn a_flow_serves_its_channels() {
    let mut flow = support().build();
    let input = input("?");
    assert!(serves(&flow, &input));
    flow.serves.channels = vec!["telegram".into()];
    assert!(!serves(&flow, &input));
}
