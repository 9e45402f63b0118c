//! What each node kind does, as golden traces: every line is one entry or effect in its stored form.
#![allow(missing_docs, clippy::expect_used, clippy::panic, reason = "test code")]

mod support;

use std::{fmt::Write as _, sync::Arc};

use insta::assert_snapshot;
use serde::Serialize;
use sufler_dsl::{
    flow::Flow,
    nodes::{ConfidenceOf, ContextParts},
};
use sufler_engine::{
    Effect, Event, Failure, HistoryMessage, IntentResult, ModelCall, Outcome, Speaker, State, TurnInput,
    TurnRecord,
};
use support::{Builder, Kind, answer, good_world, hits, input, intent, play, support, turn};

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("JSON")
}

/// Trace, effects and the state afterwards.
fn golden((state, effects, record): (State, Vec<Effect>, TurnRecord)) -> String {
    let mut out = String::from("trace\n");
    for entry in &record.trace {
        let _ = writeln!(out, "  {}", json(entry));
    }
    out.push_str("effects\n");
    for effect in &effects {
        let _ = writeln!(out, "  {}", json(effect));
    }
    let _ = writeln!(out, "state\n  {}", json(&state));
    out
}

fn run(flow: &Flow, event: Event, world: impl FnMut(&Effect) -> Option<Outcome>) -> String {
    golden(play(flow, State::default(), event, world))
}

/// `start`, the node under test, and places to go.
fn around(kind: Kind) -> Builder {
    Builder::default()
        .node("start", Kind::Start("it"))
        .node("it", kind)
        .node("end", Kind::End { close: false })
        .node("people", Kind::Handoff { reason: "asked", say: None, resume_at: None })
}

#[test]
fn the_nine_kinds_answer_a_question() {
    assert_snapshot!(run(&support().build(), turn("Доставка по РФ есть? Сколько стоит?"), good_world));
}

#[test]
fn intent_keeps_what_was_found_and_what_it_cost() {
    assert_snapshot!(run(&around(Kind::Intent("end")).build(), turn("Сколько стоит?"), |_| Some(
        intent("price", 0.81)
    )));
}

#[test]
fn intent_that_hears_a_wish_for_a_human_sets_it() {
    let flow = around(Kind::Intent("end")).always("intent.asks_human", "people").build();
    assert_snapshot!(run(&flow, turn("мне бы с кем-нибудь поговорить"), |_| {
        let asks_human = true;
        let call = ModelCall::default();
        Some(Outcome::Intent(IntentResult {
            name: None,
            confidence: 2.0,
            asks_human,
            ranked: Vec::new(),
            call,
        }))
    }));
}

#[test]
fn confidence_takes_the_first_level_reached() {
    let levels = vec![(0.75, "people"), (0.3, "end")];
    let kind = |of| Kind::Confidence { of, levels: levels.clone(), otherwise: "people" };
    let flow = Builder::default()
        .node("start", Kind::Start("intent"))
        .node("intent", Kind::Intent("it"))
        .node("it", kind(ConfidenceOf::Intent))
        .node("end", Kind::End { close: false })
        .node("people", Kind::Handoff { reason: "asked", say: None, resume_at: None })
        .build();
    // 0.1 + 0.2 is a little more than 0.3 in floating point, 0.3 is exactly the level: both reach it.
    for confidence in [0.1 + 0.2, 0.3, 0.3 - 1e-12] {
        let (_, _, record) = play(&flow, State::default(), turn("?"), |_| Some(intent("price", confidence)));
        let exits: Vec<_> =
            record.trace.iter().filter_map(|entry| entry.exit).map(|exit| exit.to_string()).collect();
        assert_eq!(exits, ["next", "next", "levels[1]"], "{confidence}");
    }
    let unset = around(kind(ConfidenceOf::Answer)).build();
    assert_snapshot!(run(&unset, turn("?"), |_| None));
}

#[test]
fn context_limits_what_models_see() {
    let include = ContextParts { contact: false, item: true, summary: false };
    let flow = Builder::default()
        .node("start", Kind::Start("it"))
        .node("it", Kind::Context { messages: 1, include, next: "answer" })
        .node("answer", Kind::Answer { grounded: false, prompt: Some("Город: {{ vars.city }}"), next: "end" })
        .node("end", Kind::End { close: false })
        .build();
    let said = |author, text: &str| HistoryMessage { author, text: text.into(), at: 1 };
    let history = Arc::new([said(Speaker::Contact, "Здравствуйте"), said(Speaker::Bot, "Добрый день")]);
    let event = Event::Turn(TurnInput { history, ..input("Есть в наличии?") });
    assert_snapshot!(run(&flow, event, good_world));
}

#[test]
fn search_asks_with_the_burst() {
    assert_snapshot!(run(&around(Kind::Search("end")).build(), turn("Доставка?"), |_| Some(hits(
        0.7
    ))));
}

#[test]
fn ai_response_sends_what_is_grounded() {
    let kind = Kind::Answer { grounded: true, prompt: None, next: "end" };
    assert_snapshot!(run(&around(kind).build(), turn("Почём?"), |_| Some(answer("25 000 ₽"))));
}

#[test]
fn ai_response_does_not_send_invented_figures() {
    let kind = || Kind::Answer { grounded: true, prompt: None, next: "end" };
    let invent = |_: &Effect| Some(answer("Отдадим за 19 990 ₽"));
    let flow = Builder::default().node("start", Kind::Start("it")).node_or("it", kind(), "sorry");
    let flow = flow
        .node("sorry", Kind::Message { text: "Уточню у менеджера.", next: "end" })
        .node("end", Kind::End { close: false });
    assert_snapshot!("taken_by_on_error", run(&flow.build(), turn("Почём?"), invent));
    assert_snapshot!("given_to_people", run(&around(kind()).build(), turn("Почём?"), invent));
}

#[test]
fn ai_response_must_say_something() {
    let kind = Kind::Answer { grounded: false, prompt: None, next: "end" };
    assert_snapshot!(run(&around(kind).build(), turn("Почём?"), |_| Some(answer(" \n"))));
}

#[test]
fn clarify_asks_waits_and_gives_up() {
    let flow = around(Kind::Clarify { attempts: 2, next: "it", otherwise: Some("people") }).build();
    let world = |_: &Effect| Some(answer("Что вы имеете в виду?"));
    let first = play(&flow, State::default(), turn("мм"), world);
    let second = play(&flow, first.0.clone(), turn("ну это"), world);
    let third = play(&flow, second.0.clone(), turn("то самое"), world);
    assert_snapshot!([first, second, third].map(golden).join("\n"));
}

#[test]
fn condition_tells_what_it_looked_at() {
    let branches = vec![
        ("search.best >= 0.5", "people"),
        ("message.text contains \"оптом\" and item.price > 20000", "end"),
    ];
    let flow = around(Kind::Condition { branches, otherwise: "people" }).build();
    assert_snapshot!("branch", run(&flow, turn("Возьму ОПТОМ"), |_| None));
    assert_snapshot!("otherwise", run(&flow, turn("Возьму один"), |_| None));
}

#[test]
fn condition_without_a_value_fails() {
    let branches = vec![("item.price / message.images > 2", "end")];
    assert_snapshot!(run(&around(Kind::Condition { branches, otherwise: "end" }).build(), turn("?"), |_| {
        None
    }));
}

#[test]
fn message_fills_its_places() {
    let kind = |text| Kind::Message { text, next: "end" };
    let flow = around(kind("Цена {{ item.price }} ₽, {{ contact.name | default(\"друг\") }}.")).build();
    assert_snapshot!("rendered", run(&flow, turn("?"), |_| None));
    assert_snapshot!(
        "unknown_name",
        run(&around(kind("Здравствуйте, {{ contact.name }}")).build(), turn("?"), |_| None)
    );
}

#[test]
fn handoff_gives_a_card() {
    let kind = Kind::Handoff {
        reason: "wholesale", say: Some("Зову менеджера."), resume_at: Some("end")
    };
    let flow = Builder::default()
        .node("start", Kind::Start("intent"))
        .node("intent", Kind::Intent("search"))
        .node("search", Kind::Search("it"))
        .node("it", kind)
        .node("end", Kind::End { close: false })
        .build();
    assert_snapshot!(run(&flow, turn("Нужно сто штук"), good_world));
}

#[test]
fn handoff_comes_even_if_its_text_cannot_be_rendered() {
    let kind = Kind::Handoff { reason: "asked", say: Some("{{ contact.name }}!"), resume_at: None };
    assert_snapshot!(run(&around(kind).build(), turn("?"), |_| None));
}

#[test]
fn end_may_close() {
    assert_snapshot!(run(&around(Kind::End { close: true }).build(), turn("Спасибо"), |_| None));
}

#[test]
fn a_failure_takes_on_error_or_goes_to_people() {
    let fail = |_: &Effect| Some(Outcome::Failed(Failure::new("timeout", "no answer in 20 s")));
    let with = Builder::default().node("start", Kind::Start("it")).node_or("it", Kind::Search("end"), "end");
    let with = with.node("end", Kind::End { close: false }).build();
    assert_snapshot!("with_on_error", run(&with, turn("?"), fail));
    assert_snapshot!("without_on_error", run(&around(Kind::Search("end")).build(), turn("?"), fail));
    assert_snapshot!(
        "wrong_kind",
        run(&around(Kind::Search("end")).build(), turn("?"), |_| Some(answer("ой")))
    );
}
