//! What an editor is told; `¦` is the cursor.

use rstest::rstest;
use sufler_dsl::{
    ide::{Completion, CompletionKind, Document, FileKind, NameKind, SymbolKind, TokenKind, World},
    source::Source,
};

const FLOW: &str = "\
flow: demo
variables:
  city: {type: text}
  size: {type: number}
nodes:
  start: {type: start, next: ask}
  ask:
    type: intent
    title: Что хочет 🙂
    intents:
      price: {about: Цена, examples: [сколько]}
      stock: {about: Наличие, examples: [есть]}
    next: which
  which:
    type: condition
    branches:
      - {when: 'intent.name in [\"price\", \"stock\"] and vars.size > 5', next: say}
      - when: intent.name == \"stock\"
        next: end
    else: end
  say:
    type: message
    text: |
      Здравствуйте, {{ contact.name | default('друг') }}!
      Ваш город {{ vars.city }}. {% if intent.name == 'price' %}Цена{% endif %}
    next: end
  end: {type: end}
";

fn document(text: &str) -> (Document, usize) {
    let offset = text.find('¦').unwrap();
    let text = text.replacen('¦', "", 1);
    (Document::new(Source::new("flow.yaml", text), FileKind::Flow), offset)
}

fn complete(text: &str) -> (Document, Vec<Completion>) {
    let (document, offset) = document(text);
    let (categories, models) = (vec!["delivery".to_owned()], vec!["openai/gpt-5-mini".to_owned()]);
    let world = World { flow: None, categories: &categories, models: &models };
    let found = document.complete(offset, &world);
    (document, found)
}

/// The flow with an unfinished node at its end.
fn with(node: &str) -> String {
    format!("{FLOW}  new:\n{node}")
}

#[rstest]
#[case::keys_at_the_top("flow: a\n¦\nnodes:\n", "defaults", "flow")]
#[case::keys_of_a_node("nodes:\n  a:\n    type: search\n    ca¦\n", "categories", "levels")]
#[case::keys_on_an_empty_line("nodes:\n  a:\n    type: confidence\n    ¦\n    else: b\n", "levels", "else")]
#[case::keys_before_others("nodes:\n  a:\n    ¦\n    type: ai_response\n  b: {}\n", "prompt", "type")]
#[case::keys_in_brackets("nodes:\n  a: {type: message, ¦}\n", "text", "type")]
#[case::keys_in_open_brackets("nodes:\n  a: {type: message, te¦\n  b: {type: end}\n", "text", "type")]
#[case::keys_of_a_level(
    "nodes:\n  a:\n    type: confidence\n    levels:\n      - at_least: 0.5\n        ¦\n",
    "next",
    "at_least"
)]
#[case::keys_behind_a_dash(
    "nodes:\n  a:\n    type: confidence\n    levels:\n      - ¦\n",
    "at_least",
    "type"
)]
#[case::zero_indented_list("always:\n- when: intent.asks_human\n  ¦\n", "next", "when")]
#[case::kinds("nodes:\n  a:\n    type: ¦\n", "handoff", "type")]
#[case::kinds_in_brackets("nodes:\n  a: {type: ha¦}\n", "handoff", "next")]
#[case::words("on_change: ¦\n", "restart", "true")]
#[case::yes_or_no("variables:\n  x: {type: text, pii: ¦}\n", "true", "text")]
#[case::categories("nodes:\n  a:\n    type: search\n    categories: [¦]\n", "delivery", "next")]
#[case::categories_in_lines(
    "nodes:\n  a:\n    type: search\n    categories:\n      - ¦\n",
    "delivery",
    "next"
)]
#[case::models("defaults:\n  model: ¦\n", "openai/gpt-5-mini", "next")]
#[case::fallbacks("defaults: {fallback_models: [openai/¦\nnodes:\n", "openai/gpt-5-mini", "next")]
fn proposals(#[case] text: &str, #[case] wanted: &str, #[case] unwanted: &str) {
    let (_, found) = complete(text);
    let labels: Vec<&str> = found.iter().map(|it| it.label.as_str()).collect();
    assert!(labels.contains(&wanted), "{wanted} not in {labels:?}");
    assert!(!labels.contains(&unwanted), "{unwanted} in {labels:?}");
}

#[rstest]
#[case::nodes("    type: message\n    next: wh¦\n", "which", CompletionKind::Node)]
#[case::nodes_in_brackets(
    "    type: condition\n    branches: [{when: 'true', next: ¦",
    "say",
    CompletionKind::Node
)]
#[case::expression_names(
    "    type: condition\n    branches:\n      - {when: 'search.b¦'}\n",
    "search.best",
    CompletionKind::Name
)]
#[case::variables(
    "    type: condition\n    branches:\n      - when: vars.¦\n",
    "vars.city",
    CompletionKind::Variable
)]
#[case::operators(
    "    type: condition\n    branches:\n      - when: vars.city con¦\n",
    "contains",
    CompletionKind::Operator
)]
#[case::intents(
    "    type: condition\n    branches:\n      - when: 'intent.name == \"¦\"'\n",
    "stock",
    CompletionKind::Intent
)]
#[case::intents_of_a_list(
    "    type: condition\n    branches:\n      - when: intent.name in [\"price\", \"¦\n",
    "stock",
    CompletionKind::Intent
)]
#[case::text_names("    type: message\n    text: Привет 🙂, {{ con¦\n", "contact.name", CompletionKind::Name)]
#[case::text_filters(
    "    type: message\n    text: |\n      Да\n      {{ contact.name | ¦ }}\n",
    "default",
    CompletionKind::Filter
)]
#[case::text_blocks("    type: message\n    text: '{% i¦'\n", "if", CompletionKind::Operator)]
fn names_are_proposed(#[case] node: &str, #[case] wanted: &str, #[case] kind: CompletionKind) {
    let (_, found) = complete(&with(node));
    let found = found.iter().find(|it| it.label == wanted);
    assert_eq!(found.map(|it| it.kind), Some(kind));
}

#[test]
fn texts_without_code_propose_nothing() {
    assert!(complete(&with("    type: message\n    text: Прив¦\n")).1.is_empty());
    assert!(complete(&with("    type: message\n    text: '{{ contact.name }} ¦'\n")).1.is_empty());
}

#[test]
fn a_proposal_replaces_the_word_under_the_cursor() {
    let (document, found) = complete(&with("    type: message\n    next: wh¦at\n"));
    let which = found.iter().find(|it| it.label == "which").unwrap();
    assert_eq!(document.source().slice(which.replace), "what");
    let (document, found) =
        complete(&with("    type: condition\n    branches: [{when: 'not vars.ci¦', next: end}]\n"));
    let city = found.iter().find(|it| it.label == "vars.city").unwrap();
    assert_eq!(document.source().slice(city.replace), "vars.ci");
    let (_, found) = complete(&with("    ty¦\n"));
    assert_eq!(found[0].insert, "type: ");
    let (_, found) = complete(&with("    ty¦: end\n"));
    assert_eq!(found[0].insert, "type");
}

#[rstest]
#[case::a_field("nodes:\n  a:\n    ty¦pe: end\n", "вид узла")]
#[case::a_kind("nodes:\n  a: {type: hand¦off}\n", "Оператору")]
#[case::a_word("on_change: fin¦ish\n", "закончить ход")]
#[case::a_node("nodes:\n  a: {type: start, next: b¦b}\n  bb: {type: end, title: Всё}\n", "end Всё")]
#[case::a_name("always:\n  - {when: 'intent.asks¦_human', next: a}\n", "просит человека")]
#[case::an_operator("always:\n  - {when: 'item.title cont¦ains \"x\"', next: a}\n", "содержит")]
#[case::a_variable(
    "variables:\n  city: {type: text}\nnodes:\n  a: {type: message, text: '{{ vars.ci¦ty }}'}\n",
    "text"
)]
fn explanations(#[case] text: &str, #[case] wanted: &str) {
    let (document, offset) = document(text);
    let hover = document.hover(offset, &World::default()).unwrap();
    assert!(hover.text.ru.contains(wanted), "{}", hover.text.ru);
    assert!(!hover.text.en.is_empty());
    assert!(hover.span.start <= offset && offset <= hover.span.end);
}

fn texts(document: &Document, kind: NameKind, name: &str) -> Vec<usize> {
    let uses = document.uses(kind, name);
    assert!(uses.iter().all(|span| document.source().slice(*span) == name), "{uses:?}");
    uses.iter().map(|span| document.source().position(span.start).line).collect()
}

#[test]
fn every_use_of_a_name_is_found() {
    let document = Document::new(Source::new("f", FLOW), FileKind::Flow);
    assert_eq!(texts(&document, NameKind::Node, "end"), [19, 20, 26, 27]);
    assert_eq!(texts(&document, NameKind::Node, "say"), [17, 21]);
    assert_eq!(texts(&document, NameKind::Variable, "city"), [3, 25]);
    assert_eq!(texts(&document, NameKind::Variable, "size"), [4, 17]);
    assert_eq!(texts(&document, NameKind::Intent, "price"), [11, 17, 25]);
    assert_eq!(texts(&document, NameKind::Intent, "stock"), [12, 17, 18]);
}

#[rstest]
#[case("next: sa¦y}", NameKind::Node, "say")]
#[case("  sa¦y:", NameKind::Node, "say")]
#[case("vars.ci¦ty }}", NameKind::Variable, "city")]
#[case("[\"pri¦ce\"", NameKind::Intent, "price")]
#[case("'pri¦ce' %}", NameKind::Intent, "price")]
fn the_name_under_the_cursor(#[case] place: &str, #[case] kind: NameKind, #[case] name: &str) {
    let text = FLOW.replacen(&place.replace('¦', ""), place, 1);
    let (document, offset) = document(&text);
    let named = document.name_at(offset).unwrap();
    assert_eq!((named.kind, named.name.as_str()), (kind, name));
    assert_eq!(document.source().slice(named.span), name);
    assert!(!Document::definitions(&named, &document).is_empty());
}

#[test]
fn dialogs_know_the_names_of_their_flow() {
    let flow = Document::new(Source::new("f", FLOW), FileKind::Flow);
    let text = "dialog: Раз\nturns:\n  - customer: да\n    expect: {path: [start, ask], intent: price, variables: {city: Казань}}\n";
    let dialog = Document::new(Source::new("d", text), FileKind::Dialog);
    assert_eq!(texts(&dialog, NameKind::Node, "ask"), [4]);
    assert_eq!(texts(&dialog, NameKind::Intent, "price"), [4]);
    assert_eq!(texts(&dialog, NameKind::Variable, "city"), [4]);
    let world = World { flow: Some(flow.names()), ..World::default() };
    let at = |text: &str| {
        let offset = text.find('¦').unwrap();
        let dialog = Document::new(Source::new("d", text.replacen('¦', "", 1)), FileKind::Dialog);
        dialog.complete(offset, &world).into_iter().map(|it| it.label).collect::<Vec<_>>()
    };
    assert!(at("turns:\n  - expect: {path: [start, ¦]}\n").contains(&"which".to_owned()));
    assert!(at("turns:\n  - expect:\n      path:\n        - ¦\n").contains(&"which".to_owned()));
    assert!(at("turns:\n  - expect: {intent: ¦}\n").contains(&"stock".to_owned()));
    assert!(at("turns:\n  - expect: {variables: {¦}}\n").contains(&"city".to_owned()));
    assert!(at("turns:\n  - world: {intent: {name: ¦}}\n").contains(&"stock".to_owned()));
    assert!(at("turns:\n  - customer: да\n    expect:\n      owner: ¦\n").contains(&"operator".to_owned()));
}

#[test]
fn the_outline_and_folds() {
    let document = Document::new(Source::new("f", format!("# раз\n# два\n{FLOW}")), FileKind::Flow);
    let symbols = document.symbols();
    let nodes = symbols.iter().find(|it| it.name == "nodes").unwrap();
    assert_eq!(nodes.kind, SymbolKind::Section);
    let ids: Vec<&str> = nodes.children.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(ids, ["start", "ask", "which", "say", "end"]);
    let ask = &nodes.children[1];
    assert_eq!((ask.detail.as_str(), ask.children.len()), ("intent Что хочет 🙂", 2));
    assert!(document.source().slice(ask.span).ends_with("next: which"));
    let folds = document.folds();
    assert!(folds[..].iter().any(|it| it.is_comment && (it.first, it.last) == (0, 1)));
    assert!(folds.iter().any(|it| (it.first, it.last) == (22, 27)), "{folds:?}");
}

#[test]
fn code_in_conditions_and_texts_has_colours() {
    let document = Document::new(Source::new("f", FLOW), FileKind::Flow);
    let tokens = document.tokens();
    let of = |kind: TokenKind| -> Vec<&str> {
        tokens.iter().filter(|it| it.kind == kind).map(|it| document.source().slice(it.span)).collect()
    };
    assert_eq!(of(TokenKind::Keyword), ["in", "and", "if", "endif"]);
    assert_eq!(of(TokenKind::Filter), ["default"]);
    assert_eq!(of(TokenKind::Number), ["5"]);
    assert_eq!(of(TokenKind::Text), ["\"price\"", "\"stock\"", "\"stock\"", "'друг'", "'price'"]);
    assert!(of(TokenKind::Name).contains(&"contact.name"));
}

#[test]
fn a_name_whose_quote_is_not_closed_yet_stands_where_it_is_written() {
    for text in [
        "flow: h\nvariables: {\n  \"city",
        "flow: h\nvariables:\n  'city: {type: text}\n",
        "{\"nodes\": {\"say",
    ] {
        for offset in 0..=text.len() {
            crate::torture::editor(text, offset);
        }
    }
}
