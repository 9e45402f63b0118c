//! Dialog files played on a flow: what passes, what fails and how it is told.
#![allow(missing_docs, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "test code")]

use std::sync::Arc;

use insta::assert_snapshot;
use sufler_dsl::{
    dialog::{Dialog, check_dialog},
    edit,
    flow::Flow,
    source::Source,
};
use sufler_engine::{AnswerResult, Effect, Hit, IntentResult, ModelCall, Outcome, SearchResult};
use sufler_tester::{
    Coverage, DialogReport, Expected, Scenario, World, Worlds, accept, refresh, render, run,
};

const FLOW: &str = r#"
flow: shop
title: Магазин
defaults: {on_error: people}
variables:
  city: {type: text, default: Москва}
always:
  - {when: intent.asks_human, next: people}
nodes:
  start: {type: start, next: intent}
  intent:
    type: intent
    intents:
      delivery: {about: Доставка, examples: ['Доставка есть?', 'Сколько идёт посылка?']}
      price: {about: Цена, examples: ['Сколько стоит?', 'Какая цена?']}
    next: sure
  sure:
    type: confidence
    of: intent
    levels:
      - {at_least: 0.7, next: search}
      - {at_least: 0.4, next: clarify}
    else: people
  search: {type: search, categories: [delivery], next: found}
  found:
    type: condition
    branches:
      - {when: search.best >= 0.5, next: answer}
    else: people
  answer: {type: ai_response, grounded: true, prompt: Отвечай коротко., next: end}
  clarify: {type: ai_response, mode: clarify, attempts: 1, next: intent, else: people}
  people: {type: handoff, reason: unsure, say: Передаю менеджеру.}
  end: {type: end}
"#;

const GOOD: &str = r#"
dialog: Доставка по России
item: {title: Кондиционер, price: 25000}
turns:
  - customer: Доставка по РФ есть?
    world:
      intent: {name: delivery, confidence: 0.93}
      search:
        - {article: delivery/russia, title: Доставка, text: 'СДЭК 350 ₽, 3–5 дней.', score: 0.8}
      answer: {text: 'Да, СДЭК 350 ₽, 3–5 дней. Ещё?', confidence: 0.9}
    expect:
      path: [start, intent, sure, search, found, answer, end]
      intent: delivery
      confidence: {min: 0.9, max: 1}
      hits: [delivery/russia]
      reply: {contains: ['350 ₽', еще], not_contains: [скидк]}
      variables: {city: Москва}
      owner: bot
  - customer: ну и это самое
    world:
      intent: {name: price, confidence: 0.5}
      clarify: {text: Что подсказать?}
    expect:
      path: [start, intent, sure, clarify]
      reply: {equals: Что подсказать?}
  - customer: Позовите человека
    signals: {asks_human: true}
    expect:
      path: [people]
      owner: operator
      handoff: unsure
  - operator: Здравствуйте, я Анна.
  - handback: true
  - customer: Сколько идёт посылка?
    world:
      intent: {fail: timeout}
    expect:
      path: [start, intent, people]
      handoff: unsure
"#;

fn flow() -> Arc<Flow> {
    let checked = sufler_dsl::check(&Source::new("flow.yaml", FLOW));
    checked.flow.unwrap_or_else(|| panic!("{:#?}", checked.diagnostics))
}

fn read(flow: &Flow, text: &str) -> (Source, Dialog) {
    let source = Source::new("dialogs/delivery.yaml", text);
    let checked = check_dialog(&source, Some(flow));
    let dialog = checked.dialog.unwrap_or_else(|| panic!("{:#?}", checked.diagnostics));
    (source, dialog)
}

fn play(text: &str, world: Option<&dyn World>) -> (DialogReport, String) {
    let flow = flow();
    let (source, dialog) = read(&flow, text);
    let report = run(&flow, &source, &dialog, Worlds { builtin: world, live: None });
    let told = render(&report, &source, Some((&flow, &Source::new("flow.yaml", FLOW))));
    (report, told)
}

#[test]
fn a_dialog_that_holds_passes() {
    let (report, told) = play(GOOD, None);
    assert_eq!((told.as_str(), report.passed), ("", true));
    assert_eq!(report.turns.len(), 4);
    assert_eq!(report.turns[0].line, 5);
}

#[test]
fn the_same_dialog_gives_the_same_report() {
    let json = || serde_json::to_string(&play(GOOD, None).0).expect("JSON");
    assert_eq!(json(), json());
}

#[test]
fn failures_show_the_lines_and_the_difference() {
    let bad = GOOD
        .replace("path: [start, intent, sure, clarify]", "path: [start, intent, sure, search, found, people]")
        .replace("intent: delivery\n", "intent: price\n")
        .replace("confidence: {min: 0.9, max: 1}", "confidence: {min: 0.1, max: 0.2}")
        .replace("hits: [delivery/russia]", "hits: [delivery/moscow]")
        .replace("еще]", "самовывоз]")
        .replace("[скидк]", "[сдэк]")
        .replace("city: Москва}\n", "city: Тула}\n")
        .replace("owner: operator", "owner: bot")
        .replace("handoff: unsure", "handoff: refund")
        .replace("equals: Что подсказать?", "equals: Уточните вопрос");
    // The flow's default city is not a part of the dialog file.
    let (report, told) = play(&bad, None);
    assert!(!report.passed);
    assert_snapshot!(told);
}

#[test]
fn what_was_not_recorded_must_not_be_asked_for() {
    let unrecorded = "dialog: Пусто\nturns:\n  - customer: Доставка?\n    world: {intent: {name: delivery, confidence: 0.9}}\n    expect: {path: [start, intent, sure, search, people]}\n";
    let (report, told) = play(unrecorded, None);
    assert_eq!(report.failures.iter().map(|it| it.about).collect::<Vec<_>>(), [Expected::World]);
    assert_snapshot!(told);
}

#[test]
fn a_dialog_covers_nodes_and_edges() {
    let (report, _) = play(GOOD, None);
    let coverage = &report.coverage;
    assert_eq!(coverage.nodes["intent"], 3);
    assert_eq!(coverage.unvisited().count(), 0);
    let untaken: Vec<_> = coverage
        .untaken()
        .map(|edge| format!("{}.{}", edge.from.as_deref().unwrap_or("*"), edge.exit))
        .collect();
    assert_snapshot!(untaken.join("\n"));

    let mut sum = Coverage::new(&flow());
    sum.merge(coverage);
    assert_eq!(&sum, coverage);
    sum.merge(coverage);
    assert_eq!(sum.nodes["intent"], 6);
}

/// Answers as the built-in answerer might.
struct Shop;

impl World for Shop {
    fn perform(&self, effect: &Effect) -> Outcome {
        match effect {
            Effect::Classify(_) => Outcome::Intent(IntentResult {
                name: Some("delivery".into()),
                confidence: 0.9,
                asks_human: false,
                ranked: Vec::new(),
                call: ModelCall::default(),
            }),
            Effect::Search(wanted) => {
                let hit = Hit {
                    article: "delivery/russia".into(),
                    version: "1".into(),
                    title: "Доставка".into(),
                    category: "delivery".into(),
                    text: Arc::clone(&wanted.query),
                    score: 0.9,
                };
                Outcome::Hits(SearchResult { hits: [hit].into(), best: 0.9 })
            }
            _ => Outcome::Answer(AnswerResult {
                text: "Доставим.".into(),
                confidence: 0.9,
                sources: Vec::new(),
                call: ModelCall::default(),
            }),
        }
    }

    fn asks_human(&self, text: &str) -> bool {
        text.contains("оператор")
    }
}

#[test]
fn the_callers_world_answers_where_the_dialog_says_so() {
    let text = "dialog: Сами\nworld: builtin\nturns:\n  - customer: Доставка?\n    expect: {reply: {equals: Доставим.}, owner: bot}\n  - customer: [Эй, оператор!]\n    expect: {path: [people], owner: operator}\n";
    let (report, told) = play(text, Some(&Shop));
    assert_eq!((told.as_str(), report.passed), ("", true));
    let (report, told) = play(text, None);
    assert!(!report.passed);
    assert_snapshot!(told);
}

const EVERYTHING: &str = r#"
dialog: Всё остальное
turns:
  - customer: Доставка есть?
    world:
      nodes:
        intent: [{intent: {name: delivery, confidence: 0.5, cost: 0.0001}}, {intent: {name: delivery, confidence: 0.9, cost: 0.0002}}]
        search: {search: [{article: a/b, title: Т, text: Доставим за 3 дня., score: 0.9, category: delivery}]}
      answer: {text: Доставим за 3 дня., confidence: 0.9, cost: 0.001}
      clarify: {text: Куда?, cost: 0.0005}
    expect: {reply: {equals: Куда?, silent: false}, cost: {min: 0.0006, max: 0.0006}, closed: false}
  - after: 24h
    media: [image]
    customer: Доставка в Тверь
    world:
      nodes: {search: {search: [{article: a/b, title: Т, text: Доставим за 3 дня., score: 0.9}]}}
      intent: {name: delivery, confidence: 0.9}
      answer: {text: Доставим за 3 дня., confidence: 0.9, cost: 0.001}
    expect:
      reply: {similar: {text: 'За три дня доставим, 3 дня'}}
      cost: {max: 0.001}
  - media: [voice]
    signals: {asks_human: true}
    expect: {owner: operator}
  - customer: Ау
    expect: {reply: {silent: true}, path: []}
"#;

#[test]
fn recordings_of_single_nodes_and_every_other_expectation() {
    let (report, told) = play(&EVERYTHING.replace(", path: []", ""), None);
    assert_eq!((told.as_str(), report.passed), ("", true));
    assert_eq!(report.turns[1].trace[0].at - report.turns[0].trace[0].at, 24 * 3_600_000);
    let wrong = EVERYTHING
        .replace(", path: []", "")
        .replace("silent: true", "silent: false")
        .replace("cost: {max: 0.001}", "cost: {max: 0.0009}")
        .replace("closed: false", "closed: true")
        .replace("За три дня доставим, 3 дня", "Приезжайте за своим заказом сами");
    let (report, _) = play(&wrong, None);
    let keys: Vec<&str> = report.failures.iter().map(|failure| failure.key.as_str()).collect();
    assert_eq!(keys, ["expect.closed", "expect.reply.similar", "expect.cost", "expect.reply.silent"]);
}

#[test]
fn a_recorded_intent_that_the_flow_has_no_more_is_told() {
    let flow_text =
        FLOW.replace("      price: {about: Цена, examples: ['Сколько стоит?', 'Какая цена?']}\n", "");
    let flow = sufler_dsl::check(&Source::new("flow.yaml", flow_text)).flow.expect("a flow");
    let (source, dialog) = read(&self::flow(), GOOD);
    let report = run(&flow, &source, &dialog, Worlds::default());
    assert_eq!(report.failures[0].about, Expected::World);
    assert!(report.failures[0].expected.contains("price"), "{:?}", report.failures[0]);
}

#[test]
fn live_answers_refresh_the_recording_and_recorded_failures_stay() {
    let flow = flow();
    let (source, dialog) = read(&flow, GOOD);
    let scenario = Scenario { source, dialog };
    let worlds = Worlds { builtin: None, live: Some(&Shop) };
    let report = run(&flow, &scenario.source, &scenario.dialog, worlds);
    let ops = refresh(&scenario, &report);
    let options = edit::Options { confirm_alias: true, draft: true };
    let fresh = edit::edit(&scenario.source, &ops, options).expect("edited").text;
    assert!(fresh.contains("intent: {fail: timeout}"), "{fresh}");
    assert_snapshot!(fresh);
    let (_, again) = read(&flow, &fresh);
    let again = Scenario { source: Source::new("dialogs/delivery.yaml", fresh), dialog: again };
    let report = run(&flow, &again.source, &again.dialog, worlds);
    assert_eq!(refresh(&again, &report).len(), 0, "nothing is left to refresh");
    let accepted = edit::edit(&again.source, &accept(&report), options).expect("edited").text;
    assert!(play(&accepted, None).0.passed, "{accepted}");
}
