//! The laws on files that people and other programs wrote in ways of their own.

use std::{fs, path::PathBuf};

use sufler_dsl::{
    check,
    edit::{EditError, Edited, Op, Options, Path, Reason, Value, edit},
    format::format,
    merge::merge,
    source::Source,
    yaml,
};

use super::oracle;

const ALL: Options = Options { confirm_alias: true, draft: true };

/// Every file of the corpus.
fn corpus() -> Vec<Source> {
    let dir = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/hostile");
    let mut paths: Vec<PathBuf> = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() > 30);
    let read = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        Source::new(name, fs::read_to_string(path).unwrap())
    };
    paths.iter().map(read).collect()
}

fn value_of(text: &str) -> Value {
    let (tree, diagnostics) = yaml::parse(&Source::new("f", text));
    assert!(tree.complete && diagnostics.is_empty(), "{diagnostics:?}\n{text}");
    Value::of(tree.root.as_ref().unwrap())
}

fn comments(text: &str) -> Vec<String> {
    let source = Source::new("f", text);
    let mut all: Vec<String> = yaml::parse(&source)
        .0
        .comments
        .iter()
        .map(|it| source.slice(it.span).trim_end().to_owned())
        .collect();
    all.sort();
    all
}

fn keys(root: &Value, at: &str) -> Vec<String> {
    match root.at(&at.parse().unwrap()) {
        Some(Value::Map(entries)) => entries.iter().map(|(key, _)| key.clone()).collect(),
        _ => Vec::new(),
    }
}

fn run(source: &Source, op: &Op) -> Result<Edited, EditError> {
    let edited = edit(source, std::slice::from_ref(op), ALL)?;
    assert_eq!(edited.undone().as_deref(), Some(source.text()), "{}: {op:?}", source.name());
    Ok(edited)
}

/// Lines of the text that are not in the other one.
fn lines_gone(before: &str, after: &str) -> usize {
    let mut left: Vec<&str> = after.lines().collect();
    let gone = before.lines().filter(|line| match left.iter().position(|it| it == line) {
        Some(at) => {
            left.swap_remove(at);
            false
        }
        None => true,
    });
    gone.count()
}

#[test]
fn every_file_is_a_valid_flow() {
    for source in corpus() {
        let checked = check(&source);
        let errors: Vec<_> = checked.diagnostics.iter().filter(|it| it.is_error()).collect();
        assert!(errors.is_empty(), "{}: {errors:?}", source.name());
    }
}

#[test]
fn formatting_keeps_meaning_and_comments() {
    for source in corpus() {
        let text = format(&source).unwrap_or_else(|error| panic!("{}: {error}", source.name()));
        assert!(value_of(&text).same(&value_of(source.text())), "{}\n{text}", source.name());
        assert_eq!(comments(&text), comments(source.text()), "{}\n{text}", source.name());
        assert_eq!(format(&Source::new("f", text.as_str())).unwrap(), text, "{}", source.name());
    }
}

#[test]
fn saying_the_same_keeps_the_bytes() {
    for source in corpus() {
        let root = value_of(source.text());
        for path in oracle::paths(&root) {
            let op = Op::Set { value: root.at(&path).unwrap().clone(), path };
            assert!(!run(&source, &op).unwrap().is_changed(), "{}: {op:?}", source.name());
        }
    }
}

/// Every basic operation at every place: it does what it should, or says that it cannot.
#[test]
fn every_place_can_be_changed() {
    let mut refused = Vec::new();
    let mut done = 0;
    for source in corpus() {
        let root = value_of(source.text());
        for path in oracle::paths(&root) {
            let list = Value::List(vec![Value::Int(1), Value::Text("a: b".to_owned())]);
            let ops = [
                Op::Set { path: path.clone(), value: Value::from("Новое: слово") },
                Op::Set { path: path.clone(), value: Value::from("Раз\n  два\n\n") },
                Op::Set { path: path.clone(), value: list },
                Op::Unset { path: path.clone() },
                Op::Comment { path: path.clone(), text: Some("заметка".to_owned()), place: None },
                Op::Comment { path: path.clone(), text: None, place: None },
                Op::Set { path: path.key("новое"), value: Value::Int(5) },
            ];
            for op in ops {
                let Some(expected) = oracle::after(&root, &op) else { continue };
                match run(&source, &op) {
                    Ok(edited) => {
                        done += 1;
                        let shared = source.text().contains('*');
                        let same = value_of(&edited.text).alike(&expected);
                        assert!(same || shared, "{}: {op:?}\n{}", source.name(), edited.text);
                        if source.text().contains("\r\n") && !source.name().starts_with("mixed") {
                            let lone = edited.text.replace("\r\n", "").contains('\n');
                            assert!(!lone, "{}: {op:?}\n{:?}", source.name(), edited.text);
                        }
                    }
                    Err(error) => {
                        assert_eq!(error.reason, Reason::Unsupported, "{}: {op:?}\n{error}", source.name());
                        if !matches!(op, Op::Comment { .. }) {
                            refused.push(format!("{}: {op:?}\n{error}", source.name()));
                        }
                    }
                }
            }
        }
    }
    assert!(refused.len() * 100 < done, "{} of {done} refused:\n{}", refused.len(), refused.join("\n"));
}

#[test]
fn a_scalar_changes_its_own_lines_only() {
    for source in corpus().iter().filter(|it| !it.text().contains('&')) {
        let root = value_of(source.text());
        for path in oracle::paths(&root) {
            let Some(text) = root.at(&path).and_then(Value::as_text) else { continue };
            let op = Op::Set { path: path.clone(), value: Value::from("другое") };
            let edited = run(source, &op).unwrap();
            let (tree, _) = yaml::parse(source);
            let lines = text.lines().count() + 4;
            let brackets = source.text().starts_with('{') || tree.root.is_none();
            assert!(
                lines_gone(source.text(), &edited.text) <= lines || brackets,
                "{}: {op:?}\n{}",
                source.name(),
                edited.text
            );
        }
    }
}

#[test]
fn names_are_followed_everywhere() {
    for source in corpus() {
        let root = value_of(source.text());
        let node = |id: String| (Op::RenameNode { from: id.clone(), to: "новый-1".to_owned() }, id);
        let variable = |id: String| (Op::RenameVariable { from: id.clone(), to: "fresh".to_owned() }, id);
        let intent = |id: String| (Op::RenameIntent { from: id.clone(), to: "свежий".to_owned() }, id);
        let intents = keys(&root, "nodes")
            .into_iter()
            .flat_map(|id| keys(&root, &Path::of_keys(&["nodes", &id, "intents"]).to_string()));
        let ops = keys(&root, "nodes")
            .into_iter()
            .map(node)
            .chain(keys(&root, "variables").into_iter().map(variable))
            .chain(intents.map(intent));
        for (op, from) in ops {
            let edited =
                run(&source, &op).unwrap_or_else(|error| panic!("{}: {op:?}\n{error}", source.name()));
            let after = Source::new("f", edited.text.as_str());
            let errors = check(&after).diagnostics.iter().filter(|it| it.is_error()).count();
            assert_eq!(errors, 0, "{}: {op:?}\n{}", source.name(), edited.text);
            assert_eq!(comments(&edited.text), comments(source.text()), "{}: {op:?}", source.name());
            let back = match op.clone() {
                Op::RenameNode { from, to } => Op::RenameNode { from: to, to: from },
                Op::RenameVariable { from, to } => Op::RenameVariable { from: to, to: from },
                Op::RenameIntent { from, to } => Op::RenameIntent { from: to, to: from },
                other => other,
            };
            let back = run(&after, &back).unwrap();
            assert!(value_of(&back.text).same(&root), "{}: {op:?}\n{}", source.name(), back.text);
            if source.name().starts_with("intents_in_texts") && from == "price" {
                let left = edited.text.matches("\"price\"").count() + edited.text.matches("'price'").count();
                // The word in the plain text, and the one in the comment of the template.
                assert_eq!(left, 2, "{}", edited.text);
            }
        }
    }
}

#[test]
fn nodes_come_go_and_move() {
    for source in corpus() {
        let root = value_of(source.text());
        let ids = keys(&root, "nodes");
        let message: Value =
            serde_json::from_str(r#"{"type":"message","text":"Раз\nдва","next":"END"}"#).unwrap();
        let Value::Map(mut message) = message else { return };
        message.pop();
        message.push(("next".to_owned(), Value::from(ids[0].as_str())));
        let message = Value::Map(message);
        for id in &ids {
            let fresh = || "свежий".to_owned();
            let ops = [
                Op::AddNode { id: fresh(), node: message.clone(), after: Some(id.clone()) },
                Op::DuplicateNode { id: id.clone(), copy: fresh(), after: None },
                Op::MoveNode { id: id.clone(), after: None },
                Op::MoveNode { id: id.clone(), after: ids.last().filter(|last| *last != id).cloned() },
                Op::RemoveNode { id: id.clone(), to: None },
            ];
            for op in ops {
                match run(&source, &op) {
                    Ok(edited) => {
                        let after = keys(&value_of(&edited.text), "nodes");
                        let wanted = match op {
                            Op::AddNode { .. } | Op::DuplicateNode { .. } => ids.len() + 1,
                            Op::RemoveNode { .. } => ids.len() - 1,
                            _ => ids.len(),
                        };
                        assert_eq!(after.len(), wanted, "{}: {op:?}\n{}", source.name(), edited.text);
                        if matches!(op, Op::MoveNode { .. } | Op::AddNode { .. }) {
                            assert_eq!(
                                comments(&edited.text),
                                comments(source.text()),
                                "{}: {op:?}",
                                source.name()
                            );
                        }
                    }
                    Err(error) => {
                        assert_eq!(error.reason, Reason::Unsupported, "{}: {op:?}\n{error}", source.name())
                    }
                }
            }
        }
    }
}

#[test]
fn edits_of_different_nodes_merge() {
    for base in corpus() {
        let ids = keys(&value_of(base.text()), "nodes");
        let title = |id: &str, text: &str| Op::Set {
            path: Path::of_keys(&["nodes", id, "title"]),
            value: Value::from(text),
        };
        for (one, two) in ids.iter().zip(ids.iter().skip(1)) {
            let (first, second) = (title(one, "Раз"), title(two, "Два"));
            let side = |op: &Op| Source::new("f", run(&base, op).unwrap().text);
            let merged = merge(&base, &side(&first), &side(&second));
            assert!(merged.is_clean(), "{}: {one} {two}\n{:?}", base.name(), merged.conflicts);
            let both = edit(&base, &[first, second], ALL).unwrap();
            assert!(value_of(&merged.text).alike(&value_of(&both.text)), "{}\n{}", base.name(), merged.text);
            assert_eq!(comments(&merged.text), comments(base.text()), "{}\n{}", base.name(), merged.text);
        }
    }
}
