//! `sufler merge` and `sufler diff` through the built command, and as git's programs.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failing test is meant to panic")]

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

const FLOW: &str = "\
flow: demo
nodes:
  start: {type: start, next: say}   # вход
  say: {type: message, text: Здравствуйте, next: end}
  end: {type: end}
";

fn sufler(dir: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_sufler")).args(args).current_dir(dir).output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A folder with three versions of a flow.
fn versions(ours: &str, theirs: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in [("base", FLOW), ("ours", ours), ("theirs", theirs)] {
        fs::write(dir.path().join(name), text).unwrap();
    }
    dir
}

#[test]
fn a_clean_merge_is_written_where_asked() {
    let ours = FLOW.replace("Здравствуйте", "Добрый день");
    let theirs = FLOW.replace("text: Здравствуйте, next", "text: Здравствуйте, title: Приветствие, next");
    let dir = versions(&ours, &theirs);
    let wanted = ours.replace("Добрый день, next", "Добрый день, title: Приветствие, next");
    let printed = sufler(dir.path(), &["merge", "base", "ours", "theirs"]);
    assert_eq!((printed.status.code(), out(&printed)), (Some(0), wanted.clone()));
    let output = sufler(dir.path(), &["merge", "base", "ours", "theirs", "-o", "new"]);
    assert!(output.status.success(), "{}", err(&output));
    assert_eq!(fs::read_to_string(dir.path().join("new")).unwrap(), wanted);
    assert_eq!(fs::read_to_string(dir.path().join("ours")).unwrap(), ours);
    assert!(sufler(dir.path(), &["merge", "base", "ours", "theirs", "--in-place"]).status.success());
    assert_eq!(fs::read_to_string(dir.path().join("ours")).unwrap(), wanted);
}

#[test]
fn a_conflict_shows_both_sides() {
    let dir = versions(&FLOW.replace("Здравствуйте", "Да"), &FLOW.replace("Здравствуйте", "Нет"));
    let args =
        ["merge", "base", "ours", "theirs", "--marker-size", "8", "--ours-name", "HEAD", "--path", "f.yaml"];
    let output = sufler(dir.path(), &args);
    assert_eq!(output.status.code(), Some(1));
    let marked = "<<<<<<<< HEAD\n  say: {type: message, text: Да, next: end}\n========\n  say: {type: message, text: Нет, next: end}\n>>>>>>>> theirs\n";
    assert!(out(&output).contains(marked), "{}", out(&output));
    assert!(err(&output).contains("f.yaml: «nodes.say.text» изменено"), "{}", err(&output));
    let json = sufler(dir.path(), &["merge", "base", "ours", "theirs", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(report["clean"], false);
    assert_eq!(report["conflicts"][0]["path"], "nodes.say.text");
    assert_eq!(
        (&report["conflicts"][0]["ours"], &report["conflicts"][0]["theirs"]),
        (&"Да".into(), &"Нет".into())
    );
    assert_eq!(sufler(dir.path(), &["merge", "base", "ours", "nowhere"]).status.code(), Some(129));
}

#[test]
fn differences_are_told_in_words() {
    let theirs = FLOW.replace("Здравствуйте", "Нет");
    let dir = versions(FLOW, &theirs);
    let output = sufler(dir.path(), &["diff", "base", "theirs"]);
    assert_eq!(
        (output.status.code(), out(&output)),
        (Some(1), "Узел «say»\n  text: Здравствуйте → Нет\n".to_owned())
    );
    assert_eq!(sufler(dir.path(), &["diff", "base", "ours"]).status.code(), Some(0));
    assert_eq!(sufler(dir.path(), &["diff", "base", "nowhere"]).status.code(), Some(2));
    let json = sufler(dir.path(), &["diff", "base", "theirs", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(report["changes"][0]["name"], "say");
}

fn git(dir: &Path, args: &[&str]) -> Output {
    let options = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"];
    Command::new("git").args(options).args(args).current_dir(dir).output().unwrap()
}

#[test]
fn git_merges_and_compares_with_it() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path();
    let program = env!("CARGO_BIN_EXE_sufler");
    let ok = |args: &[&str]| {
        let output = git(path, args);
        assert!(output.status.success(), "git {args:?}: {}{}", out(&output), err(&output));
        out(&output)
    };
    ok(&["init", "-q"]);
    ok(&[
        "config",
        "merge.sufler.driver",
        &format!("'{program}' merge %O %A %B --in-place --marker-size %L --path %P"),
    ]);
    ok(&["config", "diff.sufler.command", &format!("'{program}' diff --git")]);
    fs::write(path.join(".gitattributes"), "flow.yaml merge=sufler diff=sufler\n").unwrap();
    let commit = |text: &str| {
        fs::write(path.join("flow.yaml"), text).unwrap();
        ok(&["add", "."]);
        ok(&["commit", "-q", "-m", "x"]);
    };
    commit(FLOW);
    ok(&["checkout", "-q", "-b", "theirs"]);
    let theirs =
        FLOW.replace("next: end", "next: bye") + "  bye: {type: message, text: До связи, next: end}\n";
    commit(&theirs);
    ok(&["checkout", "-q", "main"]);
    let ours = FLOW.replace("Здравствуйте", "Да") + "  more: {type: message, text: Ещё, next: end} # наш\n";
    commit(&ours);
    // Both changed one line and both added a node at the end: git alone would give up twice.
    ok(&["merge", "-q", "theirs", "-m", "merged"]);
    let merged = fs::read_to_string(path.join("flow.yaml")).unwrap();
    assert!(
        merged.contains("text: Да, next: bye}") && merged.contains("more:") && merged.contains("bye:"),
        "{merged}"
    );
    assert!(sufler(path, &["lint", "flow.yaml"]).status.code() != Some(2));
    assert!(ok(&["diff", "HEAD~1", "HEAD"]).contains("выход next: вёл в «end», ведёт в «bye»"));
}
