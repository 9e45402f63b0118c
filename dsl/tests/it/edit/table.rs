//! Every operation on small files: what is written before and after.

use rstest::rstest;
use sufler_dsl::{
    edit::{EditError, Options, Reason, edit, parse_ops},
    source::Source,
};

const DRAFT: Options = Options { draft: true, confirm_alias: false };

fn run(text: &str, ops: &str, options: Options) -> Result<String, EditError> {
    let source = Source::new("flow.yaml", text);
    let edited = edit(&source, &parse_ops(ops)?, options)?;
    assert_eq!(edited.undone().as_deref(), Some(text), "undo restores the bytes");
    Ok(edited.text)
}

#[rstest]
#[case::plain("a: 1 # c\n", r#"{"op":"set","path":"a","value":2}"#, "a: 2 # c\n")]
#[case::single_quotes_stay("a: 'x'\n", r#"{"op":"set","path":"a","value":"it's"}"#, "a: 'it''s'\n")]
#[case::double_quotes_stay("a: \"x\"\n", r#"{"op":"set","path":"a","value":"y"}"#, "a: \"y\"\n")]
#[case::quotes_where_needed("a: x\n", r#"{"op":"set","path":"a","value":"no"}"#, "a: 'no'\n")]
#[case::a_literal_keeps_its_indent(
    "a: |-\n     x\n     y\nb: 1\n",
    r#"{"op":"set","path":"a","value":"x\nz"}"#,
    "a: |-\n     x\n     z\nb: 1\n"
)]
#[case::a_literal_says_how_it_ends(
    "a: |\n  x\nb: 1\n",
    r#"{"op":"set","path":"a","value":"y"}"#,
    "a: |-\n  y\nb: 1\n"
)]
#[case::an_indicator_stays("a: |2\n    x\n", r#"{"op":"set","path":"a","value":"  z\n"}"#, "a: |2\n    z\n")]
#[case::an_indicator_where_needed(
    "a: |\n   x\n",
    r#"{"op":"set","path":"a","value":" z\n"}"#,
    "a: |3\n    z\n"
)]
#[case::one_word_of_a_folded_text(
    "a: >-\n  один два\n  три четыре\n  пять\n",
    r#"{"op":"set","path":"a","value":"один два три шесть пять"}"#,
    "a: >-\n  один два\n  три шесть\n  пять\n"
)]
#[case::several_lines_become_a_literal(
    "a: x # c\nb: 1\n",
    r#"{"op":"set","path":"a","value":"x\ny\n"}"#,
    "a: | # c\n  x\n  y\nb: 1\n"
)]
#[case::a_literal_becomes_a_line(
    "a: | # c\n  x\n  y\nb: 1\n",
    r#"{"op":"set","path":"a","value":5}"#,
    "a: 5 # c\nb: 1\n"
)]
#[case::crlf("a:\r\n  b: 1\r\n", r#"{"op":"set","path":"a.c","value":2}"#, "a:\r\n  b: 1\r\n  c: 2\r\n")]
#[case::bom("\u{feff}a: 1\n", r#"{"op":"set","path":"b","value":2}"#, "\u{feff}a: 1\nb: 2\n")]
#[case::no_final_newline("a: 1", r#"{"op":"set","path":"b","value":2}"#, "a: 1\nb: 2")]
#[case::in_brackets(
    "a: { b: 1 }\n",
    r#"{"op":"set","path":"a.c","value":[1, "x, y"]}"#,
    "a: { b: 1, c: [1, 'x, y'] }\n"
)]
#[case::in_brackets_over_lines(
    "a: [\n  x, # one\n  y # two\n]\n",
    r#"{"op":"set","path":"a[2]","value":"z"}"#,
    "a: [\n  x, # one\n  y, # two\n  z\n]\n"
)]
#[case::what_is_missing_is_built(
    "a: 1\n",
    r#"{"op":"set","path":"b.c.d","value":2}"#,
    "a: 1\nb: {c: {d: 2}}\n"
)]
#[case::only_differences(
    "a: {b: 1,  c: 2} # c\n",
    r#"{"op":"set","path":"a","value":{"b":1,"c":3}}"#,
    "a: {b: 1,  c: 3} # c\n"
)]
#[case::a_field_goes_with_its_comments(
    "a: 1\n# b\nb: 2 # c\n\nc: 3\n",
    r#"{"op":"unset","path":"b"}"#,
    "a: 1\n\nc: 3\n"
)]
#[case::the_last_field_leaves_braces("a:\n  b: 1\nc: 2\n", r#"{"op":"unset","path":"a.b"}"#, "a: {}\nc: 2\n")]
#[case::the_first_beside_a_dash("a:\n- b: 1\n  c: 2\n", r#"{"op":"unset","path":"a[0].b"}"#, "a:\n- c: 2\n")]
#[case::zero_indented(
    "a:\n- x\n- y\nb: 1\n",
    r#"{"op":"insert","path":"a[1]","value":"z"}"#,
    "a:\n- x\n- z\n- y\nb: 1\n"
)]
#[case::moved(
    "a:\n  - x\n  # about y\n  - y # c\n",
    r#"{"op":"move","path":"a[1]","to":0}"#,
    "a:\n  # about y\n  - y # c\n  - x\n"
)]
#[case::moved_in_brackets(
    "a: {b: 1, c: 2, d: 3}\n",
    r#"{"op":"move","path":"a.d","to":0}"#,
    "a: {d: 3, b: 1, c: 2}\n"
)]
#[case::moved_in_brackets_with_comments(
    "a: [\n  # about x\n  x, # one\n  y # two\n]\n",
    r#"{"op":"move","path":"a[0]","to":1}"#,
    "a: [\n  y, # two\n  # about x\n  x # one\n]\n"
)]
#[case::a_comment_above(
    "a:\n  b: 1\n",
    r#"{"op":"comment","path":"a.b","text":"раз\nдва"}"#,
    "a:\n  # раз\n  # два\n  b: 1\n"
)]
#[case::a_comment_beside_changes(
    "a: 1    # old\n",
    r#"{"op":"comment","path":"a","text":"new"}"#,
    "a: 1    # new\n"
)]
#[case::a_comment_goes("# old\na: 1\n", r#"{"op":"comment","path":"a"}"#, "a: 1\n")]
#[case::the_schema_line_is_no_comment(
    "# yaml-language-server: $schema=x\na: 1\n",
    r#"{"op":"comment","path":"a","text":"c"}"#,
    "# yaml-language-server: $schema=x\n# c\na: 1\n"
)]
#[case::a_value_for_an_empty_key(
    "a:   # c\nb: 1\n",
    r#"{"op":"set","path":"a","value":"x"}"#,
    "a: x   # c\nb: 1\n"
)]
#[case::a_key_without_colon("{a, b: 1}\n", r#"{"op":"set","path":"a","value":2}"#, "{a: 2, b: 1}\n")]
#[case::an_anchor_stays("a: &x 1\n", r#"{"op":"set","path":"a","value":2}"#, "a: &x 2\n")]
#[case::an_alias_becomes_a_value(
    "a: &x 1\nb: *x\n",
    r#"{"op":"set","path":"b","value":2}"#,
    "a: &x 1\nb: 2\n"
)]
fn fields(#[case] before: &str, #[case] ops: &str, #[case] after: &str) {
    assert_eq!(run(before, ops, Options::default()).unwrap(), after);
}

pub(crate) const FLOW: &str = "\
flow: demo
variables: {city: {type: text}}
always:
  - when: intent.asks_human
    next: operator # человек
nodes:
  start: {type: start, next: intent}

  # Чего хочет
  intent:
    type: intent
    intents: {delivery: {about: Доставка}, price: {about: Цена}}
    next: which

  which:
    type: condition
    branches:
      - {when: 'intent.name == \"delivery\" or intent.name in [\"price\"]', next: say}
      # запас
      - {when: vars.city?, next: say}
    else: operator

  say: # говорит
    type: message
    text: >
      {{ vars.city }} {% if intent.name == 'delivery' %}везём
      vars.city{% endif %}
    next: end
  operator: {type: handoff, reason: asked, resume_at: intent}
  end: {type: end}
";

/// Lines taken and added, as a diff shows them.
fn changes(ops: &str, options: Options) -> String {
    let after = run(FLOW, ops, options).unwrap();
    let diff = similar::TextDiff::from_lines(FLOW, &after);
    let changed = diff.iter_all_changes().filter(|change| change.tag() != similar::ChangeTag::Equal);
    changed.map(|change| format!("{}{change}", change.tag())).collect()
}

#[test]
fn nodes_and_edges() {
    let cases = [
        r#"{"op":"add_node","id":"faq","node":{"type":"message","text":"Раз\nдва\n","next":"end"},"after":"say"}"#,
        r#"{"op":"add_node","id":"bye","node":{"type":"end"}}"#,
        r#"{"op":"remove_node","id":"say","to":"end"}"#,
        r#"{"op":"rename_node","from":"operator","to":"человек"}"#,
        r#"{"op":"rename_node","from":"intent","to":"понять"}"#,
        r#"{"op":"rename_variable","from":"city","to":"town"}"#,
        r#"{"op":"rename_intent","from":"delivery","to":"shipping"}"#,
        r#"{"op":"duplicate_node","id":"say","as":"say2"}"#,
        r#"{"op":"duplicate_node","id":"end","as":"end2"}"#,
        r#"{"op":"move_node","id":"end","after":"start"}"#,
        r#"{"op":"connect","from":"which","exit":"branches[1].next","to":"end"}"#,
        r#"{"op":"connect","exit":"always[0].next","to":"end"}"#,
        r#"{"op":"connect","from":"say","exit":"on_error","to":"operator"}"#,
        r#"{"op":"disconnect","from":"which","exit":"else"}"#,
        r#"{"op":"insert_on_edge","from":"which","exit":"else","id":"sorry","node":{"type":"message","text":"Минуту"}}"#,
        r#"[{"op":"set","path":"nodes.say.next","value":"operator"},{"op":"comment","path":"nodes.end","text":"всё"},{"op":"unset","path":"nodes.operator.resume_at"}]"#,
    ];
    let shown: Vec<String> = cases.iter().map(|ops| format!("{ops}\n{}", changes(ops, DRAFT))).collect();
    insta::assert_snapshot!(shown.join("\n"));
}

#[rstest]
#[case(r#"{"op":"set","path":"nodes.say.x.y[1]","value":1}"#, Reason::NotFound)]
#[case(r#"{"op":"unset","path":"nodes.nobody"}"#, Reason::NotFound)]
#[case(r#"{"op":"rename_node","from":"intnet","to":"x"}"#, Reason::NotFound)]
#[case(r#"{"op":"rename_node","from":"say","to":"end"}"#, Reason::Exists)]
#[case(r#"{"op":"rename_node","from":"say","to":"a b"}"#, Reason::BadOp)]
#[case(r#"{"op":"add_node","id":"x","node":5}"#, Reason::BadOp)]
#[case(r#"{"op":"connect","from":"say","exit":"else","to":"end"}"#, Reason::BadOp)]
#[case(r#"{"op":"connect","from":"say","exit":"next","to":"nobody"}"#, Reason::NotFound)]
#[case(r#"{"op":"insert_on_edge","from":"say","exit":"next","id":"x","node":{"type":"end"}}"#, Reason::BadOp)]
#[case(r#"{"op":"remove_node","id":"say"}"#, Reason::BreaksFlow)]
#[case(r#"{"op":"disconnect","from":"which","exit":"else"}"#, Reason::BreaksFlow)]
#[case(r#"{"op":"set","path":"nodes.say.next","value":"nobody"}"#, Reason::BreaksFlow)]
#[case(r#"{"op":"fly"}"#, Reason::BadOp)]
#[case(r#"{"op":"set","path":"a..b","value":1}"#, Reason::BadOp)]
#[case(r#"{"op":"set","path":"a","value":1,"extra":2}"#, Reason::BadOp)]
#[case("[", Reason::BadOp)]
fn refusals(#[case] ops: &str, #[case] reason: Reason) {
    let error = run(FLOW, ops, Options::default()).unwrap_err();
    assert_eq!(error.reason, reason, "{error}");
}

#[test]
fn a_transaction_is_all_or_nothing() {
    let ops = r#"[{"op":"set","path":"title","value":"x"},{"op":"unset","path":"nobody"}]"#;
    let error = run(FLOW, ops, Options::default()).unwrap_err();
    assert_eq!((error.op, error.reason), (Some(1), Reason::NotFound));
}

#[rstest]
#[case("a: &x {b: 1}\nc: *x\n", r#"{"op":"set","path":"c.b","value":2}"#, "a: &x {b: 2}\nc: *x\n")]
#[case("a: &x 1\nc: *x\n", r#"{"op":"set","path":"a","value":2}"#, "a: &x 2\nc: *x\n")]
#[case("a: &x\n  b: 1\nc: *x\n", r#"{"op":"set","path":"c.d","value":2}"#, "a: &x\n  b: 1\n  d: 2\nc: *x\n")]
fn shared_values_ask(#[case] before: &str, #[case] ops: &str, #[case] after: &str) {
    assert_eq!(run(before, ops, Options::default()).unwrap_err().reason, Reason::ConfirmAlias);
    let all = Options { confirm_alias: true, draft: false };
    assert_eq!(run(before, ops, all).unwrap(), after);
}

#[test]
fn an_anchor_in_use_is_not_removed() {
    let error = run("a:\n  b: &x 1\nc: *x\n", r#"{"op":"unset","path":"a"}"#, DRAFT).unwrap_err();
    assert_eq!(error.reason, Reason::Unsupported);
    assert!(error.message.en.contains("`*x`"), "{error}");
}

#[rstest]
#[case("a: [1\n")]
#[case("a: 1\na: 2\n")]
#[case("")]
#[case("a: !t 1\n")]
#[case("\ta: 1\n")]
fn unreadable_files_are_left_alone(#[case] text: &str) {
    let error = run(text, r#"{"op":"set","path":"a","value":1}"#, DRAFT).unwrap_err();
    assert_eq!(error.reason, Reason::Unreadable);
}
