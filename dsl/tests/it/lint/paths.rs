//! What the linter knows of the ways through a flow.

use rstest::rstest;

use super::{super::flow_with, codes, lint_text};

const INTENT: &str = "\
start: {type: start, next: intent}
intent: {type: intent, intents: {order: {about: Заказ}, price: {about: Цена}}, next: topic}
answer: {type: message, text: Отвечаю., next: end}
";

/// Whether a node behind `intent` gets the code.
fn finds(code: &str, nodes: &str) -> bool {
    let text = flow_with(&format!("{INTENT}{nodes}"));
    let report = lint_text(&text);
    assert!(report.flow.is_some(), "{}", super::super::rendered("f", &text, &report.diagnostics));
    codes(&report).contains(&code)
}

#[rstest]
// What the branch before has taken is gone.
#[case(
    "topic: {type: condition, branches: [{when: 'intent.name == \"order\"', next: answer}], else: rest}\nrest: {type: condition, branches: [{when: 'intent.name == \"order\"', next: answer}], else: operator}\n"
)]
// What the branch has proved stays.
#[case(
    "topic: {type: condition, branches: [{when: 'intent.confidence >= 0.6', next: rest}], else: operator}\nrest: {type: condition, branches: [{when: 'intent.confidence > 0.5', next: answer}], else: operator}\n"
)]
// Levels prove as conditions do, through nodes that change nothing.
#[case(
    "topic: {type: confidence, levels: [{at_least: 0.8, next: say}, {at_least: 0.4, next: operator}], else: operator}\nsay: {type: message, text: Секунду., next: rest}\nrest: {type: condition, branches: [{when: 'intent.confidence < 0.7', next: answer}], else: operator}\n"
)]
// Two ways that both decide it.
#[case(
    "topic: {type: condition, branches: [{when: 'item.price > 900', next: rest}, {when: 'item.price > 500', next: rest}], else: operator}\nrest: {type: condition, branches: [{when: 'item.price > 100', next: answer}], else: operator}\n"
)]
fn a_condition_is_decided_by_the_way(#[case] nodes: &str) {
    assert!(finds("F413", nodes), "{nodes}");
}

#[rstest]
// One of two ways leaves it open.
#[case(
    "topic: {type: condition, branches: [{when: 'item.price > 900', next: rest}, {when: 'item.price > 50', next: rest}], else: operator}\nrest: {type: condition, branches: [{when: 'item.price > 100', next: answer}], else: operator}\n"
)]
// The value is computed anew.
#[case(
    "topic: {type: condition, branches: [{when: 'search.best >= 0.6', next: find}], else: operator}\nfind: {type: search, next: rest}\nrest: {type: condition, branches: [{when: 'search.best > 0.5', next: answer}], else: operator}\n"
)]
// The customer has said something new.
#[case(
    "topic: {type: condition, branches: [{when: 'message.text contains \"цена\"', next: ask}], else: operator}\nask: {type: ai_response, mode: clarify, next: rest, else: operator}\nrest: {type: condition, branches: [{when: 'message.text contains \"цен\"', next: answer}], else: operator}\n"
)]
fn a_condition_stays_open(#[case] nodes: &str) {
    assert!(!finds("F413", nodes), "{nodes}");
}

#[test]
fn a_guard_before_a_sum_counts_also_on_the_way() {
    let far = "topic: {type: condition, branches: [{when: 'item.price?', next: rest}], else: operator}\nrest: {type: condition, branches: [{when: 'item.price * 2 > 10', next: answer}], else: operator}\n";
    assert!(!finds("F423", far));
    let none = "topic: {type: condition, branches: [{when: 'not item.price?', next: answer}, {when: 'item.price / message.images > 10', next: answer}], else: operator}\n";
    assert!(finds("F423", none), "the divisor may be zero");
}

#[test]
fn a_text_behind_a_test_is_certain() {
    let asked = "topic: {type: condition, branches: [{when: 'contact.name?', next: hello}], else: operator}\nhello: {type: message, text: 'Здравствуйте, {{ contact.name }}!', next: end}\n";
    assert!(!finds("F507", asked));
    let otherwise = "topic: {type: condition, branches: [{when: 'item.price?', next: hello}], else: operator}\nhello: {type: message, text: 'Здравствуйте, {{ contact.name }}!', next: end}\n";
    assert!(finds("F507", otherwise));
    let tested = "topic: {type: message, text: 'Здравствуйте{% if contact.name is defined %}, {{ contact.name }}{% endif %}!', next: end}\n";
    assert!(!finds("F507", tested));
}

#[test]
fn a_loop_ends_with_what_is_certain() {
    let round = "topic: {type: confidence, levels: [{at_least: 0.7, next: answer}], else: ask}\nask: {type: ai_response, mode: clarify, next: intent, else: operator}\n";
    assert!(!finds("F606", round));
}
