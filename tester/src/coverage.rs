//! Which nodes, edges, branches and levels of a flow dialogs went through.

use indexmap::IndexMap;
use serde::Serialize;
use sufler_dsl::{
    expr::{Ast, BinaryOp},
    flow::{Flow, Node, NodeIx},
    nodes::{NewValue, NodeKind},
};
use sufler_engine::{Exit, Name, TraceEntry, What};

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

/// One side of a decision: a branch of a condition held or did not, a level was reached or was not.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Side {
    /// The node that decides.
    pub node: Name,
    /// Which branch or level.
    pub exit: Exit,
    /// It held.
    pub held: bool,
}

/// How often each node was visited, each edge taken and each side of a decision seen; what never was is there with 0.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Coverage {
    /// Id of the flow.
    pub flow: Name,
    /// Visits by node, in file order.
    pub nodes: IndexMap<Name, u64>,
    /// Uses by edge, in file order.
    #[serde(serialize_with = "as_list")]
    pub edges: IndexMap<Edge, u64>,
    /// Outcomes of conditions' branches and of levels, in file order.
    #[serde(serialize_with = "sides_as_list")]
    pub sides: IndexMap<Side, u64>,
}

fn sides_as_list<S: serde::Serializer>(
    sides: &IndexMap<Side, u64>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Seen<'a> {
        #[serde(flatten)]
        side: &'a Side,
        count: u64,
    }
    serializer.collect_seq(sides.iter().map(|(side, count)| Seen { side, count: *count }))
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
        let sides = flow.nodes.iter().flat_map(sides).map(|side| (side, 0)).collect();
        Self { flow: Name::clone(&flow.id), nodes, edges: edges.collect(), sides }
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
            self.count_sides(entry, exit);
        }
    }

    /// Branches and levels are looked at from the top: what stands above the one taken did not hold.
    fn count_sides(&mut self, entry: &TraceEntry, taken: Exit) {
        let Some(node) = entry.node.as_ref() else { return };
        let numbered: fn(u16) -> Exit = match entry.what {
            What::Condition { .. } => Exit::Branch,
            What::Confidence { .. } => Exit::Level,
            _ => return,
        };
        for number in 0.. {
            let exit = numbered(number);
            let side = Side { node: Name::clone(node), exit, held: exit == taken };
            let Some(seen) = self.sides.get_mut(&side) else { break };
            *seen += 1;
            if exit == taken {
                break;
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
        for (side, seen) in &other.sides {
            *self.sides.entry(side.clone()).or_default() += seen;
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

/// What of a flow is counted by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it all")]
pub enum Measure {
    Nodes,
    Edges,
    Branches,
    Levels,
}

/// How much of one measure dialogs went through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Share {
    /// Of what.
    pub of: Measure,
    /// Things seen at least once.
    pub seen: usize,
    /// Things there are.
    pub all: usize,
}

impl Share {
    /// 0..=100; 100 where there is nothing to see.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of a flow's parts are small")]
    pub fn percent(self) -> f64 {
        if self.all == 0 { 100.0 } else { 100.0 * self.seen as f64 / self.all as f64 }
    }
}

impl Coverage {
    /// How much was seen, by measure.
    #[must_use]
    pub fn shares(&self) -> [Share; 4] {
        let share = |of, counts: Vec<u64>| {
            let seen = counts.iter().filter(|count| **count > 0).count();
            Share { of, seen, all: counts.len() }
        };
        let sides = |level: bool| {
            let of_kind = self.sides.iter().filter(|(side, _)| matches!(side.exit, Exit::Level(_)) == level);
            of_kind.map(|(_, count)| *count).collect()
        };
        [
            share(Measure::Nodes, self.nodes.values().copied().collect()),
            share(Measure::Edges, self.edges.values().copied().collect()),
            share(Measure::Branches, sides(false)),
            share(Measure::Levels, sides(true)),
        ]
    }

    /// The least of all measures, 0..=100.
    #[must_use]
    pub fn percent(&self) -> f64 {
        self.shares().into_iter().map(Share::percent).fold(100.0, f64::min)
    }

    /// Sides of decisions that no dialog saw.
    pub fn unseen(&self) -> impl Iterator<Item = &Side> {
        self.sides.iter().filter(|(_, count)| **count == 0).map(|(side, _)| side)
    }
}

/// Sides of a node's decisions.
fn sides(node: &Node) -> Vec<Side> {
    let (count, numbered): (usize, fn(u16) -> Exit) = match &node.kind {
        NodeKind::Condition(kind) => (kind.branches.len(), Exit::Branch),
        NodeKind::Confidence(kind) => (kind.levels.len(), Exit::Level),
        _ => return Vec::new(),
    };
    let exits = (0u16..).take(count).map(numbered);
    let both = exits.flat_map(|exit| [true, false].map(|held| (exit, held)));
    both.map(|(exit, held)| Side { node: Name::clone(&node.id), exit, held }).collect()
}

/// Exits of a node in the order of its fields.
fn exits(node: &Node) -> Vec<(Exit, NodeIx)> {
    let mut exits = match &node.kind {
        NodeKind::Start(kind) => vec![(Exit::Next, kind.next)],
        NodeKind::Intent(kind) => vec![(Exit::Next, kind.next)],
        NodeKind::Context(kind) => vec![(Exit::Next, kind.next)],
        NodeKind::Search(kind) => vec![(Exit::Next, kind.next)],
        NodeKind::Message(kind) => vec![(Exit::Next, kind.next)],
        NodeKind::Set(kind) => vec![(Exit::Next, kind.next)],
        NodeKind::Call(kind) => vec![(Exit::Next, kind.next)],
        NodeKind::Subflow(kind) => vec![(Exit::Next, kind.next)],
        NodeKind::Wait(kind) => {
            let next = kind.next.map(|to| (Exit::Next, to));
            next.into_iter().chain(kind.reply.map(|to| (Exit::Reply, to))).collect()
        }
        NodeKind::Collect(kind) => {
            let interrupted = kind.interrupted.map(|to| (Exit::Interrupted, to));
            [(Exit::Next, kind.next), (Exit::Else, kind.otherwise)].into_iter().chain(interrupted).collect()
        }
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
        NodeKind::Intent(_) | NodeKind::Search(_) | NodeKind::AiResponse(_) => true,
        NodeKind::Condition(kind) => kind.branches.iter().any(|branch| calculates(branch.when.root())),
        // A text without places is always the same.
        NodeKind::Message(kind) => kind.text.plain().is_none(),
        NodeKind::Call(_) => true,
        NodeKind::Subflow(kind) => !kind.with.is_empty() || !kind.save.is_empty(),
        NodeKind::Set(kind) => kind.values.values().any(|value| match value {
            NewValue::Text(text) => text.plain().is_none(),
            NewValue::Expression(value) => calculates(value.root()),
            NewValue::Forget => false,
        }),
        NodeKind::Collect(kind) => {
            let mut texts =
                kind.slots.values().flat_map(|slot| std::iter::once(&slot.ask).chain(&slot.retry));
            texts.any(|text| text.plain().is_none())
        }
        NodeKind::Start(_)
        | NodeKind::Context(_)
        | NodeKind::Confidence(_)
        | NodeKind::Wait(_)
        | NodeKind::Handoff(_)
        | NodeKind::End(_) => false,
    }
}

/// Only arithmetic can leave an expression without a value: comparisons with what is missing are false.
fn calculates(ast: &Ast) -> bool {
    let mut found = false;
    ast.walk(&mut |ast| {
        use BinaryOp::{Add, Div, Mul, Sub};
        found |= matches!(ast, Ast::Negate(..) | Ast::Binary(Add | Sub | Mul | Div, ..));
    });
    found
}
