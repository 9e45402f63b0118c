//! Mutants of edges and of nodes' fields.

use sufler_dsl::{
    edit::Path,
    flow::NodeIx,
    nodes::NodeKind,
    yaml::{Node, Resolved},
};

use super::{
    change::quoted,
    conditions::SHIFT,
    tree::{Walk, entries},
};

/// Every edge led elsewhere.
pub(super) fn edges(walk: &mut Walk<'_>) {
    let (flow, graph) = (&walk.suite.flow, &walk.suite.graph);
    for edge in &graph.edges {
        let from = edge.from.and_then(|ix| flow.node(ix)).map(|node| &*node.id);
        let Some((to, other)) = flow.node(edge.to).zip(elsewhere(walk, edge.to)) else { continue };
        let exit = from.map_or_else(|| edge.exit.clone(), |from| format!("{from}.{}", edge.exit));
        let what = format!("переход {exit} ведёт в {other} вместо {}", to.id);
        walk.replace(from, edge.span, quoted(&other), what);
    }
}

/// A node that ends the turn, but not this one; else any other node.
fn elsewhere(walk: &Walk<'_>, to: NodeIx) -> Option<String> {
    let nodes = (0u16..).map(NodeIx).zip(&walk.suite.flow.nodes).filter(|(ix, _)| *ix != to);
    let ends = |kind: &NodeKind| matches!(kind, NodeKind::End(_) | NodeKind::Handoff(_));
    let of_kind = |wanted: fn(&NodeKind) -> bool| nodes.clone().find(|(_, node)| wanted(&node.kind));
    let other = of_kind(|kind| matches!(kind, NodeKind::End(_)))
        .or_else(|| of_kind(|kind| matches!(kind, NodeKind::Handoff(_))))
        .or_else(|| nodes.clone().find(|(_, node)| !ends(&node.kind)))?;
    Some(other.1.id.to_string())
}

/// Fields of nodes.
pub(super) fn fields(walk: &mut Walk<'_>) {
    let Some(root) = walk.root.take() else { return };
    for (id, node) in entries(&root) {
        match node.get("type").and_then(Node::key_text) {
            Some("confidence") => levels(walk, id, node),
            Some("search") => search(walk, id, node),
            Some("intent") => intents(walk, id, node),
            Some("ai_response") => answer(walk, id, node),
            Some("context") => context(walk, id, node),
            Some("handoff") => handoff(walk, id, node),
            Some("message") => text(walk, id, node, "text"),
            Some("end") => closing(walk, id, node),
            _ => {}
        }
        if let Some(field) = node.get("on_error") {
            let path = field_path(id, "on_error");
            walk.remove(Some(id), field.span, path, format!("у узла {id} нет on_error"));
        }
    }
    walk.root = Some(root);
}

fn field_path(id: &str, field: &str) -> Path {
    Path::of_keys(&["nodes", id, field])
}

fn number(node: &Node, field: &str) -> Option<f64> {
    node.get(field)?.resolved().and_then(Resolved::as_number)
}

/// Levels shifted both ways within their neighbours, and left out.
fn levels(walk: &mut Walk<'_>, id: &str, node: &Node) {
    let items = node.get("levels").and_then(Node::as_seq).unwrap_or_default();
    let border = |index: usize| items.get(index).and_then(|item| number(item, "at_least"));
    for (index, item) in items.iter().enumerate() {
        let (Some(value), Some(written)) = (border(index), item.get("at_least")) else { continue };
        let above = index.checked_sub(1).and_then(border).unwrap_or(1.0 + SHIFT);
        let below = border(index + 1).unwrap_or(-SHIFT);
        for shifted in [value + SHIFT, value - SHIFT] {
            if below < shifted && shifted < above && (0.0..=1.0).contains(&shifted) {
                let shifted = tidy(shifted);
                let what = format!("{id}.levels[{index}]: порог {shifted} вместо {value}");
                walk.replace(Some(id), written.span, shifted.to_string(), what);
            }
        }
        if items.len() > 1 {
            let path = field_path(id, "levels").index(index);
            walk.remove(Some(id), item.span, path, format!("у узла {id} нет уровня {value}"));
        }
    }
    if let Some(of) = node.get("of") {
        let other = if of.as_text() == Some("intent") { "search" } else { "intent" };
        walk.replace(
            Some(id),
            of.span,
            other.to_owned(),
            format!("{id}: уверенность {other} вместо {}", of.as_text().unwrap_or_default()),
        );
    }
}

/// A number without the noise of binary fractions.
pub(super) fn tidy(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

/// Categories left out or swapped, fewer hits, no query.
fn search(walk: &mut Walk<'_>, id: &str, node: &Node) {
    let items = node.get("categories").and_then(Node::as_seq).unwrap_or_default();
    for (index, item) in items.iter().enumerate() {
        let name = item.as_text().unwrap_or_default();
        if items.len() > 1 {
            let path = field_path(id, "categories").index(index);
            walk.remove(Some(id), item.span, path, format!("узел {id} не ищет в категории {name}"));
        } else if let Some(other) = other_category(walk, name) {
            let what = format!("узел {id} ищет в категории {other} вместо {name}");
            walk.replace(Some(id), item.span, quoted(&other), what);
        }
    }
    if let (Some(written), Some(top)) = (node.get("top"), number(node, "top"))
        && top > 1.0
    {
        walk.replace(Some(id), written.span, "1".to_owned(), format!("{id}.top: 1 вместо {top}"));
    }
    if let Some(query) = node.get("query") {
        walk.remove(
            Some(id),
            query.span,
            field_path(id, "query"),
            format!("узел {id} ищет слова клиента вместо query"),
        );
    }
}

/// A category that another search of the flow looks into.
fn other_category(walk: &Walk<'_>, name: &str) -> Option<String> {
    let categories = walk.suite.flow.nodes.iter().filter_map(|node| match &node.kind {
        NodeKind::Search(search) => Some(&search.categories),
        _ => None,
    });
    categories.flatten().find(|other| ***other != *name).map(ToString::to_string)
}

fn intents(walk: &mut Walk<'_>, id: &str, node: &Node) {
    for pair in node.get("intents").and_then(Node::as_map).unwrap_or_default() {
        let Some(name) = pair.key.key_text() else { continue };
        let path = field_path(id, "intents").key(name);
        walk.remove(Some(id), pair.key.span, path, format!("узел {id} не знает интента {name}"));
        walk.changes_intents();
    }
}

fn answer(walk: &mut Walk<'_>, id: &str, node: &Node) {
    if let Some(grounded) =
        node.get("grounded").filter(|it| matches!(it.resolved(), Some(Resolved::Bool(true))))
    {
        let what = format!("узел {id} не проверяет цифры ответа по источникам");
        walk.replace(Some(id), grounded.span, "false".to_owned(), what);
    }
    if let (Some(written), Some(attempts)) = (node.get("attempts"), number(node, "attempts")) {
        for other in [attempts - 1.0, attempts + 1.0].into_iter().filter(|it| *it >= 1.0) {
            let what = format!("{id}.attempts: {other} вместо {attempts}");
            walk.replace(Some(id), written.span, other.to_string(), what);
        }
    }
}

fn context(walk: &mut Walk<'_>, id: &str, node: &Node) {
    if let (Some(written), Some(messages)) = (node.get("messages"), number(node, "messages"))
        && messages > 1.0
    {
        let what = format!("{id}.messages: 1 вместо {messages}");
        walk.replace(Some(id), written.span, "1".to_owned(), what);
    }
    for (index, item) in node.get("include").and_then(Node::as_seq).unwrap_or_default().iter().enumerate() {
        let name = item.as_text().unwrap_or_default();
        let path = field_path(id, "include").index(index);
        walk.remove(Some(id), item.span, path, format!("узел {id} не показывает моделям {name}"));
    }
}

fn handoff(walk: &mut Walk<'_>, id: &str, node: &Node) {
    if let Some(reason) = node.get("reason") {
        let name = reason.as_text().unwrap_or_default();
        walk.replace(Some(id), reason.span, format!("{name}_other"), format!("причина узла {id} не {name}"));
    }
    if let Some(say) = node.get("say") {
        walk.remove(Some(id), say.span, field_path(id, "say"), format!("узел {id} передаёт разговор молча"));
    }
}

fn text(walk: &mut Walk<'_>, id: &str, node: &Node, field: &str) {
    if let Some(text) = node.get(field) {
        walk.replace(Some(id), text.span, quoted("…"), format!("узел {id} говорит «…»"));
    }
}

fn closing(walk: &mut Walk<'_>, id: &str, node: &Node) {
    if let Some(close) = node.get("close")
        && let Some(Resolved::Bool(value)) = close.resolved()
    {
        let what = format!("{id}.close: {} вместо {value}", !value);
        walk.replace(Some(id), close.span, (!value).to_string(), what);
    }
}
