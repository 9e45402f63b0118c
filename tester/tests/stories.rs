//! Turns that took place: recorded as dialogs, run again, run on another flow.
#![allow(missing_docs, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "test code")]

use std::sync::Arc;

use insta::assert_snapshot;
use sufler_dsl::{flow::Flow, source::Source};
use sufler_engine::{
    Account, AnswerResult, Contact, Effect, Event, Failure, GenerateMode, Hit, InMessage, IntentResult, Item,
    Millis, ModelCall, Outcome, SearchResult, State, TurnInput, TurnRecord, Usage,
};
use sufler_tester::{
    record::{RecordError, Story, StoryEvent, record},
    rerun::{as_it_was, verify, what_if},
};

const FLOW: &str = r#"
flow: shop
title: Магазин
defaults: {on_error: people}
nodes:
  start: {type: start, next: intent}
  intent:
    type: intent
    intents:
      delivery: {about: Доставка, examples: ['Доставка есть?', 'Сколько идёт посылка?']}
      price: {about: Цена, examples: ['Сколько стоит?', 'Какая цена?']}
    next: sure
  sure: {type: confidence, of: intent, levels: [{at_least: 0.7, next: search}], else: clarify}
  search: {type: search, categories: [delivery], next: again}
  again: {type: search, query: '{{ item.title }}', next: answer}
  answer: {type: ai_response, grounded: true, prompt: Отвечай коротко., next: end}
  clarify: {type: ai_response, mode: clarify, attempts: 1, next: intent, else: people}
  people: {type: handoff, reason: unsure, say: Передаю менеджеру.}
  end: {type: end}
"#;

const MONDAY: Millis = 1_772_442_000_000;

fn flow(text: &str) -> Arc<Flow> {
    let checked = sufler_dsl::check(&Source::new("flow.yaml", text));
    checked.flow.unwrap_or_else(|| panic!("{:#?}", checked.diagnostics))
}

fn input(messages: &[(&str, &str)], at: Millis) -> TurnInput {
    let messages = (1..).zip(messages).map(|(id, (kind, text))| InMessage {
        id,
        text: (*text).into(),
        kind: (*kind).into(),
        at,
    });
    TurnInput {
        messages: messages.collect(),
        contact: Arc::new(Contact {
            id: "7".into(),
            name: Some("Мария Кузнецова".into()),
            phone: Some("+79123456789".into()),
            ..Contact::default()
        }),
        item: Some(Arc::new(Item { id: "42".into(), title: "Чайник".into(), ..Item::default() })),
        account: Arc::new(Account { channel: "avito".into(), ..Account::default() }),
        ..TurnInput::default()
    }
}

fn call(cost_micros: u64) -> ModelCall {
    ModelCall { model: Some("openai/test".into()), usage: Usage { cost_micros, ..Usage::default() } }
}

fn answer(effect: &Effect, confidence: f64) -> Outcome {
    match effect {
        Effect::Classify(_) => Outcome::Intent(IntentResult {
            name: Some("delivery".into()),
            confidence,
            asks_human: false,
            ranked: vec![("delivery".into(), confidence)],
            call: call(100),
        }),
        Effect::Search(wanted) if &*wanted.node == "again" => {
            Outcome::Failed(Failure::new("unavailable", "индекс строится"))
        }
        Effect::Search(_) => {
            let hit = Hit {
                article: "delivery/russia".into(),
                version: "1".into(),
                title: "Доставка".into(),
                category: "delivery".into(),
                text: "Доставим за 3 дня. Звоните 8 912 345-67-89.".into(),
                score: 0.8,
            };
            Outcome::Hits(SearchResult { hits: [hit].into(), best: 0.8 })
        }
        Effect::Generate(wanted) => Outcome::Answer(AnswerResult {
            text: if wanted.mode == GenerateMode::Clarify {
                "Мария, куда?"
            } else {
                "За 3 дня."
            }
            .into(),
            confidence: 0.9,
            sources: Vec::new(),
            call: call(900),
        }),
        _ => panic!("{effect:?} awaits nothing"),
    }
}

/// Runs a turn as a server does.
fn turn(
    flow: &Flow,
    state: State,
    before: &[Event],
    input: TurnInput,
    at: Millis,
    confidence: f64,
) -> (TurnRecord, State) {
    let mut record = TurnRecord::new(flow, state.clone());
    let mut state = state;
    for event in before {
        state = record.step(flow, state, event.clone(), at).state;
    }
    let mut step = record.step(flow, state, Event::Turn(input), at);
    while let Some(effect) = step.effects.iter().find(|effect| effect.is_awaited()) {
        let event = Event::Outcome { id: effect.id(), outcome: answer(effect, confidence) };
        step = record.step(flow, step.state, event, at);
    }
    (record, step.state)
}

/// A question back, a failure that hands over, an operator, and the bot again after a day.
fn story(flow: &Arc<Flow>) -> Vec<StoryEvent> {
    let unsure = input(&[("text", "Это Мария, 8 (912) 345-67-89"), ("text", "ну так что?")], MONDAY);
    let (first, state) = turn(flow, State::default(), &[], unsure, MONDAY, 0.4);
    let (second, state) =
        turn(flow, state, &[], input(&[("image", ""), ("text", "Доставка?")], MONDAY), MONDAY + 30_000, 0.9);
    let back = Event::HandedBack { by: "operator".into() };
    let later = MONDAY + 86_400_000;
    let (third, _) = turn(flow, state, &[back], input(&[("text", "А Марии доставите?")], later), later, 0.5);
    let turn = |record| StoryEvent::Turn { flow: Arc::clone(flow), record: Box::new(record) };
    vec![
        turn(first),
        turn(second),
        StoryEvent::Customer { text: "Мне на ул. Ленина, 5".into(), at: MONDAY + 60_000 },
        StoryEvent::Operator { text: "Привезём, Мария!".into(), at: MONDAY + 70_000 },
        turn(third),
    ]
}

fn records(events: Vec<StoryEvent>) -> Vec<TurnRecord> {
    let turns = events.into_iter().filter_map(|event| match event {
        StoryEvent::Turn { record, .. } => Some(*record),
        _ => None,
    });
    turns.collect()
}

#[test]
fn a_story_becomes_a_dialog_that_passes_and_tells_of_nobody() {
    let flow = flow(FLOW);
    let story = Story { title: "Разговор с Марией".into(), events: story(&flow) };
    let recorded = record(&flow, &story).expect("a dialog");
    assert_eq!(recorded.differences, Vec::<String>::new());
    assert_snapshot!(recorded.text);
}

#[test]
fn people_who_stepped_in_by_themselves_hand_back_in_the_dialog_too() {
    let flow = flow(FLOW);
    let asked = |at| input(&[("text", "Доставка?")], at);
    let (first, state) = turn(&flow, State::default(), &[], asked(MONDAY), MONDAY, 0.4);
    let over = [Event::TakenOver { by: "operator".into() }, Event::HandedBack { by: "operator".into() }];
    let (second, _) = turn(&flow, state, &over, asked(MONDAY + 60_000), MONDAY + 60_000, 0.4);
    let turn = |record| StoryEvent::Turn { flow: Arc::clone(&flow), record: Box::new(record) };
    let said = |text: &str| StoryEvent::Operator { text: text.into(), at: MONDAY };
    let lost = StoryEvent::Customer { text: "Алло".into(), at: MONDAY };
    let events = vec![said("Здравствуйте!"), turn(first), lost, said("Я сам."), turn(second)];
    let recorded = record(&flow, &Story { title: "Подмена".into(), events }).expect("a dialog");
    assert_eq!(recorded.text.matches("handback: true").count(), 2, "{}", recorded.text);
    assert_eq!(recorded.differences, ["«Алло»: бот на это не ответил, в записи этого нет"]);
}

#[test]
fn on_another_flow_the_dialog_says_what_is_not_as_it_was() {
    let before = flow(FLOW);
    let after =
        flow(&FLOW.replace("reason: unsure", "reason: sale").replace("at_least: 0.7", "at_least: 0.3"));
    let story = Story { title: "Разговор".into(), events: story(&before) };
    let differences = record(&after, &story).expect("a dialog").differences;
    assert_snapshot!(differences.join("\n"));
}

#[test]
fn without_a_turn_there_is_nothing_to_record() {
    let flow = flow(FLOW);
    let events = vec![StoryEvent::Operator { text: "Ау".into(), at: MONDAY }];
    let nothing = record(&flow, &Story { title: "Тишина".into(), events });
    assert!(matches!(nothing, Err(RecordError::NoTurns)), "{nothing:?}");
}

#[test]
fn a_turn_run_again_is_the_same_to_the_byte_and_a_changed_trace_is_told() {
    let flow = flow(FLOW);
    for mut record in records(story(&flow)) {
        assert_eq!(verify(&flow, &record).expect("JSON"), None);
        // As a store gives it back.
        let stored = serde_json::to_value(&record).expect("JSON");
        record = serde_json::from_value(stored).expect("a record");
        assert_eq!(verify(&flow, &record).expect("JSON"), None);
        record.trace[1].at += 1;
        assert_eq!(verify(&flow, &record).expect("JSON").map(|it| it.entry), Some(2));
    }
}

#[test]
fn another_flow_gets_the_answers_of_then_and_names_what_nobody_asked() {
    let before = flow(FLOW);
    let after = flow(&FLOW.replace("at_least: 0.7", "at_least: 0.3"));
    let record = &records(story(&before))[0];
    let (was, is) = (as_it_was(&before, record), what_if(&before, &after, record, None));
    assert_eq!(was.replies, ["Мария, куда?"]);
    assert_eq!((was.cost_micros, is.cost_micros), (1_000, 100));
    assert_eq!(is.unanswered, ["search узла search"]);
    assert_eq!((is.handoff.as_deref(), is.operator_leads), (Some("unsure"), true));
    assert_eq!(what_if(&before, &before, record, None), was);
}
