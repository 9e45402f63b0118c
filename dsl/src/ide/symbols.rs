//! The outline of a file, and what of it can be folded away.

use super::{Document, FileKind, sketch::Entry};
use crate::source::Span;

/// What a symbol is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it all")]
pub enum SymbolKind {
    Section,
    Node,
    Variable,
    Intent,
    Turn,
    Field,
}

/// An entry of the outline.
#[derive(Debug, Clone)]
pub struct Symbol {
    /// Its name.
    pub name: String,
    /// Beside the name.
    pub detail: String,
    /// What it is.
    pub kind: SymbolKind,
    /// Place of the name.
    pub head: Span,
    /// All of it.
    pub span: Span,
    /// What is inside.
    pub children: Vec<Symbol>,
}

/// Lines that can be folded, from 0, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fold {
    /// First line, which stays.
    pub first: usize,
    /// Last line.
    pub last: usize,
    /// A run of comments.
    pub is_comment: bool,
}

impl Document {
    /// The outline.
    pub fn symbols(&self) -> Vec<Symbol> {
        let top = self.sketch.children(None).filter(|(_, entry)| entry.key.is_some());
        top.map(|(index, entry)| {
            let name = entry.key.as_deref().unwrap_or_default();
            let children = match (self.kind, name) {
                (FileKind::Flow, "nodes") => self.inside(index, SymbolKind::Node),
                (FileKind::Flow, "variables") => self.inside(index, SymbolKind::Variable),
                (FileKind::Dialog, "turns") => self.inside(index, SymbolKind::Turn),
                _ => Vec::new(),
            };
            let has_parts = !children.is_empty();
            let kind = if has_parts { SymbolKind::Section } else { SymbolKind::Field };
            let detail = if has_parts { String::new() } else { self.one_line(entry) };
            self.symbol(name.to_owned(), detail, kind, entry, children)
        })
        .collect()
    }

    fn inside(&self, parent: usize, kind: SymbolKind) -> Vec<Symbol> {
        let each = self.sketch.children(Some(parent)).enumerate();
        each.map(|(number, (index, entry))| {
            let text =
                |key: &str| self.sketch.text(&self.source, Some(index), key).unwrap_or_default().to_owned();
            let (name, detail) = match (&entry.key, kind) {
                (Some(key), SymbolKind::Node) => (key.clone(), format!("{} {}", text("type"), text("title"))),
                (Some(key), _) => (key.clone(), text("type")),
                (None, _) => (format!("{}", number + 1), text("customer")),
            };
            let intents = self.sketch.child(Some(index), "intents").filter(|_| kind == SymbolKind::Node);
            let children =
                intents.map(|intents| self.inside(intents, SymbolKind::Intent)).unwrap_or_default();
            self.symbol(name, detail.trim().to_owned(), kind, entry, children)
        })
        .collect()
    }

    fn symbol(
        &self,
        name: String,
        detail: String,
        kind: SymbolKind,
        entry: &Entry,
        children: Vec<Symbol>,
    ) -> Symbol {
        let name = if name.is_empty() { "?".to_owned() } else { name };
        let span = Span::new(entry.head.start, entry.end);
        Symbol { name, detail, kind, head: entry.head, span, children }
    }

    fn one_line(&self, entry: &Entry) -> String {
        let text = self.source.slice(entry.value);
        text.lines().next().unwrap_or_default().chars().take(80).collect()
    }

    /// Entries and runs of comments over several lines.
    pub fn folds(&self) -> Vec<Fold> {
        let mut folds: Vec<Fold> = Vec::new();
        for entry in &self.sketch.entries {
            let first = self.source.line_index(entry.head.start);
            let last = self.source.line_index(entry.end.saturating_sub(1).max(entry.head.start));
            if last > first && folds.last().is_none_or(|it| it.first != first) {
                folds.push(Fold { first, last, is_comment: false });
            }
        }
        let is_comment =
            |line: usize| self.source.line(line).trim_start_matches([' ', '\u{feff}']).starts_with('#');
        let mut line = 0;
        while line < self.source.line_count() {
            let first = line;
            while line < self.source.line_count() && is_comment(line) {
                line += 1;
            }
            if line > first + 1 {
                folds.push(Fold { first, last: line - 1, is_comment: true });
            }
            line += 1;
        }
        folds
    }
}
