//! Every rule's examples: the failing one shows its code, the passing one does not.

use sufler_dsl::{
    diagnostic::codes::{self, Snippet},
    lint::{Family, RULES},
};

use super::{
    super::{flow_with, rendered},
    codes, lint_text,
};

fn whole(snippet: Snippet, text: &str) -> String {
    if snippet == Snippet::Nodes { flow_with(text) } else { text.to_owned() }
}

#[test]
fn failing_examples_show_their_code_and_passing_ones_do_not() {
    let allowances = codes::all().filter(|code| Family::of(*code) == Family::Suppression);
    let mut wrong = String::new();
    for code in RULES.iter().map(|rule| rule.code).chain(allowances).filter(|it| !it.info().wrong.is_empty())
    {
        let info = code.info();
        let (bad, good) = (whole(info.snippet, info.wrong), whole(info.snippet, info.right));
        let (failing, passing) = (lint_text(&bad), lint_text(&good));
        let has = |found: &[&str]| found.contains(&code.id());
        if failing.flow.is_none() || !has(&codes(&failing)) {
            wrong +=
                &format!("{code:?} is not shown by\n{bad}\n{}\n", rendered("f", &bad, &failing.diagnostics));
        }
        if passing.flow.is_none() || has(&codes(&passing)) {
            wrong +=
                &format!("{code:?} is shown by\n{good}\n{}\n", rendered("f", &good, &passing.diagnostics));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn messages_of_failing_examples() {
    let mut all = String::new();
    for code in RULES.iter().map(|rule| rule.code).filter(|code| !code.info().wrong.is_empty()) {
        let text = whole(code.info().snippet, code.info().wrong);
        let mut report = lint_text(&text);
        report.diagnostics.retain(|it| it.code == code);
        all += &format!("==== {code:?}\n{}", rendered("flow.yaml", &text, &report.diagnostics));
        for it in &report.diagnostics {
            assert!(it.help.is_some(), "{code:?} says what to do");
            assert!(!it.message.en.contains(|c: char| ('а'..='я').contains(&c) && !text.contains(c)));
        }
    }
    insta::assert_snapshot!(all);
}

#[test]
fn rules_stand_in_order_and_are_many() {
    let ids: Vec<&str> = RULES.iter().map(|rule| rule.code.id()).collect();
    let mut sorted = ids.clone();
    sorted.sort_by_key(|id| (id.starts_with('S'), *id));
    assert_eq!(ids, sorted);
    assert!(ids.len() >= 60);
    assert!(Family::ALL.iter().all(|family| Family::find(family.name()) == Some(*family)));
}
