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
    if let Some(world) = root.get("world") {
        check_world(world, flow, &intents, found);
    }
    for turn in root.get("turns").and_then(Node::as_seq).unwrap_or_default() {
        let expected = turn.get("expect").and_then(|it| it.get("intent"));
        found.extend(expected.and_then(|name| unknown_intent(name, &intents)));
        if let Some(world) = turn.get("world") {
            check_world(world, flow, &intents, found);
        }
        let variables = turn.get("expect").and_then(|it| it.get("variables")?.as_map()).unwrap_or_default();
        found.extend(variables.iter().filter_map(|pair| unknown_variable(&pair.key, flow)));
    }
}

/// Intents and nodes that a recording names.
fn check_world(world: &Node, flow: &Flow, intents: &[&str], found: &mut Vec<Diagnostic>) {
    let recorded = world.get("intent").and_then(|it| it.get("name"));
    found.extend(recorded.and_then(|name| unknown_intent(name, intents)));
    for pair in world.get("nodes").and_then(Node::as_map).unwrap_or_default() {
        found.extend(unknown_node(&pair.key, flow));
        for visit in pair.value.as_seq().unwrap_or(std::slice::from_ref(&pair.value)) {
            check_world(visit, flow, intents, found);
        }
    }
}

fn unknown_node(key: &Node, flow: &Flow) -> Option<Diagnostic> {
    let name = key.key_text().filter(|name| !flow.index.contains_key(*name))?;
    let message =
        Words::new(format!("узла «{name}» в сценарии нет"), format!("the flow has no node `{name}`"));
    let found = Diagnostic::new(codes::DIALOG_UNKNOWN_NODE, key.span, message);
    Some(suggest(found, nearest(name, flow.index.keys().map(AsRef::as_ref))))
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
