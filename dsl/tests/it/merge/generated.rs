//! Generated pairs of edits to one file: what does not overlap merges, and either way round.

use proptest::prelude::*;
use sufler_dsl::{
    check,
    edit::{Op, Options, Path, Place, Segment, Value, edit},
    merge::merge,
    source::Source,
    yaml,
};

use crate::edit::{
    flows,
    laws::{self, CASES, FLOW_CASES, run},
    oracle,
    untidy::{self, Tape},
};

const ALL: Options = Options { confirm_alias: true, draft: true };

fn value_of(text: &str) -> Value {
    let (tree, _) = yaml::parse(&Source::new("f", text));
    tree.root.as_ref().map_or(Value::Null, Value::of)
}

fn comments(text: &str) -> Vec<String> {
    let source = Source::new("f", text);
    let comments = yaml::parse(&source).0.comments;
    let mut all: Vec<String> =
        comments.iter().map(|it| source.slice(it.span).trim_end().to_owned()).collect();
    all.sort();
    all
}

/// The place an operation changes: the list itself where numbers shift.
fn place(op: &Op) -> Path {
    let own = match op {
        Op::Set { path, .. } | Op::Unset { path } | Op::Comment { path, .. } => path.clone(),
        Op::Insert { path, .. } | Op::Move { path, .. } => path.clone(),
        _ => Path::default(),
    };
    let shifts = matches!(op, Op::Insert { .. } | Op::Move { .. } | Op::Unset { .. });
    match own.split_last() {
        Some((list, Segment::Index(_))) if shifts => list,
        _ => own,
    }
}

fn overlap(one: &Path, two: &Path) -> bool {
    one.segments().starts_with(two.segments()) || two.segments().starts_with(one.segments())
}

fn edited(source: &Source, op: &Op) -> Option<Source> {
    let edited = edit(source, std::slice::from_ref(op), ALL).ok()?;
    Some(Source::new("f", edited.text))
}

/// Two edits of different places merge, either way round, whatever the file looks like.
fn merges(base: &Source, root: &Value, one: &Op, two: &Op) -> Result<bool, TestCaseError> {
    let Some(both) = oracle::after(root, one).and_then(|value| oracle::after(&value, two)) else {
        return Ok(false);
    };
    if overlap(&place(one), &place(two)) {
        return Ok(false);
    }
    let (Some(ours), Some(theirs)) = (edited(base, one), edited(base, two)) else { return Ok(false) };
    let told = |text: &str| {
        format!(
            "{one:?}\n{two:?}\n--- base\n{}\n--- ours\n{}\n--- theirs\n{}\n--- merged\n{text}",
            base.text(),
            ours.text(),
            theirs.text()
        )
    };
    for (left, right) in [(&ours, &theirs), (&theirs, &ours)] {
        let merged = merge(base, left, right);
        prop_assert!(merged.is_clean(), "{:?}\n{}", merged.conflicts, told(&merged.text));
        prop_assert!(value_of(&merged.text).alike(&both), "{}", told(&merged.text));
        if matches!((one, two), (Op::Set { .. }, Op::Set { .. })) {
            let all = comments(&merged.text);
            let kept = comments(left.text()).iter().filter(|it| !all.contains(it)).count();
            let lost =
                comments(base.text()).len() - comments(right.text()).len().min(comments(base.text()).len());
            prop_assert!(kept <= lost, "{}", told(&merged.text));
        }
    }
    Ok(true)
}

#[test]
fn edits_of_different_places_merge_in_any_style() {
    let tally = run(CASES, |bytes, tally| {
        let (choices, rest) = bytes.split_at(bytes.len().min(24));
        let (mut tape, mut rest) = (Tape::new(choices), Tape::new(rest));
        let Some((base, root)) = laws::document(&mut rest, false) else { return Ok(()) };
        let (one, two) = (laws::operation(&mut tape, &root), laws::operation(&mut tape, &root));
        tally.borrow_mut().done += usize::from(merges(&base, &root, &one, &two)?);
        Ok(())
    });
    assert!(tally.done * 4 > laws::cases(CASES) as usize, "only {} pairs", tally.done);
}

/// Where entries go, comments are left without an owner.
#[test]
fn removals_of_different_places_merge_in_any_style() {
    let tally = run(CASES, |bytes, tally| {
        let (choices, rest) = bytes.split_at(bytes.len().min(4));
        let (mut tape, mut rest) = (Tape::new(choices), Tape::new(rest));
        let Some((base, root)) = laws::document(&mut rest, false) else { return Ok(()) };
        let paths = oracle::paths(&root);
        let (one, two) = (tape.pick(&paths).clone(), tape.pick(&paths).clone());
        let (one, two) = (Op::Unset { path: one }, Op::Unset { path: two });
        tally.borrow_mut().done += usize::from(merges(&base, &root, &one, &two)?);
        Ok(())
    });
    assert!(tally.done * 8 > laws::cases(CASES) as usize, "only {} pairs", tally.done);
}

/// An edit of one node or of something beside the nodes.
fn operation(tape: &mut Tape<'_>, root: &Value, id: &str, fresh: &str) -> Op {
    let ids = flows::ids(root);
    let other = tape.pick(&ids).clone();
    let own = Path::of_keys(&["nodes", id]);
    let message = value_with(&[("type", "message"), ("text", "Привет"), ("next", "end")]);
    match tape.below(9) {
        0 => Op::Set { path: own.key("title"), value: Value::Text(format!("Имя {}", untidy::text(tape))) },
        1 => {
            Op::Set { path: own.key("note"), value: Value::from("Заметка\nв две строки\n") }
        }
        2 => Op::Comment { path: own, text: Some(untidy::note(tape)), place: Some(Place::Above) },
        3 => Op::MoveNode { id: id.to_owned(), after: (other != id).then_some(other) },
        4 => Op::RenameNode { from: id.to_owned(), to: fresh.to_owned() },
        5 => Op::AddNode { id: fresh.to_owned(), node: message, after: Some(id.to_owned()) },
        6 => Op::AddNode { id: fresh.to_owned(), node: message, after: None },
        7 => Op::DuplicateNode { id: id.to_owned(), copy: fresh.to_owned(), after: None },
        _ => Op::Connect { from: Some(id.to_owned()), exit: "on_error".parse().unwrap(), to: other },
    }
}

fn value_with(entries: &[(&str, &str)]) -> Value {
    Value::Map(entries.iter().map(|(key, value)| ((*key).to_owned(), Value::from(*value))).collect())
}

#[test]
fn edits_of_different_nodes_merge_and_the_flow_lints() {
    let tally = run(FLOW_CASES, |bytes, tally| {
        let (choices, rest) = bytes.split_at(bytes.len().min(16));
        let mut tape = Tape::new(choices);
        let Some(base) = flows::flow(&mut Tape::new(rest)) else { return Ok(()) };
        let root = value_of(base.text());
        let ids = flows::ids(&root);
        let first = tape.below(ids.len());
        let second = (first + 1 + tape.below(ids.len() - 1)) % ids.len();
        let (one, two) = (ids[first].clone(), ids[second].clone());
        let (one, two) =
            (operation(&mut tape, &root, &one, "первый"), operation(&mut tape, &root, &two, "второй"));
        let (Some(ours), Some(theirs)) = (edited(&base, &one), edited(&base, &two)) else { return Ok(()) };
        if [&ours, &theirs].into_iter().any(|side| check(side).has_errors()) {
            return Ok(());
        }
        tally.borrow_mut().done += 1;
        let there = merge(&base, &ours, &theirs);
        let back = merge(&base, &theirs, &ours);
        for merged in [&there, &back] {
            let told = || {
                format!(
                    "{one:?}\n{two:?}\n--- base\n{}\n--- ours\n{}\n--- theirs\n{}\n--- merged\n{}",
                    base.text(),
                    ours.text(),
                    theirs.text(),
                    merged.text
                )
            };
            prop_assert!(merged.is_clean(), "{:?}\n{}", merged.conflicts, told());
            let after = Source::new("f", merged.text.as_str());
            prop_assert!(!check(&after).has_errors(), "{}", told());
        }
        prop_assert!(
            value_of(&there.text).alike(&value_of(&back.text)),
            "{}\n---\n{}",
            there.text,
            back.text
        );
        Ok(())
    });
    assert!(tally.done * 3 > laws::cases(FLOW_CASES) as usize, "only {} pairs", tally.done);
}

#[test]
fn any_three_texts_merge_somehow() {
    run(CASES, |bytes, _| {
        let mut tape = Tape::new(bytes);
        let mut text = |anchors: bool| laws::document(&mut tape, anchors).map(|it| it.0);
        let (Some(base), Some(ours), Some(theirs)) = (text(true), text(true), text(false)) else {
            return Ok(());
        };
        let merged = merge(&base, &ours, &theirs);
        prop_assert!(
            merged.is_clean()
                || merged.marked(&Default::default()).contains("=======")
                || merged.conflicts.iter().all(|it| it.kind == sufler_dsl::merge::ConflictKind::Comment)
        );
        // Whoever changed nothing has no say.
        prop_assert_eq!(merge(&base, &base, &theirs).text, theirs.text());
        prop_assert_eq!(merge(&base, &ours, &base).text, ours.text());
        Ok(())
    });
}
