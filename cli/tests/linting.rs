//! `sufler lint` through the built command.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failing test is meant to panic")]

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use serde_json::Value;

const FLOW: &str = "\
# магазин
flow: shop
title: Пример
defaults: {on_error: person}
always:
  - {when: intent.asks_human, next: person}
nodes:
  start: {type: start, next: find}
  find:
    type: search
    categories: [delivery,  delivery]   # где искать
    next: which
  which:
    type: condition
    branches:
      - {when: search.best >= 0.5 and search.best >= 0.2, next: hello}
    else: person
  hello: {type: message, text: 'Здравствуйте, {{ contact.name }}!', next: end}
  person: {type: handoff, reason: asked}  # sufler: allow F709 здоровается сам
  end: {type: end}
";

fn shop(text: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir_all(dir.path().join("flows/shop")).unwrap();
    fs::create_dir_all(dir.path().join("knowledge/delivery")).unwrap();
    fs::write(dir.path().join("knowledge/delivery/a.md"), "---\ntitle: Доставка\n---\nДоставим.\n").unwrap();
    fs::write(dir.path().join("flows/shop/flow.yaml"), text).unwrap();
    dir
}

fn lint(dir: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sufler"));
    command.arg("lint").args(args).current_dir(dir).env_remove("SUFLER_LANG").output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn codes(dir: &Path, args: &[&str]) -> Vec<String> {
    let output = lint(dir, &[&["--format", "json"], args].concat());
    let list: Vec<Value> = serde_json::from_str(&out(&output)).unwrap();
    list.iter().map(|it| it["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn exit_codes_tell_clean_findings_and_failure() {
    let dir = shop(FLOW);
    assert_eq!(lint(dir.path(), &[]).status.code(), Some(1));
    assert_eq!(lint(dir.path(), &["--deny", "errors"]).status.code(), Some(0));
    assert_eq!(lint(dir.path(), &["--skip", "fields,expressions,templates"]).status.code(), Some(0));
    assert_eq!(lint(dir.path(), &["nowhere"]).status.code(), Some(2));
    assert_eq!(lint(dir.path(), &["--only", "beauty"]).status.code(), Some(2));
    let advice = shop(&FLOW.replace("title: Пример\n", ""));
    let only = ["--only", "style"];
    assert_eq!(lint(advice.path(), &only).status.code(), Some(0));
    assert_eq!(lint(advice.path(), &[&only[..], &["--deny", "advice"]].concat()).status.code(), Some(1));
    let broken = shop(&FLOW.replace("next: which", "next: whick"));
    assert_eq!(lint(broken.path(), &["--only", "style"]).status.code(), Some(1), "errors always count");
}

#[test]
fn families_codes_and_the_knowledge_base_choose() {
    let dir = shop(FLOW);
    assert_eq!(codes(dir.path(), &[]), ["F221", "F414", "F507"]);
    assert_eq!(codes(dir.path(), &["--only", "fields,F507"]), ["F221", "F507"]);
    assert_eq!(codes(dir.path(), &["--skip", "F414"]), ["F221", "F507"]);
    let typo = shop(&FLOW.replace("delivery,  delivery", "dilivery"));
    assert_eq!(codes(typo.path(), &["--only", "knowledge"]), ["F803", "F801"]);
    fs::write(typo.path().join("models"), "a/b 4000 # малая\n").unwrap();
    let with_model = FLOW.replace("{on_error: person}", "{on_error: person, model: a/c}");
    fs::write(typo.path().join("flows/shop/flow.yaml"), with_model).unwrap();
    assert_eq!(codes(typo.path(), &["--only", "cost", "--models", "models"]), ["F901"]);
}

#[test]
fn fix_changes_only_what_it_means() {
    let dir = shop(FLOW);
    let shown = lint(dir.path(), &["--fix", "--diff"]);
    assert!(shown.status.success());
    let path = dir.path().join("flows/shop/flow.yaml");
    assert_eq!(fs::read_to_string(&path).unwrap(), FLOW, "--diff writes nothing");
    assert!(out(&shown).contains("-    categories: [delivery,  delivery]   # где искать\n"));
    let fixed = lint(dir.path(), &["--fix"]);
    assert_eq!(fixed.status.code(), Some(1), "one finding has no fix");
    let expected = FLOW
        .replace("[delivery,  delivery]", "[delivery]")
        .replace("search.best >= 0.5 and search.best >= 0.2", "search.best >= 0.5");
    assert_eq!(fs::read_to_string(&path).unwrap(), expected);
}

#[test]
fn github_annotations_are_escaped() {
    let dir = shop(&FLOW.replace("categories: [delivery,  delivery]", "categories: [delivery]"));
    let text = out(&lint(dir.path(), &["--format", "github", "--only", "F414"]));
    let line = text.lines().next().unwrap();
    assert!(line.starts_with("::warning file=flows/shop/flow.yaml,line=16,col="), "{line}");
    assert!(
        line.contains(",endLine=16,endColumn=") && line.contains(",title=F414 redundant-part::"),
        "{line}"
    );
    assert!(!line.contains('\n'));
}

#[test]
fn sarif_has_its_shape() {
    let dir = shop(FLOW);
    let log: Value = serde_json::from_str(&out(&lint(dir.path(), &["--format", "sarif"]))).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let driver = &run["tool"]["driver"];
    assert_eq!(driver["name"], "sufler");
    let rules = driver["rules"].as_array().unwrap();
    for rule in rules {
        assert!(rule["id"].is_string() && rule["name"].is_string());
        assert!(!rule["shortDescription"]["text"].as_str().unwrap().is_empty());
        assert!(
            ["error", "warning", "note"].contains(&rule["defaultConfiguration"]["level"].as_str().unwrap())
        );
    }
    let results = run["results"].as_array().unwrap();
    let ids: Vec<&str> = results.iter().map(|it| it["ruleId"].as_str().unwrap()).collect();
    assert_eq!(ids, ["F221", "F414", "F507", "F709"]);
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(result["message"]["text"].is_string());
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "flows/shop/flow.yaml");
        let region = &place["region"];
        let number = |name: &str| usize::try_from(region[name].as_u64().unwrap()).unwrap();
        let (start, length) = (number("byteOffset"), number("byteLength"));
        assert!(FLOW.is_char_boundary(start) && FLOW.get(start..start + length).is_some());
        assert_eq!(number("startLine"), FLOW[..start].matches('\n').count() + 1);
        assert!(number("startColumn") >= 1 && number("endLine") >= number("startLine"));
    }
    assert_eq!(results[3]["suppressions"][0]["kind"], "inSource");
    let change = &results[0]["fixes"][0]["artifactChanges"][0];
    assert_eq!(change["artifactLocation"]["uri"], "flows/shop/flow.yaml");
    let deleted = &change["replacements"][0]["deletedRegion"];
    let (at, length) = (deleted["byteOffset"].as_u64().unwrap(), deleted["byteLength"].as_u64().unwrap());
    let (at, length) = (usize::try_from(at).unwrap(), usize::try_from(length).unwrap());
    assert!(FLOW[at..at + length].contains("delivery"), "{deleted}");
}

#[test]
fn every_language_speaks() {
    let dir = shop(FLOW);
    let english = Command::new(env!("CARGO_BIN_EXE_sufler"))
        .args(["--lang", "en", "lint", "--only", "F221"])
        .current_dir(dir.path())
        .output()
        .unwrap();
    let text = out(&english);
    assert!(text.contains("warning F221 repeated-item: `delivery` is here already"), "{text}");
    assert!(
        text.contains("1 flows checked, 1 findings. Mended by sufler lint --fix [--suggested]: 1."),
        "{text}"
    );
    assert!(out(&lint(dir.path(), &["--only", "F221"])).contains("Замечаний: 1. Исправит sufler lint --fix"));
}
