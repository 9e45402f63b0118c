//! Walking over a flow's text and collecting mutants.

use sufler_dsl::{
    edit::Path,
    source::{Source, Span},
    yaml::{Node, parse},
};
use sufler_engine::Name;

use super::{Mutant, change::Change};
use crate::Suite;

/// A flow's text while mutants are made.
pub(super) struct Walk<'s> {
    pub(super) suite: &'s Suite,
    /// The root of the file.
    pub(super) root: Option<Node>,
    pub(super) found: Vec<Mutant>,
}

impl<'s> Walk<'s> {
    pub(super) fn new(suite: &'s Suite) -> Self {
        let root = parse(&suite.source).0.root;
        Self { suite, root, found: Vec::new() }
    }

    pub(super) fn source(&self) -> &'s Source {
        &self.suite.source
    }

    /// A mutant that writes `new` in place of `span`.
    pub(super) fn replace(&mut self, node: Option<&str>, span: Span, new: String, what: String) {
        self.add(node, span, Change::Replace(span, new), what);
    }

    /// A mutant that removes a field or an entry of a list, which stands at `span`.
    pub(super) fn remove(&mut self, node: Option<&str>, span: Span, path: Path, what: String) {
        self.add(node, span, Change::Remove(path), what);
    }

    fn add(&mut self, node: Option<&str>, span: Span, change: Change, what: String) {
        let place = self.source().position(span.start);
        let node = node.map(Name::from);
        let (line, column) = (place.line, place.column);
        self.found.push(Mutant { line, column, what, node, changes_intents: false, change });
    }

    /// Says of the last mutant that it changes intents.
    pub(super) fn changes_intents(&mut self) {
        if let Some(last) = self.found.last_mut() {
            last.changes_intents = true;
        }
    }
}

/// Entries of `nodes:` as they are written: id and value.
pub(super) fn entries(root: &Node) -> impl Iterator<Item = (&str, &Node)> {
    let pairs = root.get("nodes").and_then(Node::as_map).unwrap_or_default();
    pairs.iter().filter_map(|pair| Some((pair.key.key_text()?, &pair.value)))
}
