//! Names in a dialog that only its flow can know.

use crate::{
    diagnostic::{Diagnostic, Words, codes},
    flow::Flow,
    names::nearest,
    nodes::NodeKind,
    shape::check::suggest,
    yaml::Node,
};

pub(super) fn check(root: &Node, flow: &Flow, found: &mut Vec<Diagnostic>) {
    let intents = intents(flow);
    for turn in root.get("turns").and_then(Node::as_seq).unwrap_or_default() {
        let expected = turn.get("expect").and_then(|it| it.get("intent"));
        let recorded = turn.get("world").and_then(|it| it.get("intent")?.get("name"));
        for name in [expected, recorded].into_iter().flatten() {
            found.extend(unknown_intent(name, &intents));
        }
        let variables = turn.get("expect").and_then(|it| it.get("variables")?.as_map()).unwrap_or_default();
        found.extend(variables.iter().filter_map(|pair| unknown_variable(&pair.key, flow)));
    }
}

/// Intents of every `intent` node.
fn intents(flow: &Flow) -> Vec<&str> {
    let specs = flow.nodes.iter().filter_map(|node| match &node.kind {
        NodeKind::Intent(intent) => Some(&intent.spec.intents),
        _ => None,
    });
    specs.flat_map(|intents| intents.keys().map(AsRef::as_ref)).collect()
}

fn unknown_intent(node: &Node, intents: &[&str]) -> Option<Diagnostic> {
    let name = node.as_text().filter(|name| !intents.contains(name))?;
    let message =
        Words::new(format!("интента «{name}» в сценарии нет"), format!("the flow has no intent `{name}`"));
    let found = Diagnostic::new(codes::DIALOG_UNKNOWN_INTENT, node.span, message);
    Some(suggest(found, nearest(name, intents.iter().copied())))
}

fn unknown_variable(key: &Node, flow: &Flow) -> Option<Diagnostic> {
    let name = key.key_text().filter(|name| !flow.variables.contains_key(*name))?;
    let message = Words::new(
        format!("переменной «{name}» в сценарии нет"),
        format!("the flow has no variable `{name}`"),
    );
    let found = Diagnostic::new(codes::DIALOG_UNKNOWN_VARIABLE, key.span, message);
    Some(suggest(found, nearest(name, flow.variables.keys().map(AsRef::as_ref))))
}
