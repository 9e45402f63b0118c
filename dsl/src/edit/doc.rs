//! A file being edited: its tree, and how it is laid out.

use super::{
    error::{EditError, Reason},
    path::{Path, Segment},
    value::Value,
};
use crate::{
    diagnostic::Words,
    source::{Source, Span},
    yaml::{self, Comment, Kind, Node, Pair, Style},
};

/// A readable file.
#[derive(Debug, Clone)]
pub(crate) struct Doc {
    pub(crate) source: Source,
    pub(crate) root: Node,
    pub(crate) comments: Vec<Comment>,
    /// Line break of the file: that of its first line.
    pub(crate) eol: &'static str,
    /// Columns by which a mapping inside a mapping is indented.
    pub(crate) step: usize,
    /// Columns by which a list inside a mapping is indented.
    pub(crate) list_step: usize,
}

/// The way from the root to a node, both included.
pub(crate) struct Chain<'d> {
    pub(crate) nodes: Vec<&'d Node>,
}

impl<'d> Chain<'d> {
    pub(crate) fn node(&self) -> Option<&'d Node> {
        self.nodes.last().copied()
    }

    pub(crate) fn parent(&self) -> Option<&'d Node> {
        self.nodes.get(self.nodes.len().checked_sub(2)?).copied()
    }

    /// Whether the node stands inside brackets.
    pub(crate) fn in_flow(&self) -> bool {
        let above = self.nodes.len().saturating_sub(1);
        self.nodes.iter().take(above).any(|node| is_flow(node))
    }
}

pub(crate) fn is_flow(node: &Node) -> bool {
    matches!(&node.kind, Kind::Map { style: Style::Flow, .. } | Kind::Seq { style: Style::Flow, .. })
}

pub(crate) fn is_block_collection(node: &Node) -> bool {
    matches!(&node.kind, Kind::Map { style: Style::Block, .. } | Kind::Seq { style: Style::Block, .. })
}

impl Doc {
    pub(crate) fn read(source: Source) -> Result<Self, EditError> {
        if source.text().len() > crate::MAX_BYTES {
            return Err(unreadable(Vec::new(), &source));
        }
        let (tree, diagnostics) = yaml::parse(&source);
        if !tree.complete || !diagnostics.is_empty() {
            return Err(unreadable(diagnostics, &source));
        }
        let root = tree.root.ok_or_else(|| unreadable(Vec::new(), &source))?;
        let eol = if source.line_span(0).end > 1
            && source.text().get(..source.line_span(0).end).is_some_and(|line| line.ends_with("\r\n"))
        {
            "\r\n"
        } else {
            "\n"
        };
        let mut comments = tree.comments;
        comments.sort_by_key(|comment| comment.span);
        let mut doc = Self { source, root, comments, eol, step: 2, list_step: 2 };
        if let Some(step) = doc.first_step(&doc.root, &|node| node.as_map().is_some()) {
            doc.step = step.clamp(1, 9);
        }
        doc.list_step = doc.first_step(&doc.root, &|node| node.as_seq().is_some()).unwrap_or(doc.step);
        Ok(doc)
    }

    pub(crate) fn value(&self) -> Value {
        Value::of(&self.root)
    }

    pub(crate) fn slice(&self, start: usize, end: usize) -> &str {
        self.source.slice(Span::new(start, end))
    }

    /// Indentation of the first block collection that `wanted` accepts inside a block mapping.
    fn first_step(&self, node: &Node, wanted: &dyn Fn(&Node) -> bool) -> Option<usize> {
        if node.alias.is_some() {
            return None;
        }
        match &node.kind {
            Kind::Map { style: Style::Block, pairs } => pairs.iter().find_map(|pair| {
                let value = &pair.value;
                if is_block_collection(value) && value.alias.is_none() && wanted(value) {
                    let inner = self.column(value.span.start);
                    return inner.checked_sub(self.column(pair.key.span.start));
                }
                self.first_step(value, wanted)
            }),
            Kind::Seq { style: Style::Block, items } => {
                items.iter().find_map(|item| self.first_step(item, wanted))
            }
            _ => None,
        }
    }

    /// Column of a byte from 0, in characters, not counting a byte order mark.
    pub(crate) fn column(&self, offset: usize) -> usize {
        let start = self.line_start(offset);
        self.slice(start, offset).chars().filter(|c| *c != '\u{feff}').count()
    }

    /// First byte of the line of `offset`, behind a byte order mark.
    pub(crate) fn line_start(&self, offset: usize) -> usize {
        let start = self.source.line_span(self.source.line_index(offset)).start;
        if self.slice(start, self.source.text().len()).starts_with('\u{feff}') {
            return start + '\u{feff}'.len_utf8();
        }
        start
    }

    /// End of the line of `offset`, before its line break.
    pub(crate) fn line_end(&self, offset: usize) -> usize {
        let line = self.source.line_index(offset);
        self.source.line_span(line).start + self.source.line(line).len()
    }

    /// Nothing but spaces stands before `offset` on its line.
    pub(crate) fn is_first_on_line(&self, offset: usize) -> bool {
        self.slice(self.line_start(offset), offset).bytes().all(|byte| byte == b' ')
    }

    /// Walks down a path as far as it goes; the number of steps that lead somewhere.
    pub(crate) fn walk(&self, path: &Path) -> (Chain<'_>, usize) {
        let mut nodes = vec![&self.root];
        for (depth, segment) in path.segments().iter().enumerate() {
            let next = nodes.last().and_then(|node| child(node, segment));
            match next {
                Some(node) => nodes.push(node),
                None => return (Chain { nodes }, depth),
            }
        }
        (Chain { nodes }, path.segments().len())
    }

    /// The way to an existing place.
    pub(crate) fn find(&self, path: &Path) -> Result<Chain<'_>, EditError> {
        let (chain, depth) = self.walk(path);
        if depth == path.segments().len() {
            return Ok(chain);
        }
        let error =
            EditError::not_found(format!("в файле нет «{path}»"), format!("the file has no `{path}`"));
        let missing = Path::new(path.segments().iter().take(depth + 1).cloned().collect());
        let error = if missing == *path {
            error
        } else {
            error.with_help(Words::new(
                format!("путь обрывается на «{missing}»"),
                format!("the path breaks off at `{missing}`"),
            ))
        };
        Err(match chain.node() {
            Some(last) => error.at(&self.source, crate::shape::check::head(last)),
            None => error,
        })
    }

    /// Position of an existing entry in the collection that holds it.
    pub(crate) fn position(&self, container: &Node, segment: &Segment) -> Option<usize> {
        match (segment, &container.kind) {
            (Segment::Key(key), Kind::Map { pairs, .. }) => {
                pairs.iter().position(|pair| pair.key.key_text() == Some(key))
            }
            (Segment::Index(index), Kind::Seq { items, .. }) => (*index < items.len()).then_some(*index),
            _ => None,
        }
    }
}

/// The node one step down.
pub(crate) fn child<'n>(node: &'n Node, segment: &Segment) -> Option<&'n Node> {
    match segment {
        Segment::Key(key) => node.get(key),
        Segment::Index(index) => node.as_seq()?.get(*index),
    }
}

/// Entries of a collection.
pub(crate) fn count(node: &Node) -> usize {
    match &node.kind {
        Kind::Scalar(_) => 0,
        Kind::Seq { items, .. } => items.len(),
        Kind::Map { pairs, .. } => pairs.len(),
    }
}

/// The pair with this number of a mapping.
pub(crate) fn pair(node: &Node, index: usize) -> Option<&Pair> {
    node.as_map()?.get(index)
}

/// Key (of a mapping) and value with this number.
pub(crate) fn entry(node: &Node, index: usize) -> Option<(Option<&Node>, &Node)> {
    match &node.kind {
        Kind::Scalar(_) => None,
        Kind::Seq { items, .. } => items.get(index).map(|item| (None, item)),
        Kind::Map { pairs, .. } => pairs.get(index).map(|pair| (Some(&pair.key), &pair.value)),
    }
}

/// What leads to each entry, its first byte and its value.
pub(crate) fn entries(node: &Node) -> Vec<(Segment, usize, &Node)> {
    match &node.kind {
        Kind::Scalar(_) => Vec::new(),
        Kind::Seq { items, .. } => {
            items.iter().enumerate().map(|(at, item)| (Segment::Index(at), item.span.start, item)).collect()
        }
        Kind::Map { pairs, .. } => pairs
            .iter()
            .filter_map(|pair| {
                let key = pair.key.key_text()?.to_owned();
                Some((Segment::Key(key), pair.key.span.start, &pair.value))
            })
            .collect(),
    }
}

/// First byte of a value, its anchor included.
pub(crate) fn start_of(node: &Node) -> usize {
    match (node.alias, node.anchor) {
        (None, Some(anchor)) => anchor.start.min(node.span.start),
        _ => node.span.start,
    }
}

/// Last byte of a value, exclusive; an empty value may be no more than its anchor.
pub(crate) fn end_of(node: &Node) -> usize {
    if node.alias.is_some() {
        return node.span.end;
    }
    let own = node.anchor.map_or(node.span.end, |anchor| anchor.end.max(node.span.end));
    match &node.kind {
        Kind::Map { style: Style::Block, pairs } => {
            pairs.last().map_or(own, |pair| end_of(&pair.value).max(end_of(&pair.key)).max(own))
        }
        Kind::Seq { style: Style::Block, items } => items.last().map_or(own, |item| end_of(item).max(own)),
        _ => own,
    }
}

fn unreadable(diagnostics: Vec<crate::diagnostic::Diagnostic>, source: &Source) -> EditError {
    let message = Words::new(
        "файл не читается как YAML, поэтому править его по частям нельзя",
        "the file is no readable YAML, so it cannot be edited in parts",
    );
    let help = Words::new("исправьте его в текстовом виде", "mend it as a text");
    let mut error = EditError::new(Reason::Unreadable, message).with_help(help);
    error.source = Some(source.clone());
    error.diagnostics = diagnostics;
    error
}
