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
    let name = key.key_text().filter(|name| !has_node(flow, name))?;
    let message =
        Words::new(format!("узла «{name}» в сценарии нет"), format!("the flow has no node `{name}`"));
    let found = Diagnostic::new(codes::DIALOG_UNKNOWN_NODE, key.span, message);
    Some(suggest(found, nearest(name, flow.index.keys().map(AsRef::as_ref))))
}

/// `terms`, or `order/phone` for a node of the flow that `order` calls.
fn has_node(flow: &Flow, name: &str) -> bool {
    let Some((outer, inner)) = name.split_once('/') else { return flow.index.contains_key(name) };
    let called = flow.nodes.iter().filter(|node| *node.id == *outer).find_map(|node| match &node.kind {
        NodeKind::Subflow(call) => Some(&call.flow),
        _ => None,
    });
    // Of a flow read without those it calls no more can be said.
    called.is_some_and(|called| flow.subflows.get(called).is_none_or(|callee| has_node(callee, inner)))
}

/// Intents of every `intent` node, in called flows as well.
fn intents(flow: &Flow) -> Vec<&str> {
    let own = flow.nodes.iter().flat_map(|node| match &node.kind {
        NodeKind::Intent(intent) => intent.spec.intents.keys().map(AsRef::as_ref).collect(),
        _ => Vec::new(),
    });
    own.chain(flow.subflows.values().flat_map(|callee| intents(callee))).collect()
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
