//! Nodes and edges of a flow: for the canvas, for coverage, and for the checks of this module.

mod computed;
mod reach;

use serde::Serialize;

use crate::{
    build::outline::{Entry, Outline},
    diagnostic::{Code, Diagnostic},
    flow::{Name, NodeIx},
    names::Computed,
    shape::check::Reference,
    source::Span,
    yaml::Node,
};

/// The flow as a picture; also of a flow with errors, as far as it was understood.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Graph {
    /// In file order: [`NodeIx`] is the position here too.
    pub nodes: Vec<GraphNode>,
    /// In file order.
    pub edges: Vec<Edge>,
    /// The `start` node.
    #[serde(skip)]
    pub start: Option<NodeIx>,
    /// `defaults.on_error`.
    #[serde(skip)]
    pub on_error: Option<NodeIx>,
}

/// A node of the picture.
#[derive(Debug, Clone, Serialize)]
pub struct GraphNode {
    /// Key under `nodes:`.
    pub id: Name,
    /// `type:`; `None` when it is missing or unknown.
    pub kind: Option<&'static str>,
    /// `title:`.
    pub title: Option<String>,
    /// Place of the id.
    pub id_span: Span,
    /// Place of the whole entry.
    pub span: Span,
    /// Waits for the customer or for time.
    pub waits: bool,
    /// An exit names no node, or the kind is unknown: what follows cannot be told.
    pub broken: bool,
}

/// An edge of the picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Edge {
    /// Where it begins; `None` for `always` rules and `defaults.on_error`.
    pub from: Option<NodeIx>,
    /// Path of the field that makes it: `next`, `else`, `levels[0].next`, `always[0].next`.
    pub exit: String,
    /// Where it leads.
    pub to: NodeIx,
    /// When it is taken.
    pub kind: EdgeKind,
    /// Place of the target's name.
    pub span: Span,
}

/// When an edge is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum EdgeKind {
    /// In the same turn.
    Next,
    /// After the customer has answered, or time has passed.
    Wait,
    /// After a failure.
    Error,
    /// After an operator has handed back.
    Resume,
    /// By a rule of `always:`.
    Always,
}

/// A computed value that a node relies on.
#[derive(Debug)]
pub(crate) struct Use {
    pub(crate) node: NodeIx,
    pub(crate) computed: Computed,
    /// Code to report when it may be missing.
    pub(crate) code: Code,
    pub(crate) span: Span,
    pub(crate) name: String,
}

impl Graph {
    pub(crate) fn new(
        outline: &Outline<'_>,
        head: &[Reference],
        references: &[Vec<Reference>],
        on_error: Option<NodeIx>,
        start: Option<NodeIx>,
    ) -> Self {
        let mut graph = Self { start, on_error, ..Self::default() };
        for reference in head {
            let kind = if reference.exit.starts_with("always") { EdgeKind::Always } else { EdgeKind::Error };
            graph.edges.extend(edge(outline, None, reference, kind));
        }
        for ((index, entry), references) in (0_u16..).zip(&outline.entries).zip(references) {
            graph.add(outline, NodeIx(index), entry, references);
        }
        graph
    }

    fn add(&mut self, outline: &Outline<'_>, ix: NodeIx, entry: &Entry<'_>, references: &[Reference]) {
        let text = |name| entry.node.get(name).and_then(Node::as_text);
        let clarifies = text("mode") == Some("clarify");
        let after_wait = entry.kind.map(|kind| kind.after_wait).unwrap_or_default();
        let waits = clarifies || !after_wait.is_empty();
        let before = self.edges.len();
        for reference in references {
            let kind = match reference.exit.as_str() {
                "on_error" => EdgeKind::Error,
                "resume_at" => EdgeKind::Resume,
                "next" if clarifies => EdgeKind::Wait,
                exit if after_wait.contains(&exit) => EdgeKind::Wait,
                _ => EdgeKind::Next,
            };
            self.edges.extend(edge(outline, Some(ix), reference, kind));
        }
        let resolved = self.edges.len() - before;
        let named = |field: &str| references.iter().any(|reference| reference.exit == field);
        let complete =
            entry.kind.is_some_and(|kind| kind.exits_always().all(named)) && (!clarifies || named("else"));
        self.nodes.push(GraphNode {
            id: entry.id.clone(),
            kind: entry.kind.map(|kind| kind.name),
            title: text("title").map(str::to_owned),
            id_span: entry.id_span,
            span: entry.span,
            waits,
            broken: !complete || resolved < references.len(),
        });
    }

    /// Edges that leave a node.
    pub fn exits(&self, ix: NodeIx) -> impl Iterator<Item = &Edge> {
        self.edges.iter().filter(move |edge| edge.from == Some(ix))
    }

    fn node(&self, ix: NodeIx) -> Option<&GraphNode> {
        self.nodes.get(usize::from(ix.0))
    }

    /// Nodes that a turn can enter by itself.
    fn entrances(&self) -> impl Iterator<Item = NodeIx> {
        let flow_wide = self.edges.iter().filter(|edge| edge.from.is_none()).map(|edge| edge.to);
        self.start.into_iter().chain(flow_wide)
    }
}

fn edge(outline: &Outline<'_>, from: Option<NodeIx>, reference: &Reference, kind: EdgeKind) -> Option<Edge> {
    let to = outline.find(&reference.target)?;
    Some(Edge { from, exit: reference.exit.clone(), to, kind, span: reference.span })
}

/// Reports what is wrong with how nodes are joined.
pub(crate) fn check(graph: &Graph, uses: &[Use], found: &mut Vec<Diagnostic>) {
    if graph.start.is_none() {
        // Without a start nothing is reachable; that one problem says it all.
        return;
    }
    let reachable = reach::check(graph, found);
    computed::check(graph, &reachable, uses, found);
}
