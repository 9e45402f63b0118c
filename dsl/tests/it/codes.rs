//! Every code's examples: the wrong one shows the code, the right one is clean.

use sufler_dsl::{
    check_bytes, check_dialog,
    diagnostic::{
        Code, Diagnostic,
        codes::{self, Snippet},
    },
    explain,
    lint::{Family, RULES},
    source::Source,
};

use super::{check_text, flow_with, ids, rendered};

const DIALOG_FLOW: &str = "\
start: {type: start, next: intent}
intent: {type: intent, intents: {delivery: {about: Доставка}}, next: end}
";

fn check_example(code: Code, text: &str) -> (String, Vec<Diagnostic>) {
    match code.info().snippet {
        Snippet::Flow => (text.to_owned(), check_text(text).diagnostics),
        Snippet::Nodes => {
            let text = flow_with(text);
            let diagnostics = check_text(&text).diagnostics;
            (text, diagnostics)
        }
        Snippet::Dialog => {
            let flow = check_text(&flow_with(DIALOG_FLOW)).flow.expect("a good flow");
            let diagnostics = check_dialog(&Source::new("d.yaml", text), Some(&flow)).diagnostics;
            (text.to_owned(), diagnostics)
        }
    }
}

/// Codes of `check`; the linter's have tests of their own.
fn checked() -> impl Iterator<Item = Code> {
    let linted = |code: &Code| RULES.iter().any(|rule| rule.code == *code);
    codes::all().filter(move |code| !linted(code) && Family::of(*code) != Family::Suppression)
}

#[test]
fn wrong_examples_show_their_code() {
    for code in checked().filter(|code| !code.info().wrong.is_empty()) {
        let wrong = code.info().wrong;
        let (text, diagnostics) = check_example(code, wrong);
        assert!(ids(&diagnostics).contains(&code.id()), "{code:?}:\n{}", rendered("f", &text, &diagnostics));
    }
}

#[test]
fn right_examples_are_clean() {
    let mut unclean = String::new();
    for code in checked().filter(|code| !code.info().right.is_empty()) {
        let (text, mut diagnostics) = check_example(code, code.info().right);
        // Whole files that show one thing are too small to have an operator.
        if code.info().snippet == Snippet::Flow && code != codes::NO_WAY_TO_HUMAN {
            diagnostics.retain(|it| it.code != codes::NO_WAY_TO_HUMAN);
        }
        if !diagnostics.is_empty() {
            unclean += &format!("{code:?}:\n{}", rendered("f", &text, &diagnostics));
        }
    }
    assert!(unclean.is_empty(), "{unclean}");
}

#[test]
fn places_of_wrong_examples() {
    let mut all = String::new();
    for code in checked().filter(|code| !code.info().wrong.is_empty()) {
        let (text, diagnostics) = check_example(code, code.info().wrong);
        all += &format!("==== {code:?}\n{}\n", rendered("flow.yaml", &text, &diagnostics));
    }
    insta::assert_snapshot!(all);
}

#[test]
fn codes_without_example_are_still_reported() {
    let cases: [(&[u8], &str); 2] = [(&[b'#'; (1 << 20) + 1], "F104"), (b"flow: \xcf\xf0\xe8", "F105")];
    for (bytes, code) in cases {
        let (source, checked) = check_bytes("flow.yaml", bytes);
        assert_eq!(ids(&checked.diagnostics), [code]);
        assert!(source.text().len() <= 1 << 20);
    }
    let long = "а".repeat(40_000);
    let long =
        format!("start: {{type: start, next: say}}\nsay: {{type: message, text: {long}, next: end}}\n");
    assert_eq!(ids(&check_text(&flow_with(&long)).diagnostics), ["F506"]);
    let many = (0..1001).map(|n| format!("n{n}: {{type: end}}\n")).collect::<String>();
    assert!(ids(&check_text(&flow_with(&many)).diagnostics).contains(&"F216"));
}

#[test]
fn every_code_is_explained() {
    for code in codes::all() {
        let page = explain(&code.id().to_lowercase()).expect("a page");
        assert!(page.starts_with(&format!("# {} {}", code.id(), code.name())));
    }
    assert_eq!(explain("F999"), None);
}
