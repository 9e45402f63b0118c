//! Collect, set, call, wait and subflow: what is refused, how edits follow names, how flows are joined.

use std::sync::Arc;

use rstest::rstest;
use sufler_dsl::{
    edit::{Op, Options, edit},
    flow::Flow,
    graph::EdgeKind,
    nodes::NodeKind,
    set,
    source::Source,
};

use super::{check_text, ids, rendered};

fn flow(node: &str) -> String {
    format!(
        "flow: demo\nvariables:\n  city: {{type: text}}\n  n: {{type: number}}\n  way: {{type: choice, choices: [a, b]}}\n  \
         phone: {{type: phone}}\nalways:\n  - {{when: intent.asks_human, next: operator}}\nnodes:\n  \
         start: {{type: start, next: it}}\n  it: {node}\n  operator: {{type: handoff, reason: asked}}\n  end: {{type: end}}\n"
    )
}

#[rstest]
#[case::set(
    "{type: set, values: {n: vars.n + 1, city: 'Из {{ item.city }}', way: a, phone: null}, next: end}"
)]
#[case::set_number("{type: set, values: {n: 3}, next: end}")]
#[case::wait("{type: wait, for: 3d, next: end}")]
#[case::wait_until("{type: wait, until: 10:00, next: end, reply: operator}")]
#[case::wait_for_words("{type: wait, reply: end}")]
#[case::call(
    "{type: call, connector: crm, method: POST, path: '/a/{{ vars.n }}', query: {q: x}, body: [1, {a: '{{ vars.n }}'}], save: {city: a.b}, timeout: 3s, retries: 0, next: end}"
)]
#[case::collect(
    "{type: collect, variables: {way: {ask: Как?, synonyms: {a: [раз]}}, n: {ask: 'Сколько, {{ contact.name }}?', retry: Что?, words: [штука]}}, model: x/y, next: end, else: operator}"
)]
#[case::subflow("{type: subflow, flow: other, with: {x: '{{ vars.n }}'}, save: {city: y}, next: end}")]
fn good_nodes(#[case] node: &str) {
    let text = flow(node);
    let checked = check_text(&text);
    assert!(checked.diagnostics.is_empty(), "{}", rendered("f", &text, &checked.diagnostics));
    assert!(checked.flow.is_some());
}

#[rstest]
#[case::unknown_variable("{type: set, values: {sity: x}, next: end}", "F231")]
#[case::wrong_type("{type: set, values: {n: '\"x\"'}, next: end}", "F403")]
#[case::wrong_choice("{type: set, values: {way: c}, next: end}", "F209")]
#[case::number_for_text("{type: set, values: {city: 5}, next: end}", "F204")]
#[case::unknown_name("{type: set, values: {n: vars.m}, next: end}", "F402")]
#[case::bad_place("{type: set, values: {city: '{{ vars.m }}'}, next: end}", "F502")]
#[case::wait_for_nothing("{type: wait}", "F214")]
#[case::wait_twice("{type: wait, for: 1h, until: '10:00', next: end}", "F214")]
#[case::wait_without_next("{type: wait, for: 1h, reply: end}", "F214")]
#[case::wait_with_next_alone("{type: wait, next: end, reply: end}", "F214")]
#[case::wait_for_no_time("{type: wait, until: '25:00', next: end}", "F206")]
#[case::wait_too_long("{type: wait, for: 40d, next: end}", "F205")]
#[case::call_without_slash("{type: call, connector: crm, path: a, next: end}", "F232")]
#[case::call_with_query("{type: call, connector: crm, path: '/a?b=c', next: end}", "F232")]
#[case::get_with_body("{type: call, connector: crm, path: /a, body: {a: 1}, next: end}", "F214")]
#[case::bad_save("{type: call, connector: crm, path: /a, save: {city: 'a..b'}, next: end}", "F232")]
#[case::unknown_save("{type: call, connector: crm, path: /a, save: {sity: a}, next: end}", "F231")]
#[case::bad_body(
    "{type: call, connector: crm, method: POST, path: /a, body: {a: [{b: '{{ vars.m }}'}]}, next: end}",
    "F502"
)]
#[case::unknown_slot("{type: collect, variables: {sity: {ask: Где?}}, next: end, else: operator}", "F231")]
#[case::synonyms_of_text(
    "{type: collect, variables: {city: {ask: Где?, synonyms: {a: [b]}}}, next: end, else: operator}",
    "F214"
)]
#[case::unknown_synonym(
    "{type: collect, variables: {way: {ask: Как?, synonyms: {c: [b]}}}, next: end, else: operator}",
    "F209"
)]
#[case::collect_without_else("{type: collect, variables: {city: {ask: Где?}}, next: end}", "F201")]
#[case::unknown_save_of_subflow("{type: subflow, flow: other, save: {sity: x}, next: end}", "F231")]
fn bad_nodes(#[case] node: &str, #[case] code: &str) {
    let text = flow(node);
    let checked = check_text(&text);
    assert!(ids(&checked.diagnostics).contains(&code), "{}", rendered("f", &text, &checked.diagnostics));
    assert!(checked.flow.is_none());
}

#[test]
fn edges_know_when_they_are_taken() {
    let kinds = |node: &str| {
        let graph = check_text(&flow(node)).graph;
        let edges = graph.edges.into_iter().filter(|edge| edge.from.is_some_and(|ix| ix.0 == 1));
        edges.map(|edge| (edge.exit, edge.kind)).collect::<Vec<_>>()
    };
    let named = |list: &[(&str, EdgeKind)]| {
        list.iter().map(|(exit, kind)| ((*exit).to_owned(), *kind)).collect::<Vec<_>>()
    };
    assert_eq!(
        kinds("{type: wait, for: 1h, next: end, reply: operator}"),
        named(&[("next", EdgeKind::Wait), ("reply", EdgeKind::Wait)])
    );
    assert_eq!(
        kinds("{type: collect, variables: {city: {ask: Где?}}, next: end, else: operator, interrupted: it}"),
        named(&[("next", EdgeKind::Next), ("else", EdgeKind::Wait), ("interrupted", EdgeKind::Wait)])
    );
}

#[test]
fn a_loop_through_a_filled_collect_never_waits() {
    let text = flow("{type: collect, variables: {city: {ask: Где?}}, next: it, else: operator}");
    assert!(ids(&check_text(&text).diagnostics).contains(&"F304"));
}

#[rstest]
#[case::set(
    "{type: set, values: {city: '{{ vars.city }}!', n: vars.n}, next: end}",
    "{type: set, values: {town: '{{ vars.town }}!', n: vars.n}, next: end}"
)]
#[case::set_expression(
    "{type: set, values: {n: 1 + 1, way: a}, next: end}",
    "{type: set, values: {n: 1 + 1, way: a}, next: end}"
)]
#[case::collect(
    "{type: collect, variables: {city: {ask: 'Где? {{ vars.city }}'}}, next: end, else: operator}",
    "{type: collect, variables: {town: {ask: 'Где? {{ vars.town }}'}}, next: end, else: operator}"
)]
#[case::call(
    "{type: call, connector: crm, path: '/{{ vars.city }}', query: {city: '{{ vars.city }}'}, body: {city: ['{{ vars.city }}']}, method: POST, save: {city: vars.city}, next: end}",
    "{type: call, connector: crm, path: '/{{ vars.town }}', query: {city: '{{ vars.town }}'}, body: {city: ['{{ vars.town }}']}, method: POST, save: {town: vars.city}, next: end}"
)]
#[case::subflow(
    "{type: subflow, flow: other, with: {city: '{{ vars.city }}'}, save: {city: city}, next: end}",
    "{type: subflow, flow: other, with: {city: '{{ vars.town }}'}, save: {town: city}, next: end}"
)]
fn a_renamed_variable_is_followed(#[case] before: &str, #[case] after: &str) {
    let source = Source::new("f", flow(before));
    let ops = [Op::RenameVariable { from: "city".into(), to: "town".into() }];
    let edited = edit(&source, &ops, Options::default()).expect("an edit");
    assert_eq!(edited.text, flow(after).replace("  city: {type", "  town: {type"));
}

#[test]
fn a_renamed_number_is_followed_in_expressions() {
    let source =
        Source::new("f", flow("{type: set, values: {n: vars.n * 2, city: 'n {{ vars.n }}'}, next: end}"));
    let ops = [Op::RenameVariable { from: "n".into(), to: "count".into() }];
    let edited = edit(&source, &ops, Options::default()).expect("an edit");
    assert!(
        edited.text.contains("values: {count: vars.count * 2, city: 'n {{ vars.count }}'}"),
        "{}",
        edited.text
    );
}

#[test]
fn a_renamed_node_is_followed_by_new_exits() {
    let source = Source::new("f", flow("{type: wait, for: 1h, next: end, reply: operator}"));
    let ops = [Op::RenameNode { from: "operator".into(), to: "people".into() }];
    let edited = edit(&source, &ops, Options::default()).expect("an edit");
    assert!(edited.text.contains("reply: people"), "{}", edited.text);
}

#[test]
fn words_of_customers_in_calls_are_told() {
    let text = flow(
        "{type: call, connector: crm, method: POST, path: '/{{ vars.city }}', query: {p: '{{ vars.phone }}'}, \
         body: {who: '{{ contact.name }}', list: [{text: 'Пишет: {{ message.text }}'}], n: '{{ vars.n }}'}, next: end}",
    );
    let flow = check_text(&text).flow.expect("a flow");
    let NodeKind::Call(call) = &flow.find("it").expect("a node").1.kind else { panic!("not a call") };
    let found: Vec<_> =
        call.customer_texts(&flow.variables).into_iter().map(|it| (it.field, it.names.join(","))).collect();
    let wanted = [("path", "vars.city"), ("body.who", "contact.name"), ("body.list[0].text", "message.text")];
    assert_eq!(found, wanted.map(|(field, names)| (field.to_owned(), names.to_owned())));
    let unknown = set::unknown_connectors(&flow, ["cmr", "shop"]);
    assert_eq!(ids(&unknown), ["F233"]);
    assert!(unknown[0].help.as_ref().is_some_and(|help| help.ru.contains("cmr")));
    assert!(set::unknown_connectors(&flow, ["crm"]).is_empty());
}

fn small(id: &str, node: &str) -> Arc<Flow> {
    let text = format!(
        "flow: {id}\nvariables: {{x: {{type: text}}}}\nnodes:\n  start: {{type: start, next: it}}\n  it: {node}\n  end: {{type: end}}\n"
    );
    check_text(&text).flow.expect("a flow")
}

fn calling(id: &str, other: &str, more: &str) -> Arc<Flow> {
    small(id, &format!("{{type: subflow, flow: {other}, {more}next: end}}"))
}

#[test]
fn flows_are_joined_with_those_they_call() {
    let plain = small("c", "{type: message, text: Да, next: end}");
    let flows =
        [calling("a", "b", "with: {x: 1}, "), calling("b", "c", "save: {x: x}, "), Arc::clone(&plain)];
    let linked = set::link(&flows);
    assert!(linked.iter().all(|it| it.diagnostics.is_empty()), "{linked:?}");
    let a = linked[0].flow.as_ref().expect("a");
    let b = a.subflows.get("b").expect("b");
    assert!(b.subflows.get("c").is_some_and(|c| Arc::ptr_eq(c, &plain)));
    assert!(
        linked[2].flow.as_ref().is_some_and(|c| Arc::ptr_eq(c, &plain)),
        "who calls nobody stays the same"
    );
}

#[rstest]
#[case::itself(vec![calling("a", "a", "")], vec![vec!["F235"]])]
#[case::in_a_circle(vec![calling("a", "b", ""), calling("b", "a", "")], vec![vec!["F236"], vec!["F235"]])]
#[case::unknown(vec![calling("a", "b", "")], vec![vec!["F234"]])]
#[case::unknown_input(vec![calling("a", "b", "with: {y: 1}, "), small("b", "{type: message, text: Да, next: end}")], vec![vec!["F231"], vec![]])]
#[case::unknown_output(vec![calling("a", "b", "save: {x: y}, "), small("b", "{type: message, text: Да, next: end}")], vec![vec!["F231"], vec![]])]
fn what_is_wrong_between_flows(#[case] flows: Vec<Arc<Flow>>, #[case] wanted: Vec<Vec<&str>>) {
    let linked = set::link(&flows);
    let found: Vec<_> = linked.iter().map(|it| ids(&it.diagnostics)).collect();
    assert_eq!(found, wanted);
    for (linked, wanted) in linked.iter().zip(wanted) {
        assert_eq!(linked.flow.is_some(), wanted.is_empty());
    }
}
