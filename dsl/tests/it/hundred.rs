//! A flow with a hundred mistakes: every one is told.

use super::{check_text, flow_with, ids};

/// One node with six mistakes of different kinds on lines of their own.
fn bad_node(n: usize) -> String {
    format!(
        "bad{n}:\n  type: ai_response\n  temperature: {n}5\n  timeout: 20\n  grounded: maybe\n  prompt: '{{{{ contact.nmae }}}}'\n  nxet: end\n  next: nowhere{n}\n"
    )
}

#[test]
fn all_mistakes_are_told_at_once() {
    let mut nodes = String::from("start: {type: start, next: bad0}\n");
    for n in 0..17 {
        nodes += &bad_node(n + 1);
    }
    let checked = check_text(&flow_with(&nodes));
    let found = ids(&checked.diagnostics);
    let count = |code: &str| found.iter().filter(|it| **it == code).count();
    for code in ["F205", "F206", "F204", "F502", "F202"] {
        assert_eq!(count(code), 17, "{code} in {found:?}");
    }
    assert_eq!(count("F203"), 18);
    assert!(found.len() >= 103);
    assert!(checked.flow.is_none());
    assert_eq!(checked.graph.nodes.len(), 20);
}

#[test]
fn expressions_tell_all_their_type_problems() {
    let node = "which: {type: condition, branches: [{when: item.prise > 1 and contact.name > 2, next: end}], else: operator}";
    let checked = check_text(&flow_with(&format!("start: {{type: start, next: which}}\n{node}\n")));
    assert_eq!(ids(&checked.diagnostics), ["F402", "F403"]);
}
