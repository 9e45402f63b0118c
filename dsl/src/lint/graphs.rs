//! Walks over the graph that several rules need.

use std::collections::VecDeque;

use super::subject::{NodeView, Subject};
use crate::{
    flow::NodeIx,
    graph::{Edge, EdgeKind},
};

/// Nodes reachable from these, themselves included. `pass` says whether to go on behind a node.
pub(super) fn reach(
    subject: &Subject<'_>,
    from: impl IntoIterator<Item = NodeIx>,
    follow: impl Fn(&Edge) -> bool,
    pass: impl Fn(&NodeView<'_>) -> bool,
) -> Vec<NodeIx> {
    let mut seen = vec![false; subject.nodes.len()];
    let mut new = |ix: NodeIx| match seen.get_mut(usize::from(ix.0)) {
        Some(seen) => !std::mem::replace(seen, true),
        None => false,
    };
    let mut queue: VecDeque<NodeIx> = from.into_iter().filter(|ix| new(*ix)).collect();
    let mut found = Vec::new();
    while let Some(ix) = queue.pop_front() {
        found.push(ix);
        if subject.node(ix).is_none_or(|node| !pass(node)) {
            continue;
        }
        let next = subject.exits(ix).filter(|edge| follow(edge)).map(|edge| edge.to);
        queue.extend(next.filter(|ix| new(*ix)));
    }
    found
}

/// Everything behind the exits of a node in the same turn.
pub(super) fn behind(
    subject: &Subject<'_>,
    node: &NodeView<'_>,
    pass: impl Fn(&NodeView<'_>) -> bool,
) -> Vec<NodeIx> {
    let exits = subject.exits(node.ix).filter(|edge| edge.kind == EdgeKind::Next).map(|edge| edge.to);
    reach(subject, exits, |edge| edge.kind == EdgeKind::Next, pass)
}

/// Where a turn begins or goes on after the customer has answered.
pub(super) fn beginnings<'a>(subject: &'a Subject<'_>) -> impl Iterator<Item = NodeIx> + 'a {
    let answered = subject.graph.edges.iter().filter(|edge| edge.kind == EdgeKind::Wait).map(|edge| edge.to);
    subject.graph.start.into_iter().chain(answered)
}

/// The heaviest way through one turn from a beginning, and its nodes with weight. Loops count once.
pub(super) fn heaviest(subject: &Subject<'_>, weight: impl Fn(&NodeView<'_>) -> u64) -> (u64, Vec<NodeIx>) {
    let mut best: Vec<Option<(u64, Option<NodeIx>)>> = vec![None; subject.nodes.len()];
    let mut open = vec![false; subject.nodes.len()];
    let mut top = (0, None);
    for start in beginnings(subject) {
        let total = weigh(subject, start, &weight, &mut best, &mut open);
        if total > top.0 {
            top = (total, Some(start));
        }
    }
    let mut way = Vec::new();
    let mut at = top.1;
    while let Some(ix) = at.filter(|ix| !way.contains(ix)) {
        way.push(ix);
        at = best.get(usize::from(ix.0)).copied().flatten().and_then(|(_, next)| next);
    }
    way.retain(|ix| subject.node(*ix).is_some_and(|node| weight(node) > 0));
    (top.0, way)
}

fn weigh(
    subject: &Subject<'_>,
    ix: NodeIx,
    weight: &impl Fn(&NodeView<'_>) -> u64,
    best: &mut Vec<Option<(u64, Option<NodeIx>)>>,
    open: &mut Vec<bool>,
) -> u64 {
    let at = usize::from(ix.0);
    if let Some(Some((known, _))) = best.get(at) {
        return *known;
    }
    if open.get(at).copied().unwrap_or(true) {
        return 0;
    }
    if let Some(flag) = open.get_mut(at) {
        *flag = true;
    }
    let mut heaviest = (0, None);
    for edge in subject.exits(ix).filter(|edge| edge.kind == EdgeKind::Next) {
        let total = weigh(subject, edge.to, weight, best, open);
        if heaviest.1.is_none() || total > heaviest.0 {
            heaviest = (total, Some(edge.to));
        }
    }
    if let Some(flag) = open.get_mut(at) {
        *flag = false;
    }
    let own = subject.node(ix).map_or(0, weight);
    if let Some(slot) = best.get_mut(at) {
        *slot = Some((own + heaviest.0, heaviest.1));
    }
    own + heaviest.0
}

/// Ids as a list for people.
pub(super) fn listed(subject: &Subject<'_>, nodes: &[NodeIx]) -> String {
    nodes.iter().map(|ix| subject.id(*ix)).collect::<Vec<_>>().join(" → ")
}
