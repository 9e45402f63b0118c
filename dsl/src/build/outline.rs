//! First look at `nodes:`: ids and kinds, before anything refers to them.

use crate::{
    build::Index,
    diagnostic::{Diagnostic, Words, codes},
    flow::{Name, NodeIx},
    names::nearest,
    nodes::{KINDS, Kind},
    shape::{
        NameRule, Shape,
        check::{Checker, Reference, head, suggest},
    },
    source::Span,
    yaml::{Node, Pair},
};

/// Most nodes a flow may have.
const MAX_NODES: usize = 1000;

/// One entry of `nodes:`.
pub(crate) struct Entry<'t> {
    pub(crate) id: Name,
    pub(crate) id_span: Span,
    pub(crate) node: &'t Node,
    /// `None` when the kind is missing or unknown.
    pub(crate) kind: Option<&'static Kind>,
    pub(crate) span: Span,
}

/// All entries in file order; of duplicates the first.
pub(crate) struct Outline<'t> {
    pub(crate) entries: Vec<Entry<'t>>,
    pub(crate) index: Index,
    pub(crate) intents: Vec<&'t str>,
}

impl<'t> Outline<'t> {
    pub(crate) fn of(root: &'t Node) -> Self {
        let mut entries: Vec<Entry<'t>> = Vec::new();
        let mut index = Index::new();
        for pair in pairs(root).iter().take(MAX_NODES) {
            let Some(id) = pair.key.key_text() else { continue };
            let Ok(ix) = u16::try_from(entries.len()) else { break };
            if index.contains_key(id) {
                continue;
            }
            let id = Name::from(id);
            let kind = pair.value.get("type").and_then(Node::as_text).and_then(Kind::find);
            index.insert(id.clone(), NodeIx(ix));
            entries.push(Entry { id, id_span: pair.key.span, node: &pair.value, kind, span: pair.span() });
        }
        let intents = entries
            .iter()
            .filter_map(|entry| entry.node.get("intents")?.as_map())
            .flatten()
            .filter_map(|pair| pair.key.key_text())
            .collect();
        Self { entries, index, intents }
    }

    pub(crate) fn find(&self, id: &str) -> Option<NodeIx> {
        self.index.get(id).copied()
    }

    /// Checks ids, kinds and fields of every node; gives the nodes that each one names.
    pub(crate) fn check(&self, root: &Node, checker: &mut Checker<'_>) -> Vec<Vec<Reference>> {
        check_count(root, checker);
        let each = self.entries.iter().map(|entry| {
            checker.check_name(&entry.id, entry.id_span, NameRule::Word);
            match entry.kind {
                Some(kind) => checker.object(entry.node, &kind.groups()),
                None => check_kind(entry, checker),
            }
            std::mem::take(&mut checker.references)
        });
        each.collect()
    }

    /// The `start` node; reports when there is not exactly one.
    pub(crate) fn start(&self, root: &Node, found: &mut Vec<Diagnostic>) -> Option<NodeIx> {
        let mut starts =
            self.entries.iter().filter(|entry| entry.kind.is_some_and(|kind| kind.name == "start"));
        let Some(first) = starts.next() else {
            if let Some(nodes) = root.get("nodes").filter(|_| !self.entries.is_empty()) {
                let message = Words::new("нет узла type: start", "no node has type: start");
                let help = Words::new(
                    "добавьте, например: start: {type: start, next: …}",
                    "add, such as: start: {type: start, next: …}",
                );
                found.push(Diagnostic::new(codes::MISSING_START, head(nodes), message).with_help(help));
            }
            return None;
        };
        for other in starts {
            let message = Words::new(
                format!("второй узел type: start: «{}»", other.id),
                format!("a second node with type: start: `{}`", other.id),
            );
            let related = Words::new("первый здесь", "the first is here");
            let found_here = Diagnostic::new(codes::SEVERAL_STARTS, other.id_span, message);
            found.push(found_here.with_related(first.id_span, related));
        }
        self.find(&first.id)
    }
}

fn pairs(root: &Node) -> &[Pair] {
    root.get("nodes").and_then(Node::as_map).unwrap_or_default()
}

fn check_count(root: &Node, checker: &mut Checker<'_>) {
    let all = pairs(root);
    let empty = root.get("nodes").filter(|nodes| nodes.as_map().is_some_and(<[Pair]>::is_empty));
    if let Some(nodes) = empty {
        let message = Words::new("в сценарии нет ни одного узла", "the flow has no nodes");
        checker.found.push(Diagnostic::new(codes::EMPTY_FLOW, nodes.span, message));
    }
    if let Some(extra) = all.get(MAX_NODES) {
        let message = Words::new(
            format!("узлов {}, а можно не больше {MAX_NODES}", all.len()),
            format!("{} nodes, at most {MAX_NODES} are allowed", all.len()),
        );
        checker.found.push(Diagnostic::new(codes::TOO_MANY, extra.key.span, message));
    }
}

fn check_kind(entry: &Entry<'_>, checker: &mut Checker<'_>) {
    if entry.node.as_map().is_none() {
        checker.wrong_type(entry.node, &Shape::Nodes);
        return;
    }
    let kinds = || KINDS.iter().map(|kind| kind.name);
    let all = kinds().collect::<Vec<_>>().join(", ");
    let Some(written) = entry.node.get("type") else {
        let message = Words::new(
            format!("у узла «{}» нет вида", entry.id),
            format!("the node `{}` has no kind", entry.id),
        );
        let help = Words::new(format!("добавьте type: одно из {all}"), format!("add type: one of {all}"));
        checker.found.push(Diagnostic::new(codes::MISSING_FIELD, entry.id_span, message).with_help(help));
        return;
    };
    let word = written.key_text().unwrap_or_default();
    let message = Words::new(
        format!("вида «{word}» нет: бывают {all}"),
        format!("there is no kind `{word}`: kinds are {all}"),
    );
    let found = Diagnostic::new(codes::UNKNOWN_KIND, written.span, message);
    checker.found.push(suggest(found, nearest(word, kinds())));
}
