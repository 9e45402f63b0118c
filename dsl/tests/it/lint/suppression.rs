//! Comments that allow findings.

use rstest::rstest;

use super::{codes, lint_text};

const FLOW: &str = "\
flow: demo
title: Пример
always:
  - {when: intent.asks_human, next: person}
nodes:
  start: {type: start, next: person}
  person:BESIDE
    type: handoffINSIDE
    reason: asked
";

fn with(beside: &str, inside: &str) -> Vec<&'static str> {
    let mut found = codes(&lint_text(&FLOW.replace("BESIDE", beside).replace("INSIDE", inside)));
    found.retain(|code| *code != "F707");
    found
}

#[rstest]
#[case("", "", &["F709"])]
#[case(" # sufler: allow F709 здоровается сам", "", &[])]
#[case("   #   sufler: allow silent-handoff — здоровается сам", "", &[])]
#[case(" # sufler: allow F709, F701: здоровается сам", "", &["F001"])]
#[case(" # sufler: allow F709", "", &["F002"])]
#[case(" # sufler: allow F799 так надо", "", &["F709", "F003"])]
#[case(" # sufler: allow F203 так надо", "", &["F709", "F003"])]
#[case(" # sufler: deny F709", "", &["F709", "F003"])]
// Inside of the node the comment covers its own line alone.
#[case("", " # sufler: allow F709 здоровается сам", &["F709", "F001"])]
#[case("", " # о чём-то другом: sufler: allow F709", &["F709"])]
fn a_comment_covers_the_entry_that_begins_beside_it(
    #[case] beside: &str,
    #[case] inside: &str,
    #[case] expected: &[&str],
) {
    assert_eq!(with(beside, inside), expected);
}

#[test]
fn a_comment_above_covers_what_follows_and_one_for_the_file_all_of_it() {
    let plain = FLOW.replace("BESIDE", "").replace("INSIDE", "");
    let above =
        plain.replace("  person:\n", "  # sufler: allow F709 здоровается сам\n\n  # ещё слово\n  person:\n");
    let report = lint_text(&above);
    assert_eq!(codes(&report), Vec::<&str>::new());
    assert_eq!(report.allowed.iter().map(|it| it.code.id()).collect::<Vec<_>>(), ["F709"]);
    let file = format!("# sufler: allow-file F709 здороваются сами\n{plain}");
    assert_eq!(codes(&lint_text(&file)), Vec::<&str>::new());
}
