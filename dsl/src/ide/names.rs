//! Names that a flow gives: nodes, variables, intents.

use std::ops::Range;

use super::sketch::{Entry, Sketch};
use crate::source::{Source, Span};

/// What a name names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameKind {
    /// A node.
    Node,
    /// A variable.
    Variable,
    /// An intent.
    Intent,
}

/// A name where it is given.
#[derive(Debug, Clone)]
pub struct Given {
    /// What it names.
    pub kind: NameKind,
    /// The name.
    pub name: String,
    /// Place of the name.
    pub span: Span,
    /// The whole entry.
    pub entry: Span,
    /// For people: kind and title of a node, type of a variable, what an intent is about.
    pub detail: String,
}

/// All names of a flow, in order.
#[derive(Debug, Clone, Default)]
pub struct Names(Vec<Given>);

impl Names {
    pub(super) fn of(source: &Source, sketch: &Sketch) -> Self {
        let mut names = Vec::new();
        let mut add = |kind: NameKind, parent: Option<usize>, detail: &dyn Fn(usize, &Entry) -> String| {
            let Some(parent) = parent else { return };
            for (index, entry) in sketch.children(Some(parent)) {
                let Some(name) = &entry.key else { continue };
                names.push(Given {
                    kind,
                    name: name.clone(),
                    span: unquoted(source, entry.head),
                    entry: Span::new(entry.head.start, entry.end),
                    detail: detail(index, entry),
                });
            }
        };
        let text =
            |index: usize, key: &str| sketch.text(source, Some(index), key).unwrap_or_default().to_owned();
        let nodes = sketch.child(None, "nodes");
        add(NameKind::Variable, sketch.child(None, "variables"), &|index, _| text(index, "type"));
        add(NameKind::Node, nodes, &|index, _| {
            format!("{} {}", text(index, "type"), text(index, "title")).trim_end().to_owned()
        });
        let each = nodes.into_iter().flat_map(|nodes| sketch.children(Some(nodes)));
        for (node, _) in each {
            add(NameKind::Intent, sketch.child(Some(node), "intents"), &|index, _| text(index, "about"));
        }
        Self(names)
    }

    /// Names of one kind, in order.
    pub fn all(&self, kind: NameKind) -> impl Iterator<Item = &Given> {
        self.0.iter().filter(move |given| given.kind == kind)
    }

    /// Where a name is given; an intent may be given by several nodes.
    pub fn find<'n>(&'n self, kind: NameKind, name: &'n str) -> impl Iterator<Item = &'n Given> {
        self.all(kind).filter(move |given| given.name == name)
    }
}

/// A place without its quotes.
pub(super) fn unquoted(source: &Source, span: Span) -> Span {
    let inner = within_quotes(source.slice(span));
    Span::new(span.start + inner.start, span.start + inner.end)
}

/// What a written name is without its quotes; while it is typed, the closing one is missing.
pub(super) fn within_quotes(text: &str) -> Range<usize> {
    match text.chars().next() {
        Some(quote @ ('"' | '\'')) if text.len() > 1 && text.ends_with(quote) => 1..text.len() - 1,
        Some('"' | '\'') => 1..text.len(),
        _ => 0..text.len(),
    }
}
