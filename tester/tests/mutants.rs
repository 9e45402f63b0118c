//! Every small change that a flow is tried with.
#![allow(missing_docs, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "test code")]

use insta::assert_snapshot;
use sufler_dsl::source::Source;
use sufler_tester::{Suite, mutate::mutants};

const FLOW: &str = r#"
flow: shop
title: Магазин
defaults: {on_error: people}
always:
  - {when: not intent.asks_human == false, next: people}
nodes:
  start: {type: start, next: context}
  context: {type: context, messages: 5, include: [contact, item], next: intent}
  intent:
    type: intent
    on_error: end
    intents:
      delivery: {about: Доставка, examples: ['Доставка есть?', 'Сколько идёт посылка?']}
      price: {about: Цена, examples: ['Сколько стоит?', 'Какая цена?']}
    next: sure
  sure:
    type: confidence
    levels:
      - {at_least: 0.98, next: search}
      - {at_least: 0.9, next: clarify}
    else: people
  search: {type: search, categories: [delivery, 'payment'], top: 3, query: '{{ message.text }}', next: other}
  other: {type: search, categories: [prices], next: found}
  found:
    type: condition
    branches:
      - {when: "search.best >= 0.5 and intent.name == 'price' or item.price?", next: answer}
      - when: >-
          item.price < 25000
        next: answer
    else: hello
  answer: {type: ai_response, grounded: true, next: end}
  clarify: {type: ai_response, mode: clarify, attempts: 2, next: intent, else: people}
  hello: {type: message, text: "Здравствуйте!", next: end}
  people: {type: handoff, reason: unsure, say: Передаю., resume_at: hello}
  end: {type: end, close: true}
"#;

#[test]
fn every_change_is_a_flow_or_the_linter_refuses_it() {
    let suite =
        Suite::new(Source::new("flow.yaml", FLOW)).unwrap_or_else(|bad| panic!("{:#?}", bad.diagnostics));
    let told = mutants(&suite).into_iter().map(|mutant| {
        let changed = mutant.apply(&suite.source).expect("every change can be made in this file");
        assert_ne!(changed.text(), suite.source.text(), "{}", mutant.what);
        let valid = if sufler_dsl::check(&changed).flow.is_some() { "" } else { " (ошибка)" };
        format!("{}:{} {}{valid}", mutant.line, mutant.column, mutant.what)
    });
    assert_snapshot!(told.collect::<Vec<_>>().join("\n"));
}
