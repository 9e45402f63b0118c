//! Where in the flow's text covered and uncovered things stand.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;
use sufler_dsl::{
    flow::{Flow, NodeIx},
    graph::Graph,
    source::Source,
};
use sufler_engine::{Exit, Name};

use crate::{Coverage, Edge, Side, Suite};

/// A thing no dialog went through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Gap {
    /// Line of the flow file, from 1.
    pub line: usize,
    /// The thing: `answer`, `sure.levels[0]`, `always[0]`.
    pub what: String,
    /// For people, in Russian.
    pub text: String,
}

/// Lines of a flow's text for what its coverage counts.
pub(crate) struct Lines<'s> {
    flow: &'s Flow,
    source: &'s Source,
    edges: HashMap<(Option<NodeIx>, &'s str), usize>,
}

impl<'s> Lines<'s> {
    pub(crate) fn new(suite: &'s Suite) -> Self {
        let Suite { flow, source, graph, .. } = suite;
        Self { flow, source, edges: edge_lines(graph, source) }
    }

    /// First and last line of a node, from 1.
    pub(crate) fn node(&self, id: &str) -> (usize, usize) {
        let Some((_, node)) = self.flow.find(id) else { return (1, 1) };
        let line = |offset| self.source.position(offset).line;
        (line(node.span.start), line(node.span.end.saturating_sub(1)))
    }

    /// Line of an exit; that of the node where it is inherited from `defaults`.
    pub(crate) fn exit(&self, node: Option<&str>, exit: Exit) -> usize {
        let field = match exit {
            Exit::Level(_) | Exit::Branch(_) | Exit::Always(_) => format!("{exit}.next"),
            _ => exit.to_string(),
        };
        let ix = node.and_then(|id| self.flow.find(id)).map(|(ix, _)| ix);
        let known = self.edges.get(&(ix, field.as_str())).copied();
        known.unwrap_or_else(|| node.map_or(1, |id| self.node(id).0))
    }

    pub(crate) fn edge(&self, edge: &Edge) -> usize {
        self.exit(edge.from.as_deref(), edge.exit)
    }

    pub(crate) fn side(&self, side: &Side) -> usize {
        self.exit(Some(&side.node), side.exit)
    }
}

fn edge_lines<'s>(graph: &'s Graph, source: &Source) -> HashMap<(Option<NodeIx>, &'s str), usize> {
    let line = |edge: &sufler_dsl::graph::Edge| source.position(edge.span.start).line;
    graph.edges.iter().map(|edge| ((edge.from, edge.exit.as_str()), line(edge))).collect()
}

/// Everything no dialog went through, by line.
#[must_use]
pub fn gaps(suite: &Suite, coverage: &Coverage) -> Vec<Gap> {
    let lines = Lines::new(suite);
    let nodes = coverage.unvisited().map(|id| Gap {
        line: lines.node(id).0,
        what: id.to_string(),
        text: format!("узел {id} не пройден"),
    });
    let edges = coverage.untaken().map(|edge| {
        let what = named(edge.from.as_ref(), edge.exit);
        Gap {
            line: lines.edge(edge), text: format!("переход {what} → {} не пройден", edge.to), what
        }
    });
    let sides = coverage.unseen().filter(|side| !side.held).map(|side| {
        let what = named(Some(&side.node), side.exit);
        Gap { line: lines.side(side), text: format!("{what} ни разу не отклонено"), what }
    });
    let mut gaps: Vec<Gap> = nodes.chain(edges).chain(sides).collect();
    gaps.sort_by_key(|gap| gap.line);
    gaps
}

fn named(node: Option<&Name>, exit: Exit) -> String {
    node.map_or_else(|| exit.to_string(), |node| format!("{node}.{exit}"))
}

/// Coverage as LCOV's tracefile: editors and CI services draw it beside the flow's lines.
///
/// A node is a function, a decision's side and every other exit a branch, a line counts what stands on it.
#[must_use]
pub fn lcov(suite: &Suite, coverage: &Coverage) -> String {
    let lines = Lines::new(suite);
    let mut out = vec!["TN:".to_owned(), format!("SF:{}", suite.source.name())];
    for (id, visits) in &coverage.nodes {
        out.push(format!("FN:{},{id}", lines.node(id).0));
        out.push(format!("FNDA:{visits},{id}"));
    }
    let hit = |counts: &mut dyn Iterator<Item = u64>| counts.filter(|count| *count > 0).count();
    out.push(format!("FNF:{}", coverage.nodes.len()));
    out.push(format!("FNH:{}", hit(&mut coverage.nodes.values().copied())));
    let branches = branches(coverage, &lines);
    for (number, (line, count)) in branches.iter().enumerate() {
        let taken = if *count == 0 { "-".to_owned() } else { count.to_string() };
        out.push(format!("BRDA:{line},0,{number},{taken}"));
    }
    out.push(format!("BRF:{}", branches.len()));
    out.push(format!("BRH:{}", hit(&mut branches.iter().map(|(_, count)| *count))));
    let counts = line_counts(suite, coverage, &lines);
    out.extend(counts.iter().map(|(line, count)| format!("DA:{line},{count}")));
    out.push(format!("LF:{}", counts.len()));
    out.push(format!("LH:{}", hit(&mut counts.values().copied())));
    out.push("end_of_record\n".to_owned());
    out.join("\n")
}

/// Sides of decisions, and exits of nodes that have several.
fn branches(coverage: &Coverage, lines: &Lines<'_>) -> Vec<(usize, u64)> {
    let decided = |edge: &Edge| matches!(edge.exit, Exit::Level(_) | Exit::Branch(_));
    let sides = coverage.sides.iter().map(|(side, count)| (lines.side(side), *count));
    let edges = coverage.edges.iter().filter(|(edge, _)| !decided(edge));
    sides.chain(edges.map(|(edge, count)| (lines.edge(edge), *count))).collect()
}

/// How often each line that says something of a node was used.
fn line_counts(suite: &Suite, coverage: &Coverage, lines: &Lines<'_>) -> BTreeMap<usize, u64> {
    let mut counts = BTreeMap::new();
    for (id, visits) in &coverage.nodes {
        let (first, last) = lines.node(id);
        for line in first..=last {
            let text = suite.source.line(line - 1).trim_start();
            if !text.is_empty() && !text.starts_with('#') {
                counts.insert(line, *visits);
            }
        }
    }
    let heads: Vec<usize> = coverage.nodes.keys().map(|id| lines.node(id).0).collect();
    let mut exits: BTreeMap<usize, u64> = BTreeMap::new();
    for (edge, uses) in &coverage.edges {
        *exits.entry(lines.edge(edge)).or_default() += uses;
    }
    counts.extend(exits.into_iter().filter(|(line, _)| !heads.contains(line)));
    counts
}
