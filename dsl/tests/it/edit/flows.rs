//! The laws of editing on whole flows: operations on nodes, in files written in untidy ways.

use proptest::prelude::*;
use sufler_dsl::{
    check,
    edit::{Files, Op, Options, Path, Reason, Value, edit, edit_files, parse_ops},
    source::Source,
    yaml,
};

use super::{
    laws::{FLOW_CASES, run},
    oracle,
    table::FLOW,
    untidy::{self, Tape},
};

const IDS: [&str; 6] = ["faq", "узел", "node-7", "n_1", "ответ_2", "x"];

pub(crate) fn value_of(text: &str) -> Value {
    let (tree, _) = yaml::parse(&Source::new("f", text));
    tree.root.as_ref().map_or(Value::Null, Value::of)
}

/// A valid flow: the one of the table and a few more messages, written untidily.
pub(crate) fn flow(tape: &mut Tape<'_>) -> Option<Source> {
    let mut root = value_of(FLOW);
    let Value::Map(entries) = &mut root else { return None };
    let Some((_, Value::Map(nodes))) = entries.iter_mut().find(|(key, _)| key == "nodes") else {
        return None;
    };
    for id in IDS.iter().take(tape.below(4)) {
        let ids: Vec<String> = nodes.iter().map(|(id, _)| id.clone()).collect();
        let next = tape.pick(&ids).clone();
        let text = format!("Текст {}", untidy::text(tape).replace(['{', '}'], ""));
        let field = |key: &str, value: &str| (key.to_owned(), Value::from(value));
        let message = vec![field("type", "message"), field("text", &text), field("next", &next)];
        let at = tape.below(nodes.len());
        nodes.insert(at, ((*id).to_owned(), Value::Map(message)));
    }
    let source = Source::new("flow.yaml", untidy::document(tape, &root, wants_anchors(&root)));
    let same = value_of(source.text()).same(&root);
    (same && !check(&source).has_errors()).then_some(source)
}

fn wants_anchors(root: &Value) -> bool {
    // Flows of an odd number of fields share values, the others do not.
    oracle::paths(root).len() % 2 == 1
}

pub(crate) fn ids(root: &Value) -> Vec<String> {
    match root.get("nodes") {
        Some(Value::Map(nodes)) => nodes.iter().map(|(id, _)| id.clone()).collect(),
        _ => Vec::new(),
    }
}

fn operation(tape: &mut Tape<'_>, root: &Value) -> Op {
    let ids = ids(root);
    let id = tape.pick(&ids).clone();
    let other = tape.pick(&ids).clone();
    let new = (*tape.pick(&["новый", "fresh", "x-9"])).to_owned();
    let message = value_of(if tape.one_in(2) {
        "{type: message, text: Привет, next: end}"
    } else {
        "{type: message, text: \"Раз\\nдва\\n\", next: end}"
    });
    let exit: Path = (*tape.pick(&["next", "else", "branches[0].next", "on_error"])).parse().unwrap();
    match tape.below(11) {
        0 => Op::AddNode { id: new, node: message, after: tape.one_in(2).then_some(other) },
        1 => Op::RemoveNode { id, to: (!tape.one_in(3)).then_some(other) },
        2 | 3 => Op::RenameNode { from: id, to: new },
        4 => Op::DuplicateNode { id, copy: new, after: tape.one_in(2).then_some(other) },
        5 => Op::MoveNode { id, after: (!tape.one_in(3)).then_some(other) },
        6 => Op::Connect { from: Some(id), exit, to: other },
        7 => Op::Disconnect { from: Some(id), exit },
        8 => Op::InsertOnEdge { from: Some(id), exit, id: new, node: message },
        9 => Op::RenameVariable { from: "city".to_owned(), to: "town".to_owned() },
        _ => Op::RenameIntent { from: "delivery".to_owned(), to: "доставка".to_owned() },
    }
}

#[test]
fn a_valid_flow_stays_valid_or_untouched() {
    let tally = run(FLOW_CASES, |bytes, tally| {
        let mut tape = Tape::new(bytes);
        let Some(source) = flow(&mut tape) else {
            tally.borrow_mut().untidy_slips += 1;
            return Ok(());
        };
        let root = value_of(source.text());
        let op = operation(&mut tape, &root);
        let all = Options { confirm_alias: true, draft: false };
        match edit(&source, std::slice::from_ref(&op), all) {
            Ok(edited) => {
                tally.borrow_mut().done += 1;
                let after = Source::new("f", edited.text.as_str());
                prop_assert!(!check(&after).has_errors(), "{:?}\n{}", op, edited.text);
                prop_assert_eq!(edited.undone(), Some(source.text().to_owned()));
                prop_assert_eq!(
                    comments(&after) + removed(&source, &op),
                    comments(&source) + copied(&source, &op),
                    "{:?}\n{}\n---\n{}",
                    op,
                    source.text(),
                    edited.text
                );
            }
            Err(error) if error.reason == Reason::Unsupported => {
                tally.borrow_mut().refused.push(format!("{op:?}\n{error}\n{}", source.text()));
            }
            Err(error) => prop_assert!(error.reason != Reason::Unreadable, "{error}"),
        }
        Ok(())
    });
    assert!(
        tally.untidy_slips * 20 < tally.done + 200,
        "the generator slips too often: {}",
        tally.untidy_slips
    );
    let shown = tally.refused.iter().take(3).map(String::as_str).collect::<Vec<_>>().join("\n=====\n");
    assert!(
        tally.refused.len() * 30 < tally.done,
        "{} of {} refused, such as\n{shown}",
        tally.refused.len(),
        tally.done
    );
}

fn comments(source: &Source) -> usize {
    yaml::parse(source).0.comments.len()
}

/// Comments that go with a removed node.
fn removed(source: &Source, op: &Op) -> usize {
    let Op::RemoveNode { id, .. } = op else { return 0 };
    let cut = edit(
        source,
        &[Op::Unset { path: Path::of_keys(&["nodes", id]) }],
        Options { confirm_alias: true, draft: true },
    );
    cut.map_or(0, |cut| comments(source) - comments(&Source::new("f", cut.text)))
}

/// Comments that come with a copied node: those inside it.
fn copied(source: &Source, op: &Op) -> usize {
    let Op::DuplicateNode { copy, .. } = op else { return 0 };
    let copied =
        edit(source, std::slice::from_ref(op), Options { confirm_alias: true, draft: true }).unwrap();
    let copied = Source::new("f", copied.text);
    let back = edit(
        &copied,
        &[Op::Unset { path: Path::of_keys(&["nodes", copy]) }],
        Options { confirm_alias: true, draft: true },
    );
    back.map_or(0, |back| comments(&copied) - comments(&Source::new("f", back.text)))
}

#[test]
fn renaming_there_and_back_restores_the_bytes() {
    let tally = run(FLOW_CASES, |bytes, tally| {
        let mut tape = Tape::new(bytes);
        let Some(source) = flow(&mut tape) else { return Ok(()) };
        let root = value_of(source.text());
        let from = tape.pick(&ids(&root)).clone();
        let rename = |from: &str, to: &str| Op::RenameNode { from: from.to_owned(), to: to.to_owned() };
        let all = Options { confirm_alias: true, draft: false };
        let Ok(there) = edit(&source, &[rename(&from, "новое-имя")], all) else { return Ok(()) };
        let there = Source::new("f", there.text);
        let names = |value: &Value| {
            oracle::paths(value)
                .iter()
                .filter(|path| value.at(path).and_then(Value::as_text) == Some(&from))
                .count()
        };
        let after = value_of(there.text());
        prop_assert!(after.at(&Path::of_keys(&["nodes", "новое-имя"])).is_some());
        prop_assert!(names(&after) <= names(&root));
        if let Ok(back) = edit(&there, &[rename("новое-имя", &from)], all) {
            tally.borrow_mut().done += 1;
            let (back, source) = (value_of(&back.text), value_of(source.text()));
            prop_assert!(back.same(&source));
        }
        Ok(())
    });
    assert!(tally.done > 100, "{}", tally.done);
}

#[test]
fn text_to_graph_to_text_is_identity() {
    let tally = run(FLOW_CASES, |bytes, tally| {
        let mut tape = Tape::new(bytes);
        let Some(source) = flow(&mut tape) else { return Ok(()) };
        tally.borrow_mut().done += 1;
        // What a canvas would send: every node of the graph as a whole, unchanged.
        let root = value_of(source.text());
        let graph = check(&source).graph;
        let ops: Vec<Op> = graph
            .nodes
            .iter()
            .map(|node| Path::of_keys(&["nodes", &node.id]))
            .map(|path| Op::Set { value: root.at(&path).unwrap().clone(), path })
            .chain(graph.edges.iter().map(|edge| Op::Connect {
                from: edge.from.map(|from| graph.nodes[usize::from(from.0)].id.to_string()),
                exit: edge.exit.parse().unwrap(),
                to: graph.nodes[usize::from(edge.to.0)].id.to_string(),
            }))
            .collect();
        let edited = edit(&source, &ops, Options::default())
            .map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(edited.text.as_str(), source.text());
        Ok(())
    });
    assert!(tally.done > 100);
}

#[test]
fn names_follow_into_dialogs_and_layout() {
    let flow = Source::new("flow.yaml", FLOW);
    let dialogs = [Source::new(
        "dialogs/a.yaml",
        "dialog: Раз\nworld: {intent: {name: delivery, confidence: 0.9}} # запись\nturns:\n  - customer: say\n    expect: {path: [start, say, end], intent: delivery, variables: {city: Казань}}\n",
    )];
    let layout = Source::new("layout.yaml", "# места\nnodes:\n  say: {x: 10, y: 20}\n  end: {x: 0, y: 0}\n");
    let ops = r#"[{"op":"rename_node","from":"say","to":"hello"},{"op":"rename_variable","from":"city","to":"town"},
        {"op":"rename_intent","from":"delivery","to":"shipping"},{"op":"remove_node","id":"end","to":"operator"}]"#;
    let files = Files { flow: &flow, dialogs: &dialogs, layout: Some(&layout) };
    let edited =
        edit_files(files, &parse_ops(ops).unwrap(), Options { draft: true, confirm_alias: false }).unwrap();
    assert_eq!(
        edited.dialogs[0].text,
        "dialog: Раз\nworld: {intent: {name: shipping, confidence: 0.9}} # запись\nturns:\n  - customer: say\n    expect: {path: [start, hello, end], intent: shipping, variables: {town: Казань}}\n"
    );
    assert_eq!(edited.layout.unwrap().text, "# места\nnodes:\n  hello: {x: 10, y: 20}\n");
    assert!(edited.flow.text.contains("next: hello"));
}

#[test]
fn files_without_names_are_not_even_read() {
    let flow = Source::new("flow.yaml", FLOW);
    let broken = [Source::new("dialogs/a.yaml", "a: [")];
    let files = Files { flow: &flow, dialogs: &broken, layout: None };
    let ops = parse_ops(r#"{"op":"set","path":"title","value":"Имя"}"#).unwrap();
    assert!(!edit_files(files, &ops, Options::default()).unwrap().dialogs[0].is_changed());
    let rename = parse_ops(r#"{"op":"rename_node","from":"say","to":"hello"}"#).unwrap();
    assert_eq!(edit_files(files, &rename, Options::default()).unwrap_err().reason, Reason::Unreadable);
}

#[test]
fn a_large_file_is_edited_quickly() {
    let mut text = FLOW.to_owned();
    for number in 0..700 {
        text += &format!(
            "  # node {number}\n  n{number}:\n    type: message\n    text: |\n      Раз\n      два\n    next: say\n\n"
        );
    }
    let source = Source::new("flow.yaml", text.as_str());
    let ops = parse_ops(r#"[{"op":"rename_node","from":"say","to":"hello"},{"op":"set","path":"nodes.n500.text","value":"Три\n"}]"#).unwrap();
    let edited = edit(&source, &ops, Options::default()).unwrap();
    assert_eq!(edited.text.matches("next: hello").count(), 702);
    assert_eq!(edited.undone().as_deref(), Some(text.as_str()));
}
