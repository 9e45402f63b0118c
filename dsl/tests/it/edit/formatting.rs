//! The laws of the formatter.

use proptest::prelude::*;
use rstest::rstest;
use sufler_dsl::{edit::Value, format::format, source::Source, yaml};

use super::{
    laws::{CASES, document, run},
    untidy::Tape,
};

fn formatted(text: &str) -> String {
    format(&Source::new("f.yaml", text)).unwrap()
}

#[test]
fn formatting_keeps_meaning_and_comments_and_is_idempotent() {
    let tally = run(CASES, |bytes, tally| {
        let mut tape = Tape::new(bytes);
        let anchors = tape.one_in(2);
        let Some((source, root)) = document(&mut tape, anchors) else { return Ok(()) };
        let text = match format(&source) {
            Ok(text) => text,
            Err(error) => {
                tally.borrow_mut().refused.push(format!("{error}\n{}", source.text()));
                return Ok(());
            }
        };
        tally.borrow_mut().done += 1;
        let after = Source::new("f", text.as_str());
        let (tree, diagnostics) = yaml::parse(&after);
        prop_assert!(diagnostics.is_empty());
        prop_assert!(Value::of(tree.root.as_ref().unwrap()).same(&root));
        prop_assert_eq!(tree.comments.len(), yaml::parse(&source).0.comments.len());
        prop_assert_eq!(format(&after).unwrap(), text.clone());
        let tidy = !text.contains('\r') && !text.starts_with(['\n', '\u{feff}']) && text.ends_with('\n');
        prop_assert!(tidy);
        Ok(())
    });
    let shown = tally.refused.iter().take(3).map(String::as_str).collect::<Vec<_>>().join("\n=====\n");
    assert!(
        tally.refused.len() * 200 < tally.done,
        "{} of {} refused, such as\n{shown}",
        tally.refused.len(),
        tally.done
    );
}

#[rstest]
#[case::spaces("a:   1   # c\n\n\n\nb:\n    c:  2\n", "a: 1  # c\n\nb:\n  c: 2\n")]
#[case::lists("a:\n- x\n-   y\n", "a:\n  - x\n  - y\n")]
#[case::crlf_and_bom("\u{feff}a: 1\r\nb: 2", "a: 1\nb: 2\n")]
#[case::quotes("a: \"x\"\nb: \"it's\"\n\"c\": 'd'\n", "a: 'x'\nb: \"it's\"\nc: 'd'\n")]
#[case::brackets_fit("a: { b: 1,\n  c: [ 2,3 ] }\n", "a: {b: 1, c: [2, 3]}\n")]
#[case::brackets_with_comments("a: [ # list\n  x, # one\n  y\n]\n", "a:  # list\n  - x  # one\n  - y\n")]
#[case::literal("a: |4\n    x\n      y\nb: 1\n", "a: |\n  x\n    y\nb: 1\n")]
#[case::empty_blocks("a: |\nb: >-\nc: |+\n\n", "a: ''\nb: ''\nc: \"\\n\"\n")]
#[case::folded_as_wrapped("a: >-\n     раз\n     два\n\n     три\n", "a: >-\n  раз\n  два\n\n  три\n")]
#[case::deeper_comments_stay_inside(
    "a:\n    b: 1\n    # in a\n# before c\nc: 2\n",
    "a:\n  b: 1\n  # in a\n# before c\nc: 2\n"
)]
#[case::dashes("a:\n  -  b: 1\n     c: 2\n  -\n    d: 3\n", "a:\n  - b: 1\n    c: 2\n  - d: 3\n")]
#[case::anchors("a: &x   {b: 1}\nc:    *x\n", "a: &x {b: 1}\nc: *x\n")]
fn style(#[case] before: &str, #[case] after: &str) {
    assert_eq!(formatted(before), after);
    assert_eq!(formatted(after), after);
}

#[test]
fn what_cannot_be_read_is_refused() {
    assert!(format(&Source::new("f", "a: [")).is_err());
}
