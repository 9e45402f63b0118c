//! `sufler edit` and `sufler fmt` through the built command.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failing test is meant to panic")]

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

const FLOW: &str = "\
# сценарий
flow: demo
nodes:
  start: {type: start, next: say}   # вход
  say:
    type: message
    text: 'Здравствуйте'
    next: end
  end: {type: end}
";
const DIALOG: &str = "dialog: Раз\nturns:\n  - customer: да\n    expect: {path: [start, say, end]} # путь\n";

fn shop() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("dialogs")).unwrap();
    fs::write(dir.path().join("flow.yaml"), FLOW).unwrap();
    fs::write(dir.path().join("dialogs/a.yaml"), DIALOG).unwrap();
    dir
}

fn sufler(dir: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_sufler")).args(args).current_dir(dir).output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

const RENAME: &str = r#"{"op":"rename_node","from":"say","to":"hello"}"#;

#[test]
fn an_edit_prints_the_text_and_touches_nothing() {
    let dir = shop();
    let output = sufler(dir.path(), &["edit", "flow.yaml", RENAME]);
    assert!(output.status.success(), "{}", err(&output));
    assert_eq!(out(&output), FLOW.replace("next: say", "next: hello").replace("  say:", "  hello:"));
    assert!(err(&output).contains("dialogs/a.yaml"), "says what else would change");
    assert_eq!(fs::read_to_string(dir.path().join("flow.yaml")).unwrap(), FLOW);
}

#[test]
fn in_place_takes_dialogs_along() {
    let dir = shop();
    fs::write(dir.path().join("ops.json"), RENAME).unwrap();
    let output = sufler(dir.path(), &["edit", "flow.yaml", "ops.json", "--in-place", "--diff"]);
    assert!(output.status.success(), "{}", err(&output));
    assert!(out(&output).contains("+  hello:\n     type: message\n"), "{}", out(&output));
    let dialog = fs::read_to_string(dir.path().join("dialogs/a.yaml")).unwrap();
    assert_eq!(dialog, DIALOG.replace("say", "hello"));
    assert!(fs::read_to_string(dir.path().join("flow.yaml")).unwrap().contains("  hello:\n"));
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 3, "nothing is left behind");
}

#[test]
fn a_refused_edit_says_why_and_leaves_the_file() {
    let dir = shop();
    let remove = r#"{"op":"remove_node","id":"end"}"#;
    let output = sufler(dir.path(), &["edit", "flow.yaml", remove, "--in-place"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("F203") && err(&output).contains("--draft"), "{}", err(&output));
    assert_eq!(fs::read_to_string(dir.path().join("flow.yaml")).unwrap(), FLOW);
    let draft = sufler(dir.path(), &["edit", "flow.yaml", remove, "--draft"]);
    assert_eq!(out(&draft), FLOW.replace("  end: {type: end}\n", ""));
    assert_eq!(sufler(dir.path(), &["edit", "flow.yaml", "nowhere.json"]).status.code(), Some(2));
    assert_eq!(sufler(dir.path(), &["edit", "flow.yaml", "{\"op\":\"fly\"}"]).status.code(), Some(2));
}

#[test]
fn fmt_checks_first_and_then_formats() {
    let dir = shop();
    let check = sufler(dir.path(), &["fmt", "--check", "."]);
    assert_eq!(check.status.code(), Some(1));
    assert_eq!(out(&check).lines().count(), 2, "{}", out(&check));
    assert!(sufler(dir.path(), &["fmt", "."]).status.success());
    let flow = fs::read_to_string(dir.path().join("flow.yaml")).unwrap();
    assert_eq!(flow, FLOW.replace("   # вход", "  # вход"));
    assert!(sufler(dir.path(), &["fmt", "--check", "."]).status.success());
    fs::write(dir.path().join("flow.yaml"), "a: [").unwrap();
    assert_eq!(sufler(dir.path(), &["fmt", "."]).status.code(), Some(1));
}

#[test]
fn the_shipped_flows_are_formatted_and_lint_clean() {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    for args in [["fmt", "--check", "flows"].as_slice(), &["lint", "flows"]] {
        let run = sufler(repository, args);
        assert!(run.status.success(), "{args:?}: {}{}", out(&run), err(&run));
    }
}
