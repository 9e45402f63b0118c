//! What a good file becomes.

use sufler_dsl::{
    flow::OnChange,
    graph::EdgeKind,
    nodes::{AiMode, NodeKind},
};

use super::{check_text, flow_with, ids, rendered};

const TEXT: &str = "\
# comment
flow: support
title: Поддержка
serves: {channels: [avito], when: 'account.tags contains \"shop\"'}
defaults: {model: a/b, fallback_models: [c/d], temperature: 0.3, timeout: 20s, on_error: operator}
on_change: handoff
variables:
  delivery: {type: choice, choices: [pickup, courier], default: pickup}
always:
  - {when: intent.asks_human, next: operator}
nodes:
  start: {type: start, next: intent}
  intent: {type: intent, model: x/y, retries: 2, intents: {price: {about: Цена}}, next: sure}
  sure:
    type: confidence
    levels: [{at_least: 0.75, next: answer}, {at_least: 0.4, next: ask}]
    else: operator
  ask: {type: ai_response, mode: clarify, next: intent, else: operator}
  answer: {type: ai_response, fallback_models: [], prompt: 'Кратко. {{ vars.delivery }}', next: end, on_error: end}
  operator: {type: handoff, reason: low_confidence, resume_at: intent}
  end: {type: end, close: true}
";

#[test]
fn a_flow_is_read_whole() {
    let checked = check_text(TEXT);
    assert!(checked.diagnostics.is_empty(), "{}", rendered("f", TEXT, &checked.diagnostics));
    let flow = checked.flow.expect("a flow");
    let id = |ix| flow.node(ix).expect("a node").id.to_string();
    let kind = |name: &str| &flow.find(name).expect("a node").1.kind;

    assert_eq!(
        (flow.id.as_ref(), flow.title.as_str(), id(flow.start).as_str()),
        ("support", "Поддержка", "start")
    );
    assert_eq!(flow.hash.len(), 64);
    assert_eq!(flow.on_change, OnChange::Handoff);
    assert!(flow.serves.when.is_some());
    assert_eq!(flow.on_error.map(id), Some("operator".to_owned()));
    assert_eq!(flow.variables["delivery"].choices.len(), 2);
    assert_eq!(flow.find("end").expect("end").1.on_error.map(id), Some("operator".to_owned()));
    assert_eq!(flow.find("operator").expect("operator").1.on_error, None);
    assert_eq!(flow.find("answer").expect("answer").1.on_error.map(id), Some("end".to_owned()));

    let NodeKind::Intent(intent) = kind("intent") else { panic!("not an intent") };
    let settings = &intent.spec.settings;
    assert_eq!(settings.model.as_deref(), Some("x/y"));
    assert_eq!(
        (settings.timeout_ms, settings.retries, settings.temperature),
        (Some(20_000), Some(2), Some(0.3))
    );
    assert_eq!(settings.fallback_models.len(), 1);

    let NodeKind::Confidence(sure) = kind("sure") else { panic!("not a confidence") };
    assert_eq!(sure.levels.iter().map(|it| it.at_least).collect::<Vec<_>>(), [0.75, 0.4]);

    let NodeKind::AiResponse(ask) = kind("ask") else { panic!("not a response") };
    assert_eq!(
        (ask.mode, ask.attempts, ask.otherwise.map(id)),
        (AiMode::Clarify, 2, Some("operator".to_owned()))
    );

    let NodeKind::AiResponse(answer) = kind("answer") else { panic!("not a response") };
    assert!(answer.settings.fallback_models.is_empty() && !answer.grounded && answer.otherwise.is_none());
    let prompt = answer.prompt.as_ref().expect("a prompt");
    assert_eq!(prompt.names(), ["vars.delivery"]);
    assert_eq!(prompt.plain(), None);
    let context = serde_json::json!({"vars": {"delivery": "pickup"}});
    assert_eq!(prompt.render(&context).as_deref(), Ok("Кратко. pickup"));
    let missing = prompt.render(&serde_json::json!({"vars": {}})).expect_err("strict");
    assert!(missing.undefined);

    let NodeKind::Handoff(operator) = kind("operator") else { panic!("not a handoff") };
    assert_eq!(operator.resume_at.map(id), Some("intent".to_owned()));
}

#[test]
fn the_graph_names_exits_as_they_are_written() {
    let graph = check_text(TEXT).graph;
    let edges: Vec<String> = graph
        .edges
        .iter()
        .map(|edge| {
            let from = edge.from.map_or("*", |ix| &graph.nodes[usize::from(ix.0)].id);
            format!("{from}.{} -> {} {:?}", edge.exit, graph.nodes[usize::from(edge.to.0)].id, edge.kind)
        })
        .collect();
    insta::assert_snapshot!(edges.join("\n"));
    assert!(graph.edges.iter().any(|edge| edge.kind == EdgeKind::Wait));
}

#[test]
fn equal_texts_have_equal_hashes() {
    let hash = |text: &str| check_text(text).flow.expect("a flow").hash.clone();
    assert_eq!(hash(TEXT), hash(TEXT));
    assert_ne!(hash(TEXT), hash(&TEXT.replace("# comment", "# other")));
}

#[test]
fn aliases_stand_for_what_they_name() {
    let text = flow_with(
        "start: {type: start, next: &go hello}\nhello: {type: message, text: &t Привет, next: bye}\nbye: {type: message, text: *t, next: end}\n",
    );
    let checked = check_text(&text);
    assert!(checked.flow.is_some(), "{}", rendered("f", &text, &checked.diagnostics));
}

#[test]
fn templates_may_use_what_minijinja_has() {
    let cases = [
        ("{% for hit in search.hits %}{{ hit.title }}{% endfor %}", vec!["F503"]),
        ("{% for n in range(3) %}{{ n }}{% endfor %}", vec![]),
        ("{{ contact.name | upper }}", vec![]),
        ("{{ contact.name | uper }}", vec!["F505"]),
        ("{% if contact.name is defind %}x{% endif %}", vec!["F505"]),
        ("{% if contact.name is not defined %}x{% endif %}", vec![]),
        ("{{ '| uper is odd?' }} is strange | uper", vec![]),
        ("{% set x = 1 %}{{ x }}", vec![]),
        ("{{ greet() }}", vec!["F502"]),
        ("{{ contact }}", vec!["F502"]),
        ("{{ vars.sity }}", vec!["F502"]),
        ("{{ intent.name | default('') }}", vec![]),
    ];
    for (template, expected) in cases {
        let quoted = serde_json::to_string(template).expect("json");
        let text = flow_with(&format!(
            "start: {{type: start, next: say}}\nsay: {{type: message, text: {quoted}, next: end}}\n"
        ));
        let found = check_text(&text).diagnostics;
        assert_eq!(ids(&found), expected, "{template}:\n{}", rendered("f", &text, &found));
    }
}

/// The template language points at the first byte of what it did not expect, which may be half a letter.
#[test]
fn a_place_that_cannot_be_read_is_shown_in_whole_letters() {
    for template in ["{% if intent.name очень %}!{% endif %}", "{{ имя }}", "Цена {{ 5 ₽ }}", "{{ 'да"]
    {
        let text = flow_with(&format!(
            "start: {{type: start, next: say}}\nsay: {{type: message, text: \"{template}\", next: end}}\n"
        ));
        let found = check_text(&text).diagnostics;
        assert!(ids(&found).contains(&"F501"), "{template}: {found:?}");
        for one in found {
            assert!(text.get(one.span.start..one.span.end).is_some(), "{template}: {one:?}");
        }
    }
}

#[test]
fn a_runaway_text_is_stopped() {
    let text = "{% for a in range(1000) %}{% for b in range(1000) %}x{% endfor %}{% endfor %}";
    let template = sufler_dsl::template::Template::compile(text, Default::default()).expect("compiles");
    assert!(template.render(&()).is_err());
}
