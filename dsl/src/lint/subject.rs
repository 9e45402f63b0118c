//! What rules look at: the tree of a file without errors, its graph, its conditions and texts.

use std::{cell::OnceCell, collections::HashMap, sync::Arc};

use crate::{
    build::Compiled,
    diagnostic::Diagnostic,
    edit::{Op, Path, Segment, Value},
    expr::{self, Ast},
    flow::NodeIx,
    graph::{Edge, Graph},
    nodes::Kind,
    shape::{
        Shape,
        check::head,
        places::{self, Place},
    },
    source::{Source, Span},
    template::Template,
    yaml::{self, Node},
};

use super::{
    judge::{self, Verdicts},
    logic::Logic,
    paths::Paths,
    roles::Role,
    settings::{Channel, Settings},
};

/// A file under the rules.
pub(crate) struct Subject<'s> {
    pub(crate) source: &'s Source,
    pub(crate) root: &'s Node,
    pub(crate) graph: &'s Graph,
    pub(crate) settings: &'s Settings,
    /// By [`NodeIx`].
    pub(crate) nodes: Vec<NodeView<'s>>,
    /// Every value of the file that has a description.
    pub(crate) places: Vec<Place<'s>>,
    pub(crate) conditions: Vec<ConditionView<'s>>,
    /// Expressions that are no conditions: what `set` computes.
    pub(crate) expressions: Vec<ConditionView<'s>>,
    pub(crate) texts: Vec<TextView<'s>>,
    logic: OnceCell<Logic>,
    paths: OnceCell<Paths>,
    verdicts: OnceCell<HashMap<Option<NodeIx>, Verdicts>>,
}

/// A node of the flow with its tree.
pub(crate) struct NodeView<'s> {
    pub(crate) ix: NodeIx,
    pub(crate) id: &'s str,
    pub(crate) id_span: Span,
    pub(crate) kind: Option<&'static Kind>,
    pub(crate) role: Role,
    pub(crate) yaml: &'s Node,
}

/// A condition that reads.
pub(crate) struct ConditionView<'s> {
    /// `None` for those of the flow itself: `always`, `serves`.
    pub(crate) owner: Option<NodeIx>,
    pub(crate) path: Path,
    pub(crate) yaml: &'s Node,
    pub(crate) text: &'s str,
    pub(crate) ast: Arc<Ast>,
}

/// What a text with places is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// The customer reads it.
    Reply,
    /// A model is told it.
    Prompt,
    /// Something to look for.
    Query,
    /// It leaves for another system.
    Call,
    /// Anything else.
    Other,
}

/// A text with places that compiles.
pub(crate) struct TextView<'s> {
    pub(crate) owner: NodeIx,
    pub(crate) yaml: &'s Node,
    pub(crate) text: &'s str,
    /// Dotted names it asks for.
    pub(crate) names: Vec<String>,
    pub(crate) purpose: Purpose,
}

impl<'s> Subject<'s> {
    pub(super) fn new(
        source: &'s Source,
        root: &'s Node,
        graph: &'s Graph,
        settings: &'s Settings,
        compiled: &Compiled,
    ) -> Self {
        let nodes = views(root, graph);
        let places = places::of_flow(root);
        let index: HashMap<&str, NodeIx> = nodes.iter().map(|node| (node.id, node.ix)).collect();
        let owner = |path: &Path| match path.segments() {
            [Segment::Key(first), Segment::Key(id), ..] if first == "nodes" => {
                index.get(id.as_str()).copied()
            }
            _ => None,
        };
        let of_shape = |wanted: fn(&Shape) -> bool| {
            let fitting = places.iter().filter(move |place| wanted(place.shape));
            fitting.filter_map(|place| parsed(place, owner(&place.path), compiled)).collect()
        };
        let conditions = of_shape(|shape| matches!(shape, Shape::Condition));
        let expressions = of_shape(|shape| matches!(shape, Shape::Expression));
        let texts = places.iter().filter_map(|place| {
            let node = nodes.get(usize::from(owner(&place.path)?.0))?;
            text(place, node, compiled)
        });
        let texts = texts.collect();
        Self {
            source,
            root,
            graph,
            settings,
            nodes,
            places,
            conditions,
            expressions,
            texts,
            logic: OnceCell::new(),
            paths: OnceCell::new(),
            verdicts: OnceCell::new(),
        }
    }

    /// What names of this flow can be.
    pub(super) fn logic(&self) -> &Logic {
        self.logic.get_or_init(|| Logic::of(self))
    }

    /// What is certain at every node.
    pub(super) fn paths(&self) -> &Paths {
        self.paths.get_or_init(|| Paths::of(self))
    }

    /// What can be said of every branch.
    pub(super) fn verdicts(&self) -> &HashMap<Option<NodeIx>, Verdicts> {
        self.verdicts.get_or_init(|| judge::all(self))
    }

    pub(super) fn node(&self, ix: NodeIx) -> Option<&NodeView<'s>> {
        self.nodes.get(usize::from(ix.0))
    }

    pub(super) fn id(&self, ix: NodeIx) -> &'s str {
        self.node(ix).map_or("", |node| node.id)
    }

    pub(super) fn of_kind<'a>(&'a self, kind: &'static str) -> impl Iterator<Item = &'a NodeView<'s>> {
        self.nodes.iter().filter(move |node| node.is(kind))
    }

    /// Conditions of a node's branches, or of `always` for `None`, in order.
    pub(super) fn branches(&self, owner: Option<NodeIx>) -> impl Iterator<Item = &ConditionView<'s>> {
        self.conditions.iter().filter(move |it| it.owner == owner && it.is_branch())
    }

    /// Place of a piece of a condition.
    pub(super) fn place(&self, condition: &ConditionView<'_>, inner: Span) -> Span {
        condition.yaml.place_of(self.source, inner)
    }

    /// Edges that leave a node, its own and, for a failure, the flow's.
    pub(super) fn exits(&self, ix: NodeIx) -> impl Iterator<Item = &'s Edge> {
        let graph = self.graph;
        graph.edges.iter().filter(move |edge| edge.from == Some(ix))
    }

    /// Where a failure of the node goes.
    pub(super) fn on_error(&self, ix: NodeIx) -> Option<NodeIx> {
        let own = self.exits(ix).find(|edge| edge.exit == "on_error").map(|edge| edge.to);
        own.or(self.graph.on_error.filter(|target| *target != ix))
    }

    /// A field of `defaults:`.
    pub(super) fn default(&self, name: &str) -> Option<&'s Node> {
        self.root.get("defaults")?.get(name)
    }

    /// Channels that the flow answers, of those that are known.
    pub(super) fn channels(&self) -> Vec<&'s Channel> {
        let all = self.settings.channels.as_deref().unwrap_or_default();
        let served = self.root.get("serves").and_then(|it| it.get("channels")).and_then(Node::as_seq);
        let names: Option<Vec<&str>> = served.map(|list| list.iter().filter_map(Node::as_text).collect());
        all.iter()
            .filter(|channel| names.as_ref().is_none_or(|names| names.contains(&channel.name.as_str())))
            .collect()
    }
}

impl NodeView<'_> {
    pub(super) fn is(&self, kind: &str) -> bool {
        self.kind.is_some_and(|it| it.name == kind)
    }

    /// `nodes.<id>`.
    pub(super) fn path(&self) -> Path {
        Path::of_keys(&["nodes", self.id])
    }

    pub(super) fn field(&self, name: &str) -> Option<&Node> {
        self.yaml.get(name)
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.field(name).and_then(Node::as_text)
    }

    pub(super) fn flag(&self, name: &str) -> bool {
        self.field(name).and_then(Node::key_text) == Some("true")
    }

    /// Place of a key, or of the node's id.
    pub(super) fn key_span(&self, name: &str) -> Span {
        let pairs = self.yaml.as_map().unwrap_or_default();
        let key = pairs.iter().find(|pair| pair.key.key_text() == Some(name));
        key.map_or(self.id_span, |pair| pair.key.span)
    }

    /// Sets a field of this node.
    pub(super) fn set(&self, name: &str, value: impl Into<Value>) -> Op {
        Op::Set { path: self.path().key(name), value: value.into() }
    }

    /// Removes a field of this node.
    pub(super) fn unset(&self, name: &str) -> Op {
        Op::Unset { path: self.path().key(name) }
    }
}

impl ConditionView<'_> {
    /// A branch of a condition, or a rule of `always`.
    fn is_branch(&self) -> bool {
        matches!(self.path.segments(), [.., Segment::Key(list), Segment::Index(_), Segment::Key(_)]
            if list == "branches" || list == "always")
    }
}

fn views<'s>(root: &'s Node, graph: &'s Graph) -> Vec<NodeView<'s>> {
    let pairs = root.get("nodes").and_then(Node::as_map).unwrap_or_default();
    let values: HashMap<Span, &Node> = pairs.iter().map(|pair| (pair.key.span, &pair.value)).collect();
    let each = (0_u16..).map(NodeIx).zip(&graph.nodes).map(|(ix, node)| {
        let yaml = values.get(&node.id_span).copied().unwrap_or(root);
        let kind = node.kind.and_then(Kind::find);
        NodeView { ix, id: &node.id, id_span: node.id_span, kind, role: Role::of(kind, yaml), yaml }
    });
    each.collect()
}

fn parsed<'s>(place: &Place<'s>, owner: Option<NodeIx>, compiled: &Compiled) -> Option<ConditionView<'s>> {
    let text = place.node.as_text()?;
    let ast = match compiled.expressions.get(&place.node.span) {
        Some(expr) => expr.shared_root(),
        None => Arc::new(expr::syntax(text)?),
    };
    Some(ConditionView { owner, path: place.path.clone(), yaml: place.node, text, ast })
}

fn text<'s>(place: &Place<'s>, node: &NodeView<'s>, compiled: &Compiled) -> Option<TextView<'s>> {
    let text = place.node.as_text().filter(|_| matches!(place.shape, Shape::Template))?;
    let names = match compiled.texts.get(&place.node.span) {
        Some(template) => template.names().to_vec(),
        None => Template::compile(text, place.node.span).ok()?.names().to_vec(),
    };
    let field = match place.path.segments().get(2) {
        Some(Segment::Key(field)) => field.as_str(),
        _ => "",
    };
    let purpose = match (node.kind.map_or("", |kind| kind.name), field) {
        (_, "prompt") => Purpose::Prompt,
        ("search", _) => Purpose::Query,
        ("call", _) => Purpose::Call,
        ("set" | "subflow", _) => Purpose::Other,
        _ => Purpose::Reply,
    };
    Some(TextView { owner: node.ix, yaml: place.node, text, names, purpose })
}

/// The place to show for a value: its first line.
pub(super) fn spot(node: &Node) -> Span {
    head(node)
}

/// Keys of a mapping with their places.
pub(super) fn keys(node: &Node) -> impl Iterator<Item = (&str, Span, &Node)> {
    let pairs = node.as_map().unwrap_or_default();
    pairs.iter().filter_map(|pair| Some((pair.key.key_text()?, pair.key.span, &pair.value)))
}

/// Texts of a list with their places.
pub(super) fn words(node: Option<&Node>) -> impl Iterator<Item = (&str, &yaml::Node)> {
    let items = node.and_then(Node::as_seq).unwrap_or_default();
    items.iter().filter_map(|item| Some((item.as_text()?, item)))
}

/// Sorted by place, each once.
pub(super) fn tidy(found: &mut Vec<Diagnostic>) {
    found.sort_by_key(|it| (it.span.start, it.span.end, it.code.id()));
    found.dedup();
}
