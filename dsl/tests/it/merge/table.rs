//! Small merges: what both sides wrote and what comes out.

use rstest::rstest;
use sufler_dsl::merge::{ConflictKind, Markers};

use super::merged;

#[rstest]
#[case::fields_of_one_line(
    "say: {type: message, text: 'Привет', next: end}  # узел\n",
    "say: {type: message, text: 'Добрый день', next: end}  # узел\n",
    "say: {type: message, text: 'Привет', next: stop}  # наш узел\n",
    "say: {type: message, text: 'Добрый день', next: stop}  # наш узел\n"
)]
#[case::neighbouring_lines(
    "a: 1\nb: 2\n",
    "a: 'один'\nb: 2\n",
    "a: 1\nb: два # новое\n",
    "a: 'один'\nb: два # новое\n"
)]
#[case::both_add_at_the_end(
    "nodes:\n  a: {}\n",
    "nodes:\n  a: {}\n  b: {x: 1} # наш\n",
    "nodes:\n  a: {}\n  # их\n  c:\n      x:  2 # так\n",
    "nodes:\n  a: {}\n  # их\n  c:\n      x:  2 # так\n  b: {x: 1} # наш\n"
)]
#[case::both_add_to_brackets(
    "a: {x: 1}\n",
    "a: {x: 1, y: 2}\n",
    "a: {x: 1, z: 'три'}\n",
    "a: {x: 1, z: 'три', y: 2}\n"
)]
#[case::removed_here_added_there(
    "a: 1\nb: 2\nc: 3\n",
    "a: 1\nc: 3\n",
    "a: 1\nb: 2\nx: 9\nc: 3\n",
    "a: 1\nx: 9\nc: 3\n"
)]
#[case::lines_of_one_text(
    "a:\n  t: |\n    раз\n    два\n    три\n",
    "a:\n  t: |\n    раз!\n    два\n    три\n",
    "a:\n  t: |\n    раз\n    два\n    три!\n",
    "a:\n  t: |\n    раз!\n    два\n    три!\n"
)]
#[case::examples_of_both(
    "examples: [а, б]\n",
    "examples: [а, б, в]\n",
    "examples: [а, б, г]\n",
    "examples: [а, б, в, г]\n"
)]
#[case::only_a_comment(
    "a: 1\n# старый\nb: 2\n",
    "a: 7\n# старый\nb: 2\n",
    "a: 1\n# новый\nb: 2\n",
    "a: 7\n# новый\nb: 2\n"
)]
#[case::a_comment_within_a_list(
    "a: [1, {\n    x: 1\n  }]\n",
    "a: [1, {\n    x: 1,\n    y: 2\n  }]\n",
    "a: [1, {\n    x: 1  # их\n  }]\n",
    "a: [1, {\n    x: 1,  # их\n    y: 2\n  }]\n"
)]
#[case::a_comment_on_a_line_that_grew(
    "a: {\n  x: 1\n}\n",
    "a: {\n  x: 1, y: 2\n}\n",
    "a: {\n  x: 1  # их\n}\n",
    "a: {\n  x: 1, y: 2  # их\n}\n"
)]
#[case::comments_between_what_both_remove(
    "a:\n# раз\n   # два\n- 1\nb: 2",
    "a:\n# раз\n   # два\n- 1",
    "a: []\n# раз\n   # два\nb: 2",
    "a: []\n# раз\n   # два"
)]
#[case::a_comment_that_would_become_text(
    "a: 1\nb: 2\n\n   # раз\nc: 3\n",
    "a: |\n  текст\nb: 2\n\n   # раз\nc: 3\n",
    "a: 1\n\n   # раз\nc: 3\n",
    "a: |\n  текст\n# раз\nc: 3\n"
)]
#[case::a_comment_with_nothing_behind_it(
    "a: |3\n     раз\n   два\nb: 2\nc: 3\n\n   # раз\n",
    "a: |3\n     раз\n   два\nc: 3\n\n   # раз\n",
    "a: |3\n     раз\n   два\nb: 2\n\n   # раз\n",
    "a: |3\n     раз\n   два\n# раз\n"
)]
#[case::nothing_but_a_comment_left(
    "a: {  # наш\n  x: 1, y: 2\n  }\n",
    "a: {  # наш\n  y: 2\n  }\n",
    "a: {  # наш\n  x: 1\n  }\n",
    "a: {  # наш\n  }\n"
)]
#[case::only_the_order(
    "a: 1\nb: 2\nc: 3\n",
    "a: 1\nb: 5\nc: 3\n",
    "c: 3\na: 1\nb: 2\n",
    "c: 3\na: 1\nb: 5\n"
)]
#[case::only_the_quotes("a: 1\nb: x\n", "a: 2\nb: x\n", "a: 1\nb: \"x\"\n", "a: 2\nb: \"x\"\n")]
#[case::line_breaks_of_ours("a: 1\nb: 2\n", "a: 5\r\nb: 2\r\n", "a: 1\nb: 3\n", "a: 5\r\nb: 3\r\n")]
#[case::no_final_break("a: 1\nb: 2", "a: 1\nb: 2\nc: 3", "a: 4\nb: 2", "a: 4\nb: 2\nc: 3")]
#[case::both_wrote_the_same("a: 1\n", "a: 1\nb: 2\n", "a: 1\nb: 2\n", "a: 1\nb: 2\n")]
#[case::nothing_to_begin_with("", "a: 1\n", "b: 2\n", "b: 2\na: 1\n")]
fn merges(#[case] base: &str, #[case] ours: &str, #[case] theirs: &str, #[case] expected: &str) {
    let merged = merged(base, ours, theirs);
    assert!(merged.is_clean(), "{:?}", merged.conflicts);
    assert_eq!(merged.text, expected);
}

#[rstest]
#[case::changed_twice(
    "a: 1\nb: 2 # c\n",
    "a: 1\nb: 3 # c\nd: 1\n",
    "a: 0\nb: 4 # c\n",
    ConflictKind::Changed,
    "a: 0\n<<<<<<< ours\nb: 3 # c\n=======\nb: 4 # c\n>>>>>>> theirs\nd: 1\n"
)]
#[case::in_brackets(
    "n: {x: 1, y: 2, z: 3}\n",
    "n: {x: 5, y: 2, z: 3}\n",
    "n: {x: 6, y: 2, z: 9}\n",
    ConflictKind::Changed,
    "<<<<<<< ours\nn: {x: 5, y: 2, z: 9}\n=======\nn: {x: 6, y: 2, z: 9}\n>>>>>>> theirs\n"
)]
#[case::removed_and_changed(
    "a: 1\nn:\n  x: 1\nb: 2\n",
    "a: 1\nb: 2\n",
    "a: 1\nn:\n  x: 5 # да\nb: 3\n",
    ConflictKind::Removed,
    "a: 1\n<<<<<<< ours\n=======\nn:\n  x: 5 # да\n>>>>>>> theirs\nb: 3\n"
)]
#[case::added_twice(
    "a: 1\n",
    "a: 1\nn: {x: 1, y: 2}\n",
    "a: 1\nn: {x: 1, y: 3}\n",
    ConflictKind::Added,
    "a: 1\n<<<<<<< ours\nn: {x: 1, y: 2}\n=======\nn: {x: 1, y: 3}\n>>>>>>> theirs\n"
)]
#[case::branches_have_an_order(
    "branches:\n  - {when: a, next: x}\n",
    "branches:\n  - {when: a, next: x}\n  - {when: b, next: y}\n",
    "branches:\n  - {when: a, next: x}\n  - {when: c, next: z}\n",
    ConflictKind::Added,
    "branches:\n  - {when: a, next: x}\n<<<<<<< ours\n  - {when: b, next: y}\n=======\n  - {when: c, next: z}\n>>>>>>> theirs\n"
)]
#[case::unreadable(
    "a: [\nb: 1\nc: 1\n",
    "a: [\nb: 2\nc: 1\n",
    "a: [\nb: 3\nc: 1\nd: 1\n",
    ConflictKind::Lines,
    "a: [\n<<<<<<< ours\nb: 2\n=======\nb: 3\n>>>>>>> theirs\nc: 1\nd: 1\n"
)]
fn conflicts_show_both_sides(
    #[case] base: &str,
    #[case] ours: &str,
    #[case] theirs: &str,
    #[case] kind: ConflictKind,
    #[case] marked: &str,
) {
    let merged = merged(base, ours, theirs);
    assert_eq!(merged.conflicts.len(), 1, "{:?}", merged.conflicts);
    assert_eq!(merged.conflicts[0].kind, kind);
    assert_eq!(merged.marked(&Markers::default()), marked);
}

const FLOW: &str = "\
flow: demo
variables:
  city: {type: text}
nodes:
  start: {type: start, next: say}
  say:
    type: message
    text: Здравствуйте
    next: end
  # конец
  end: {type: end}
";

#[test]
fn an_edit_follows_a_renamed_node() {
    let ours = FLOW.replace("text: Здравствуйте", "text: Добрый день, {{ vars.city }}")
        + "  more: {type: message, text: Ещё, next: say}\n";
    let ours = ours.replace("next: end", "next: more");
    let theirs = FLOW.replace("say", "hello").replace("city", "town").replace("# конец", "# вот и всё");
    let merged = merged(FLOW, &ours, &theirs);
    assert!(merged.is_clean(), "{:?}", merged.conflicts);
    let expected = ours
        .replace("next: say", "next: hello")
        .replace("  say:", "  hello:")
        .replace("city", "town")
        .replace("# конец", "# вот и всё");
    assert_eq!(merged.text, expected);
}

#[test]
fn a_node_that_the_other_side_needs_is_a_conflict() {
    let with_end = FLOW.replace("next: end", "next: stop") + "  stop: {type: end}\n";
    let removed = with_end.replace("  # конец\n  end: {type: end}\n", "");
    let needed = with_end.replace("next: say", "next: end");
    let merged = merged(&with_end, &needed, &removed);
    assert_eq!(merged.conflicts.len(), 1, "{:?}", merged.conflicts);
    assert_eq!(merged.conflicts[0].kind, ConflictKind::Needed);
    assert_eq!(merged.conflicts[0].path.to_string(), "nodes.end");
    let marked = merged.marked(&Markers { size: 9, ..Markers::default() });
    assert!(
        marked.contains("<<<<<<<<< ours\n  # конец\n  end: {type: end}\n=========\n>>>>>>>>> theirs\n"),
        "{marked}"
    );
}

#[test]
fn edits_that_break_the_flow_together_are_told() {
    // One gives the only way out of a loop away, the other one the second.
    let base = FLOW.replace("    next: end\n", "    next: end\n    title: Раз\n");
    let ours = base.replace("type: message\n    text: Здравствуйте", "type: search\n    top: 5");
    let theirs = base.replace("text: Здравствуйте", "text: Да");
    let merged = merged(&base, &ours, &theirs);
    assert!(!merged.is_clean());
}
