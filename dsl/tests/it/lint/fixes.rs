//! Fixes mend what they say and nothing else.

use proptest::prelude::*;
use sufler_dsl::{
    diagnostic::codes::Snippet,
    edit::{Files, Options, edit},
    lint::{Fixed, RULES, fix, lint},
    source::Source,
};

use super::{super::flow_with, codes, settings};

fn mend(text: &str, suggested: bool) -> Fixed {
    let flow = Source::new("flows/demo/flow.yaml", text);
    fix(Files { flow: &flow, dialogs: &[], layout: None }, &settings(), suggested, &|_| true)
        .expect("mendable")
}

/// A text without everything that an edit may touch, to compare what is left.
fn lines_of(text: &str) -> Vec<&str> {
    text.lines().collect()
}

#[test]
fn every_fix_of_an_example_mends_it() {
    let mut mended = 0;
    for rule in RULES {
        let info = rule.code.info();
        let text = if info.snippet == Snippet::Nodes { flow_with(info.wrong) } else { info.wrong.to_owned() };
        let source = Source::new("flows/demo/flow.yaml", text.as_str());
        let report = lint(&source, &settings());
        for finding in report.diagnostics.iter().filter(|it| it.code == rule.code) {
            let Some(fix) = &finding.fix else { continue };
            let after = edit(&source, &fix.ops, Options::default());
            let after = after.unwrap_or_else(|error| panic!("{:?}: {error}\n{text}", rule.code));
            let again = lint(&Source::new(source.name(), after.text.as_str()), &settings());
            let count = |codes: Vec<&str>| codes.iter().filter(|it| **it == rule.code.id()).count();
            assert!(count(codes(&again)) < count(codes(&report)), "{:?}:\n{}", rule.code, after.text);
            mended += 1;
        }
    }
    assert!(mended >= 12, "only {mended} fixes were tried");
}

const UNTIDY: &str = "\
# шапка
flow: demo   # имя

title: \"Пример\"
defaults: { timeout: 20s,  on_error: person }\r
variables:
    phone: {type: phone}   # телефон
always:
  - {when: intent.asks_human, next: person}
nodes:
  start: {type: start, next: find}
  find:
    type: search
    categories: [delivery,  payment, delivery]  # где искать
    next: which

  which:
    type: condition
    branches:
      - when: 'vars.phone? or item.price > 500 and item.price > 100'   # дорого
        next: answer
      - {when: \"item.price > 300 and item.price > 200\", next: answer}
    else: person
  answer:
    type: ai_response
    grounded: true
    timeout: 20s
    # ответ
    next: end
  person: {type: handoff, reason: asked, say: 'Передаю.'}
  end: {type: end}
";

#[test]
fn only_meant_lines_change() {
    let fixed = mend(UNTIDY, false);
    let text = &fixed.files.flow.text;
    let expected = UNTIDY
        .replace("{type: phone}", "{type: phone, pii: true}")
        .replace("[delivery,  payment, delivery]", "[delivery,  payment]")
        .replace("\"item.price > 300 and item.price > 200\"", "\"item.price > 300\"")
        .replace("    timeout: 20s\n", "");
    assert_eq!(lines_of(text), lines_of(&expected), "{:?}", fixed.applied);
    assert_eq!(fixed.files.flow.undone().as_deref(), Some(UNTIDY));
    assert!(text.contains("on_error: person }\r\n"));
}

#[test]
fn names_follow_into_dialogs() {
    let text = flow_with(
        "start: {type: start, next: сlear}\nсlear: {type: message, text: Здравствуйте!, next: end}\n",
    );
    let flow = Source::new("flows/demo/flow.yaml", text);
    let dialog = Source::new(
        "d.yaml",
        "dialog: Раз # да\nturns:\n  - customer: да\n    expect: {path: [start, сlear, end]}\n",
    );
    let files = Files { flow: &flow, dialogs: std::slice::from_ref(&dialog), layout: None };
    let fixed = fix(files, &settings(), false, &|_| true).expect("mendable");
    let dialog = fixed.files.dialogs.first().expect("the dialog");
    assert!(dialog.text.contains("[start, clear, end]") && dialog.text.contains("# да"), "{}", dialog.text);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever part of the untidy file is left, mending removes findings, breaks nothing and can
    /// be undone; a second run finds nothing more to do.
    #[test]
    fn mending_is_safe_on_any_part(keep in prop::collection::vec(any::<bool>(), 33), suggested in any::<bool>()) {
        let optional = ["title", "variables", "    phone", "    timeout", "    # ответ", "    grounded", "# шапка"];
        let kept = UNTIDY.split_inclusive('\n').enumerate().filter(|(at, line)| {
            keep.get(*at).copied().unwrap_or(true) || !optional.iter().any(|it| line.starts_with(it))
        });
        let text: String = kept.map(|(_, line)| line).collect();
        let source = Source::new("flows/demo/flow.yaml", text.as_str());
        let before = lint(&source, &settings());
        if before.flow.is_none() {
            return Ok(());
        }
        let fixed = mend(&text, suggested);
        prop_assert!(fixed.report.flow.is_some());
        prop_assert!(fixed.report.diagnostics.len() + fixed.applied.len() <= before.diagnostics.len());
        prop_assert_eq!(fixed.files.flow.undone(), Some(text.clone()));
        let again = mend(&fixed.files.flow.text, suggested);
        prop_assert!(again.applied.is_empty(), "{:?}", again.applied);
        // Comments are nobody's to change.
        for comment in text.lines().filter_map(|line| line.split('#').nth(1)) {
            prop_assert!(fixed.files.flow.text.contains(comment) || comment.contains("телефон"));
        }
    }
}
