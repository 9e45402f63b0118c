//! Differences in words.

use sufler_dsl::{
    diagnostic::Lang,
    diff::{ChangeKind, diff, render},
    source::Source,
};

const BEFORE: &str = "\
flow: demo
variables:
  city: {type: text}
  size: {type: number}
nodes:
  start: {type: start, next: ask}
  ask:
    type: intent
    intents:
      price: {about: Цена, examples: [сколько, цена]}
      stock: {about: Наличие, examples: [есть]}
    next: sure
  sure:
    type: confidence
    levels:
      - {at_least: 0.8, next: say}
      - {at_least: 0.5, next: operator}
    else: operator
  say:
    type: ai_response
    prompt: |
      Ты менеджер.
      Отвечай коротко.
    next: end
  operator: {type: handoff, reason: asked}
  end: {type: end}
";

fn run(before: &str, after: &str) -> sufler_dsl::diff::Difference {
    diff(&Source::new("a", before), &Source::new("b", after)).unwrap()
}

#[test]
fn changes_are_told_by_name() {
    let after = BEFORE
        .replace("size: {type: number}", "size: {type: text}")
        .replace("operator}\n    else: operator", "clarify}\n    else: end")
        .replace("at_least: 0.8, next: say", "at_least: 0.75, next: reply")
        .replace("  say:", "  reply: # было say")
        .replace("Отвечай коротко.", "Отвечай подробно.\n      На «вы».")
        .replace("examples: [есть]", "examples: [есть, 'в наличии?']")
        + "  clarify: {type: message, text: Уточните, next: end}\n";
    let difference = run(BEFORE, &after);
    insta::assert_snapshot!("ru", render(&difference, Lang::Ru));
    insta::assert_snapshot!("en", render(&difference, Lang::En));
    let json = serde_json::to_value(&difference).unwrap();
    let edge = json["changes"].as_array().unwrap().iter().find(|it| it["kind"] == "edge").unwrap();
    assert_eq!(edge["about"], "node");
    assert_eq!(edge["path"], "nodes.sure.levels[1].next");
    assert_eq!(edge["after"], "clarify");
}

#[test]
fn comments_order_and_style_mean_the_same() {
    let after = format!("# новое\n{}", BEFORE.replace("{type: end}", "{ \"type\": 'end' } # конец"));
    let difference = run(BEFORE, &after);
    assert!(difference.only_style && difference.changes.is_empty());
    assert!(render(&difference, Lang::Ru).contains("Смысл тот же"));
    assert!(run(BEFORE, BEFORE).is_empty());
}

#[test]
fn a_file_that_came_or_went_is_told_by_its_parts() {
    let difference = run("", BEFORE);
    assert!(difference.changes.iter().all(|it| it.kind == ChangeKind::Added));
    assert!(render(&difference, Lang::En).contains("Node `sure`\n  added (confidence)\n"));
    assert!(run(BEFORE, "").changes.iter().all(|it| it.kind == ChangeKind::Removed));
    assert!(diff(&Source::new("a", "a: ["), &Source::new("b", BEFORE)).is_err());
}
