//! What can be reached from where.

use std::collections::VecDeque;

use super::{Edge, EdgeKind, Graph, GraphNode};
use crate::{
    diagnostic::{Diagnostic, Words, codes},
    flow::NodeIx,
};

/// A set of nodes.
pub(super) struct Set(Vec<bool>);

impl Set {
    pub(super) fn has(&self, ix: NodeIx) -> bool {
        self.0.get(usize::from(ix.0)).copied().unwrap_or_default()
    }

    /// Adds; true if it was new.
    fn add(&mut self, ix: NodeIx) -> bool {
        match self.0.get_mut(usize::from(ix.0)) {
            Some(seen) => !std::mem::replace(seen, true),
            None => false,
        }
    }
}

/// Neighbours of every node, so that a search costs as much as the graph is large.
struct Neighbours(Vec<Vec<NodeIx>>);

impl Neighbours {
    fn new(graph: &Graph, follow: impl Fn(&Edge) -> bool, backwards: bool) -> Self {
        let mut lists = vec![Vec::new(); graph.nodes.len()];
        for edge in graph.edges.iter().filter(|edge| follow(edge)) {
            let Some(from) = edge.from else { continue };
            let (here, there) = if backwards { (edge.to, from) } else { (from, edge.to) };
            if let Some(list) = lists.get_mut(usize::from(here.0)) {
                list.push(there);
            }
        }
        Self(lists)
    }

    fn of(&self, ix: NodeIx) -> &[NodeIx] {
        self.0.get(usize::from(ix.0)).map_or(&[], Vec::as_slice)
    }

    /// Everything reachable from these, themselves included.
    fn closure(&self, from: impl IntoIterator<Item = NodeIx>) -> Set {
        let mut seen = Set(vec![false; self.0.len()]);
        let mut queue: VecDeque<NodeIx> = from.into_iter().filter(|ix| seen.add(*ix)).collect();
        while let Some(ix) = queue.pop_front() {
            queue.extend(self.of(ix).iter().filter(|next| seen.add(**next)));
        }
        seen
    }
}

/// Reports nodes without a way in or out; gives the reachable ones.
pub(super) fn check(graph: &Graph, found: &mut Vec<Diagnostic>) -> Set {
    let reachable = Neighbours::new(graph, |_| true, false).closure(graph.entrances());
    let unclear = nodes(graph).any(|(ix, node)| node.broken && reachable.has(ix));
    if !unclear {
        report_unreachable(graph, &reachable, found);
        report_no_human(graph, &reachable, found);
    }
    report_stuck(graph, &reachable, found);
    report_loops(graph, &reachable, found);
    reachable
}

fn nodes(graph: &Graph) -> impl Iterator<Item = (NodeIx, &GraphNode)> {
    (0_u16..).map(NodeIx).zip(&graph.nodes)
}

fn report_unreachable(graph: &Graph, reachable: &Set, found: &mut Vec<Diagnostic>) {
    // A second `start` is reported as such.
    for (_, node) in nodes(graph).filter(|(ix, node)| !reachable.has(*ix) && node.kind != Some("start")) {
        let message = Words::new(
            format!("в узел «{}» ничто не ведёт", node.id),
            format!("nothing leads to the node `{}`", node.id),
        );
        let help = Words::new("ведите в него переход или уберите узел", "lead an exit to it or remove it");
        found.push(Diagnostic::new(codes::UNREACHABLE_NODE, node.id_span, message).with_help(help));
    }
}

fn report_no_human(graph: &Graph, reachable: &Set, found: &mut Vec<Diagnostic>) {
    let human = nodes(graph).any(|(ix, node)| node.kind == Some("handoff") && reachable.has(ix));
    if human {
        return;
    }
    if let Some(start) = graph.start.and_then(|ix| graph.node(ix)) {
        let message = Words::new(
            "сценарий никогда не передаёт разговор оператору",
            "the flow never hands the conversation to an operator",
        );
        let help = Words::new(
            "добавьте узел type: handoff и правило always: {when: intent.asks_human, next: …}",
            "add a node with type: handoff and a rule always: {when: intent.asks_human, next: …}",
        );
        found.push(Diagnostic::new(codes::NO_WAY_TO_HUMAN, start.id_span, message).with_help(help));
    }
}

/// Reachable nodes from which the turn can never finish. Failures do not count as a way out.
fn report_stuck(graph: &Graph, reachable: &Set, found: &mut Vec<Diagnostic>) {
    let ways = Neighbours::new(graph, |edge| edge.kind != EdgeKind::Error, true);
    let outs = nodes(graph).filter(|(_, node)| node.broken || matches!(node.kind, Some("end" | "handoff")));
    let leaving = ways.closure(outs.map(|(ix, _)| ix));
    let mut stuck =
        nodes(graph).filter(|(ix, _)| reachable.has(*ix) && !leaving.has(*ix)).map(|(_, node)| node);
    let Some(first) = stuck.next() else { return };
    let message = Words::new(
        format!("из узла «{}» не дойти ни до end, ни до handoff", first.id),
        format!("neither end nor handoff can be reached from `{}`", first.id),
    );
    let help =
        Words::new("ведите один из переходов в end или handoff", "lead one of the exits to end or handoff");
    let diagnostic = Diagnostic::new(codes::NO_WAY_OUT, first.id_span, message).with_help(help);
    let related =
        |node: &GraphNode| Words::new(format!("и из «{}»", node.id), format!("nor from `{}`", node.id));
    found.push(stuck.fold(diagnostic, |it, node| it.with_related(node.id_span, related(node))));
}

/// Loops that never wait for the customer: one report a loop, at its first node.
fn report_loops(graph: &Graph, reachable: &Set, found: &mut Vec<Diagnostic>) {
    let follow = |edge: &Edge| edge.kind == EdgeKind::Next;
    let (ahead, back) = (Neighbours::new(graph, follow, false), Neighbours::new(graph, follow, true));
    let mut told = Set(vec![false; graph.nodes.len()]);
    for (ix, node) in nodes(graph).filter(|(ix, _)| reachable.has(*ix)) {
        if told.has(ix) || !ahead.closure(ahead.of(ix).iter().copied()).has(ix) {
            continue;
        }
        let (after, before) = (ahead.closure([ix]), back.closure([ix]));
        let members: Vec<_> =
            nodes(graph).filter(|(other, _)| after.has(*other) && before.has(*other)).collect();
        let path = members.iter().map(|(_, node)| node.id.as_ref()).collect::<Vec<_>>().join(", ");
        for (other, _) in &members {
            told.add(*other);
        }
        let message = Words::new(
            format!("круг без ожидания клиента: {path}"),
            format!("a loop that never waits for the customer: {path}"),
        );
        let help = Words::new(
            "разорвите круг или поставьте в него узел, который ждёт: mode: clarify или wait",
            "break the loop or put a node in it that waits: mode: clarify or wait",
        );
        found.push(Diagnostic::new(codes::LOOP_WITHOUT_WAIT, node.id_span, message).with_help(help));
    }
}
