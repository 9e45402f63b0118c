//! `sufler test` as people and CI run it.
#![expect(clippy::expect_used, reason = "a failing test says why")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use tempfile::TempDir;

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the crate is in the workspace").to_owned()
}

fn sufler(at: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sufler"));
    command.current_dir(at).arg("test").args(args).output().expect("sufler runs")
}

fn told(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

const FLOW: &str = "\
flow: shop
title: Магазин
nodes:
  start: {type: start, next: intent}
  intent:
    type: intent
    intents:
      delivery: {about: Доставка, examples: ['Доставка есть?', 'Сколько идёт посылка?']}
      price: {about: Цена, examples: ['Сколько стоит?', 'Какая цена?']}
    next: sure
  sure: {type: confidence, of: intent, levels: [{at_least: 0.7, next: hello}], else: people}
  hello: {type: message, text: Доставим завтра., next: end}
  people: {type: handoff, reason: unsure}
  end: {type: end}
";

const GOOD: &str = "\
dialog: Доставка
turns:
  - customer: Доставка есть?
    world: {intent: {name: delivery, confidence: 0.7}}
    expect: {path: [start, intent, sure, hello, end], reply: {contains: завтра}}
";

/// A mistake of almost every kind, in a file that must keep its looks.
const BAD: &str = "\
# Проверка, что правка бережна.
dialog:   'Доставка'   # кавычки и пробелы остаются
turns:
  - customer: Доставка есть?   # вопрос
    world: {intent: {name: delivery, confidence: 0.70}}
    expect:
      intent: price            # было иначе
      confidence: {min: 0.9}
      reply: {contains: сегодня}

      owner: operator  # и кто ведёт
  - customer: Ну и сколько?
    world: {intent: {name: price, confidence: 0.1}}
    expect: {handoff: refund, owner: bot, reply: {contains: подождите}, path: [start, end]}
";

fn shop(dialogs: &[(&str, &str)]) -> TempDir {
    let dir = TempDir::new().expect("a folder");
    let flow = dir.path().join("flows/shop");
    fs::create_dir_all(flow.join("dialogs")).expect("folders");
    fs::write(flow.join("flow.yaml"), FLOW).expect("written");
    for (name, text) in dialogs {
        fs::write(flow.join("dialogs").join(name), text).expect("written");
    }
    dir
}

#[test]
fn the_demo_flow_is_covered_whole_and_its_dialogs_notice_what_breaks() {
    let run = sufler(&repository(), &["flows/demo", "--min-coverage", "100", "--min-mutation", "90"]);
    assert_eq!(run.status.code(), Some(0), "{}", told(&run));
}

#[test]
fn the_example_of_the_guide_passes_on_the_demo_flow() {
    let guide = fs::read_to_string(repository().join("docs/testing.md")).expect("the guide");
    let example =
        guide.split("```yaml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("an example");
    let dir = shop(&[("guide.yaml", example)]);
    let demo = repository().join("flows/demo/flow.yaml");
    fs::copy(demo, dir.path().join("flows/shop/flow.yaml")).expect("copied");
    let run = sufler(dir.path(), &[]);
    assert_eq!(run.status.code(), Some(0), "{}", told(&run));
}

#[test]
fn the_same_dialogs_give_the_same_reports_on_any_number_of_threads() {
    let reports = |jobs: &str| -> Vec<String> {
        let dir = TempDir::new().expect("a folder");
        let file = |name: &str| dir.path().join(name).display().to_string();
        let names = ["--json", "--junit", "--markdown", "--sarif", "--lcov"];
        let mut args =
            vec!["flows/demo".to_owned(), "--mutate".to_owned(), "--jobs".to_owned(), jobs.to_owned()];
        args.extend(names.iter().flat_map(|name| [(*name).to_owned(), file(name)]));
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        assert_eq!(sufler(&repository(), &args).status.code(), Some(0));
        names.iter().map(|name| fs::read_to_string(file(name)).expect("a report")).collect()
    };
    assert_eq!(reports("1"), reports("3"));
}

#[test]
fn what_happened_is_accepted_without_touching_the_rest() {
    let dir = shop(&[("bad.yaml", BAD)]);
    assert_eq!(sufler(dir.path(), &[]).status.code(), Some(1));
    let run = sufler(dir.path(), &["--update"]);
    assert_eq!(run.status.code(), Some(0), "{}", told(&run));
    let text = fs::read_to_string(dir.path().join("flows/shop/dialogs/bad.yaml")).expect("the dialog");
    insta::assert_snapshot!(text);
    assert_eq!(sufler(dir.path(), &["--update"]).status.code(), Some(0));
    assert_eq!(fs::read_to_string(dir.path().join("flows/shop/dialogs/bad.yaml")).expect("the dialog"), text);
}

#[test]
fn failures_name_the_lines_of_both_files() {
    let dir = shop(&[("bad.yaml", BAD)]);
    insta::assert_snapshot!(told(&sufler(dir.path(), &[])));
    for report in ["--junit", "--markdown", "--sarif", "--lcov"] {
        insta::assert_snapshot!(report.trim_start_matches('-'), told(&sufler(dir.path(), &[report, "-"])));
    }
}

#[test]
fn mutants_that_nobody_noticed_are_named() {
    let dir = shop(&[("good.yaml", GOOD)]);
    let run = sufler(dir.path(), &["--min-mutation", "95"]);
    assert_eq!(run.status.code(), Some(1));
    insta::assert_snapshot!(told(&run));
}

#[test]
fn the_exit_code_tells_what_happened() {
    let dir = shop(&[("a-bad.yaml", BAD), ("b-good.yaml", GOOD)]);
    let code = |args: &[&str]| sufler(dir.path(), args).status.code();
    assert_eq!(code(&["flows/shop/dialogs/b-good.yaml"]), Some(0));
    assert_eq!(code(&["--filter", "b-good"]), Some(0));
    assert_eq!(code(&["--list"]), Some(0));
    assert_eq!(code(&[]), Some(1));
    assert_eq!(code(&["--filter", "b-good", "--min-coverage", "100"]), Some(1));
    assert_eq!(code(&["--filter", "nothing"]), Some(2));
    assert_eq!(code(&["missing"]), Some(2));
    fs::create_dir_all(dir.path().join("flows/bare")).expect("a folder");
    fs::write(dir.path().join("flows/bare/flow.yaml"), FLOW.replace("flow: shop", "flow: bare"))
        .expect("written");
    fs::write(dir.path().join("flows/shop/dialogs/a-bad.yaml"), GOOD).expect("written");
    assert_eq!(code(&[]), Some(0), "a flow without dialogs is nobody's failure");
    assert_eq!(code(&["--min-coverage", "50"]), Some(1), "but it misses a threshold");
    fs::write(dir.path().join("flows/shop/dialogs/a-bad.yaml"), BAD).expect("written");
    let fast = told(&sufler(dir.path(), &["--fail-fast"]));
    assert!(fast.contains("0 passed, 1 failed"), "{fast}");
    fs::write(dir.path().join("flows/shop/dialogs/c.yaml"), "dialog: Плохо\n").expect("written");
    assert_eq!(code(&[]), Some(2));
}
