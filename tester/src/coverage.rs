//! Which nodes and edges of a flow dialogs went through.

use indexmap::IndexMap;
use serde::Serialize;
use sufler_dsl::{
    flow::{Flow, Node, NodeIx},
    nodes::NodeKind,
};
use sufler_engine::{Exit, Name, TraceEntry};

/// An edge of a flow.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Edge {
    /// Node it leaves; `None` for `always` rules, which leave every node.
    pub from: Option<Name>,
    /// By which exit.
    pub exit: Exit,
    /// Node it enters.
    pub to: Name,
}

/// How often each node was visited and each edge was taken; those that never were are there with 0.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Coverage {
    /// Id of the flow.
    pub flow: Name,
    /// Visits by node, in file order.
    pub nodes: IndexMap<Name, u64>,
    /// Uses by edge, in file order.
    #[serde(serialize_with = "as_list")]
    pub edges: IndexMap<Edge, u64>,
}

fn as_list<S: serde::Serializer>(edges: &IndexMap<Edge, u64>, serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Used<'a> {
        #[serde(flatten)]
        edge: &'a Edge,
        count: u64,
    }
    serializer.collect_seq(edges.iter().map(|(edge, count)| Used { edge, count: *count }))
}

impl Coverage {
    /// Nothing was visited yet.
    #[must_use]
    pub fn new(flow: &Flow) -> Self {
        let nodes = flow.nodes.iter().map(|node| (Name::clone(&node.id), 0)).collect();
        let rules = (0u16..).zip(&flow.always).map(|(number, rule)| (None, Exit::Always(number), rule.next));
        let exits = flow.nodes.iter().flat_map(|node| {
            exits(node).into_iter().map(|(exit, to)| (Some(Name::clone(&node.id)), exit, to))
        });
        let edges = rules.chain(exits).filter_map(|(from, exit, to)| {
            Some((Edge { from, exit, to: Name::clone(&flow.node(to)?.id) }, 0))
        });
        Self { flow: Name::clone(&flow.id), nodes, edges: edges.collect() }
    }

    /// Counts what a trace went through.
    pub(crate) fn count(&mut self, trace: &[TraceEntry]) {
        for entry in trace {
            if let Some(visits) = entry.visited().and_then(|node| self.nodes.get_mut(node)) {
                *visits += 1;
            }
            let (Some(exit), Some(to)) = (entry.exit, &entry.to) else { continue };
            let from = entry.node.clone().filter(|_| !matches!(exit, Exit::Always(_)));
            if let Some(uses) = self.edges.get_mut(&Edge { from, exit, to: Name::clone(to) }) {
                *uses += 1;
            }
        }
    }

    /// Adds what another dialog of the same flow went through.
    pub fn merge(&mut self, other: &Self) {
        for (node, visits) in &other.nodes {
            *self.nodes.entry(Name::clone(node)).or_default() += visits;
        }
        for (edge, uses) in &other.edges {
            *self.edges.entry(edge.clone()).or_default() += uses;
        }
    }

    /// Nodes no dialog visited.
    pub fn unvisited(&self) -> impl Iterator<Item = &Name> {
        self.nodes.iter().filter(|(_, visits)| **visits == 0).map(|(node, _)| node)
    }

    /// Edges no dialog took.
    pub fn untaken(&self) -> impl Iterator<Item = &Edge> {
        self.edges.iter().filter(|(_, uses)| **uses == 0).map(|(edge, _)| edge)
    }
}

/// Exits of a node in the order of its fields.
fn exits(node: &Node) -> Vec<(Exit, NodeIx)> {
    let mut exits = match &node.kind {
        NodeKind::Start(kind) => vec![(Exit::Next, kind.next)],
        NodeKind::Intent(kind) => vec![(Exit::Next, kind.next)],
        NodeKind::Context(kind) => vec![(Exit::Next, kind.next)],
        NodeKind::Search(kind) => vec![(Exit::Next, kind.next)],
        NodeKind::Message(kind) => vec![(Exit::Next, kind.next)],
        NodeKind::AiResponse(kind) => {
            let otherwise = kind.otherwise.map(|to| (Exit::Else, to));
            std::iter::once((Exit::Next, kind.next)).chain(otherwise).collect()
        }
        NodeKind::Confidence(kind) => {
            let levels = (0u16..).zip(&kind.levels).map(|(number, level)| (Exit::Level(number), level.next));
            levels.chain([(Exit::Else, kind.otherwise)]).collect()
        }
        NodeKind::Condition(kind) => {
            let branches = (0u16..).zip(&kind.branches);
            let branches = branches.map(|(number, branch)| (Exit::Branch(number), branch.next));
            branches.chain([(Exit::Else, kind.otherwise)]).collect()
        }
        NodeKind::Handoff(_) | NodeKind::End(_) => Vec::new(),
    };
    exits.extend(node.on_error.filter(|_| can_fail(&node.kind)).map(|to| (Exit::OnError, to)));
    exits
}

/// Nodes that can fail by themselves. Any other fails only where a turn's budget ends, which no dialog should show.
fn can_fail(kind: &NodeKind) -> bool {
    match kind {
        NodeKind::Intent(_)
        | NodeKind::Search(_)
        | NodeKind::AiResponse(_)
        | NodeKind::Condition(_)
        | NodeKind::Message(_) => true,
        NodeKind::Start(_)
        | NodeKind::Context(_)
        | NodeKind::Confidence(_)
        | NodeKind::Handoff(_)
        | NodeKind::End(_) => false,
    }
}
