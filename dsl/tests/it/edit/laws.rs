//! The laws of editing, on generated documents and operations.

use std::cell::RefCell;

use proptest::{
    prelude::*,
    test_runner::{TestError, TestRunner},
};
use sufler_dsl::{
    edit::{EditError, Edited, Op, Options, Path, Place, Reason, Value, apply, edit},
    source::{Source, Span},
    yaml::{self, Node, Tree},
};

use super::{
    oracle,
    untidy::{self, Tape},
};

/// Cases of a law on documents, if `PROPTEST_CASES` does not say.
pub(crate) const CASES: u32 = 2_000;
/// … and of a law on whole flows, each of which is checked several times.
pub(crate) const FLOW_CASES: u32 = 2_000;

/// How many cases to run: `PROPTEST_CASES`, else so many.
pub(crate) fn cases(usual: u32) -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

pub(crate) fn config(usual: u32) -> ProptestConfig {
    ProptestConfig {
        cases: cases(usual),
        failure_persistence: None,
        max_shrink_iters: 4_000,
        ..ProptestConfig::default()
    }
}

fn parse(source: &Source) -> Tree {
    let (tree, diagnostics) = yaml::parse(source);
    assert!(tree.complete && diagnostics.is_empty(), "{diagnostics:?}\n{}", source.text());
    tree
}

pub(crate) fn value_of(source: &Source) -> Value {
    Value::of(parse(source).root.as_ref().unwrap())
}

/// A document and what it means; `None` when the untidy writer wrote something else than it meant.
pub(crate) fn document(tape: &mut Tape<'_>, anchors: bool) -> Option<(Source, Value)> {
    let mut pool = Vec::new();
    let mut root = untidy::map(tape, 3, &mut pool);
    if root.is_empty() {
        root = Value::Map(vec![("a".to_owned(), untidy::value(tape, 2, &mut pool))]);
    }
    let source = Source::new("f.yaml", untidy::document(tape, &root, anchors));
    let (tree, diagnostics) = yaml::parse(&source);
    let good = tree.complete
        && diagnostics.is_empty()
        && tree.root.as_ref().is_some_and(|it| Value::of(it).same(&root));
    good.then_some((source, root))
}

pub(crate) fn operation(tape: &mut Tape<'_>, root: &Value) -> Op {
    let paths = oracle::paths(root);
    let path = tape.pick(&paths).clone();
    let mut pool = Vec::new();
    match tape.below(12) {
        0..=2 => Op::Set { path, value: Value::Text(untidy::text(tape)) },
        3 | 4 => Op::Set { path, value: untidy::value(tape, 2, &mut pool) },
        5 => {
            let parent = path.split_last().map(|(parent, _)| parent).unwrap_or_default();
            Op::Set { path: parent.key(&untidy::key(tape)), value: untidy::value(tape, 2, &mut pool) }
        }
        6 | 7 => Op::Unset { path },
        8 => {
            let at = tape.below(4);
            Op::Insert { path: path.index(at), value: untidy::value(tape, 2, &mut pool) }
        }
        9 => Op::Move { path, to: tape.below(4) },
        _ => {
            let text = (!tape.one_in(3)).then(|| untidy::note(tape));
            let place = *tape.pick(&[None, Some(Place::Above), Some(Place::Beside)]);
            Op::Comment { path, text, place }
        }
    }
}

/// What every successful edit must have kept.
fn check_edited(source: &Source, edited: &Edited, allowed: Span) -> Result<(), TestCaseError> {
    prop_assert_eq!(apply(source.text(), &edited.patches), Some(edited.text.clone()));
    prop_assert_eq!(edited.undone(), Some(source.text().to_owned()));
    for patch in &edited.patches {
        let inside = allowed.start <= patch.span.start && patch.span.end <= allowed.end;
        prop_assert!(
            inside,
            "{:?} reaches out of {:?}\n--- before\n{}\n--- after\n{}",
            patch,
            allowed,
            source.text(),
            edited.text
        );
    }
    let bom = |text: &str| text.starts_with('\u{feff}');
    prop_assert_eq!(bom(source.text()), bom(&edited.text));
    if source.text().contains("\r\n") {
        prop_assert!(!edited.text.replace("\r\n", "").contains('\n'), "mixed line breaks\n{:?}", edited.text);
    }
    prop_assert!(
        ends(source.text()) == ends(&edited.text) || keeps_breaks(source),
        "the final line break changed\n--- before\n{:?}\n--- after\n{:?}",
        source.text(),
        edited.text
    );
    let after = parse(&Source::new("f", edited.text.as_str()));
    let mut left: Vec<&str> =
        after.comments.iter().map(|it| &edited.text[it.span.start..it.span.end]).collect();
    for comment in parse(source).comments {
        if comment.span.end <= allowed.start || allowed.end <= comment.span.start {
            let text = source.slice(comment.span);
            let at = left.iter().position(|it| *it == text);
            prop_assert!(
                at.is_some(),
                "lost {}\n--- before\n{}\n--- after\n{}",
                text,
                source.text(),
                edited.text
            );
            left.swap_remove(at.unwrap());
        }
    }
    Ok(())
}

/// Whether a text somewhere keeps its last line breaks, and so may need one at the end of a file.
fn keeps_breaks(source: &Source) -> bool {
    ["|+", ">+"].iter().any(|sign| source.text().contains(sign))
        || (1..=9).any(|digit| source.text().contains(&format!("|{digit}+")))
}

/// Whether the last line is ended.
fn ends(text: &str) -> bool {
    text.ends_with('\n')
}

/// Lines that an operation may touch: those of the entry it names with its comments and the line
/// break before, or those of the collection around it where commas or emptiness are at stake.
fn allowed(source: &Source, op: &Op) -> Span {
    let tree = parse(source);
    let root = tree.root.as_ref().unwrap();
    let (path, whole) = match op {
        Op::Set { path, .. } | Op::Comment { path, .. } => (path, false),
        Op::Unset { path } => (path, siblings(root, path) <= 1),
        Op::Insert { path, .. } | Op::Move { path, .. } => (path, true),
        _ => (&Path::default(), true),
    };
    let in_brackets = (0..path.segments().len()).any(|depth| {
        let above = Path::new(path.segments()[..depth].to_vec());
        node_at(root, &above).is_some_and(|node| source.slice(node.written).starts_with(['{', '[']))
    });
    let mut path = path.clone();
    let missing = node_at(root, &path).is_none();
    if whole || in_brackets || missing {
        path = path.split_last().map(|(parent, _)| parent).unwrap_or_default();
    }
    // Inside brackets a line may hold entries of several levels.
    while in_brackets && !path.segments().is_empty() {
        let parent = path.split_last().map(|(parent, _)| parent).unwrap_or_default();
        if node_at(root, &parent).is_some_and(|node| source.slice(node.written).starts_with(['{', '['])) {
            path = parent;
        } else {
            break;
        }
    }
    entry_lines(source, &tree, &path)
}

fn siblings(root: &Node, path: &Path) -> usize {
    let parent = path.split_last().and_then(|(parent, _)| node_at(root, &parent));
    parent.map_or(0, |it| it.as_map().map_or_else(|| it.as_seq().map_or(0, <[_]>::len), <[_]>::len))
}

fn node_at<'n>(root: &'n Node, path: &Path) -> Option<&'n Node> {
    path.segments().iter().try_fold(root, |node, segment| match segment {
        sufler_dsl::edit::Segment::Key(key) => node.get(key),
        sufler_dsl::edit::Segment::Index(index) => node.as_seq()?.get(*index),
    })
}

fn entry_lines(source: &Source, tree: &Tree, path: &Path) -> Span {
    let root = tree.root.as_ref().unwrap();
    let Some(node) = node_at(root, path).filter(|_| !path.segments().is_empty()) else {
        return Span::new(0, source.text().len());
    };
    let parent = path.split_last().and_then(|(parent, _)| node_at(root, &parent)).unwrap();
    let start = match path.segments().last().unwrap() {
        sufler_dsl::edit::Segment::Key(key) => {
            let pair = parent.as_map().unwrap().iter().find(|pair| pair.key.key_text() == Some(key)).unwrap();
            pair.key.span.start
        }
        // From the end of the item before, or from the beginning of the list.
        sufler_dsl::edit::Segment::Index(0) => parent.span.start,
        sufler_dsl::edit::Segment::Index(index) => deepest_end(&parent.as_seq().unwrap()[index - 1]),
    };
    let is_comment =
        |line: usize| source.line(line).trim_start_matches(['\u{feff}', ' ', '\t']).starts_with('#');
    let mut first = source.line_index(start);
    while first > 0 && is_comment(first - 1) {
        first -= 1;
    }
    let mut last = source.line_index(deepest_end(node));
    while last + 1 < source.line_count() && (is_comment(last + 1) || source.line(last + 1).trim().is_empty())
    {
        last += 1;
    }
    let before = source.line_span(first).start;
    let before = source.text()[..before].trim_end_matches(['\n', '\r', ' ']).len();
    // What follows the first entry behind a dash moves up to the dash.
    let next = source.line(last + 1);
    let indent = next.len() - next.trim_start_matches(' ').len();
    Span::new(before, source.line_span(last).end + indent)
}

fn deepest_end(node: &Node) -> usize {
    node.span.end.max(node.anchor.filter(|_| node.alias.is_none()).map_or(0, |it| it.end))
}

#[derive(Default, Debug)]
pub(crate) struct Tally {
    pub(crate) untidy_slips: usize,
    pub(crate) done: usize,
    asked: usize,
    pub(crate) refused: Vec<String>,
}

pub(crate) fn run(count: u32, cases: impl Fn(&[u8], &RefCell<Tally>) -> Result<(), TestCaseError>) -> Tally {
    let tally = RefCell::new(Tally::default());
    let mut runner = TestRunner::new(config(count));
    let outcome = runner.run(&prop::collection::vec(any::<u8>(), 0..400), |tape| cases(&tape, &tally));
    if let Err(TestError::Fail(reason, tape)) = outcome {
        panic!("{reason}\ntape: {tape:?}");
    }
    tally.into_inner()
}

fn refused(error: &EditError, source: &Source, op: &Op) -> String {
    format!("{}\n{}\n--- {}", serde_json::to_string(op).unwrap(), error, source.text())
}

#[test]
fn an_edit_changes_what_it_means_and_nothing_else() {
    let tally = run(CASES, |bytes, tally| {
        let mut tape = Tape::new(bytes);
        let Some((source, root)) = document(&mut tape, false) else {
            tally.borrow_mut().untidy_slips += 1;
            return Ok(());
        };
        let op = operation(&mut tape, &root);
        let expected = oracle::after(&root, &op);
        match (edit(&source, std::slice::from_ref(&op), Options::default()), expected) {
            (Ok(edited), Some(expected)) => {
                tally.borrow_mut().done += 1;
                let got = value_of(&Source::new("f", edited.text.as_str()));
                prop_assert!(
                    got.alike(&expected),
                    "{:?}\n--- before\n{}\n--- after\n{}",
                    op,
                    source.text(),
                    edited.text
                );
                check_edited(&source, &edited, allowed(&source, &op))?;
            }
            (Ok(edited), None) => {
                prop_assert!(false, "{:?} should be refused\n{}\n---\n{}", op, source.text(), edited.text)
            }
            (Err(error), Some(_)) => {
                prop_assert!(
                    error.reason == Reason::Unsupported || matches!(op, Op::Comment { .. }),
                    "{:?}\n{}\n{}",
                    op,
                    error,
                    source.text()
                );
                tally.borrow_mut().refused.push(refused(&error, &source, &op));
            }
            (Err(error), None) => prop_assert!(error.reason != Reason::ConfirmAlias),
        }
        Ok(())
    });
    let others = tally.refused.iter().filter(|it| !it.starts_with("{\"op\":\"comment\"")).collect::<Vec<_>>();
    let shown = others.iter().take(3).map(|it| it.as_str()).collect::<Vec<_>>().join("\n=====\n");
    assert!(tally.untidy_slips * 50 < tally.done, "the generator slips too often: {}", tally.untidy_slips);
    assert!(others.len() * 200 < tally.done, "{} of {} refused, such as\n{shown}", others.len(), tally.done);
}

#[test]
fn shared_values_are_asked_about() {
    let tally = run(CASES, |bytes, tally| {
        let mut tape = Tape::new(bytes);
        let Some((source, root)) = document(&mut tape, true) else {
            tally.borrow_mut().untidy_slips += 1;
            return Ok(());
        };
        let op = operation(&mut tape, &root);
        let Some(expected) = oracle::after(&root, &op) else { return Ok(()) };
        let meant = |edited: &Edited| value_of(&Source::new("f", edited.text.as_str()));
        match edit(&source, std::slice::from_ref(&op), Options::default()) {
            Ok(edited) => {
                tally.borrow_mut().done += 1;
                prop_assert!(
                    meant(&edited).alike(&expected),
                    "{:?}\n{}\n---\n{}",
                    op,
                    source.text(),
                    edited.text
                );
                prop_assert_eq!(edited.undone(), Some(source.text().to_owned()));
            }
            Err(error) if error.reason == Reason::ConfirmAlias => {
                tally.borrow_mut().asked += 1;
                let all = Options { confirm_alias: true, ..Options::default() };
                let Ok(edited) = edit(&source, std::slice::from_ref(&op), all) else { return Ok(()) };
                prop_assert_eq!(edited.undone(), Some(source.text().to_owned()));
                if let Op::Set { path, value } = &op {
                    prop_assert!(meant(&edited).at(path).is_some_and(|it| it.alike(value)));
                }
            }
            Err(error) => {
                prop_assert!(
                    error.reason == Reason::Unsupported || matches!(op, Op::Comment { .. }),
                    "{:?}\n{}\n{}",
                    op,
                    error,
                    source.text()
                );
                tally.borrow_mut().refused.push(refused(&error, &source, &op));
            }
        }
        Ok(())
    });
    assert!(tally.asked * 100 > tally.done, "aliases are hardly met: {}", tally.asked);
    assert!(tally.refused.len() * 5 < tally.done, "{}", tally.refused.join("\n=====\n"));
}

#[test]
fn saying_what_is_said_already_keeps_the_bytes() {
    let tally = run(CASES, |bytes, tally| {
        let mut tape = Tape::new(bytes);
        let Some((source, root)) = document(&mut tape, true) else { return Ok(()) };
        tally.borrow_mut().done += 1;
        let ops: Vec<Op> = oracle::paths(&root)
            .into_iter()
            .map(|path| Op::Set { value: root.at(&path).unwrap().clone(), path })
            .collect();
        let edited = edit(&source, &ops, Options::default())
            .map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert!(edited.patches.is_empty());
        prop_assert_eq!(edited.text.as_str(), source.text());
        Ok(())
    });
    assert!(tally.done > 0);
}
