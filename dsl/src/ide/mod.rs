//! What an editor asks about a text: completion, hover, names, symbols, folds, tokens. Text and
//! offset in, data out; the protocol is the caller's. Everything but tokens of one value works
//! on broken texts, because it reads lines, not YAML.

mod brackets;
mod complete;
mod cursor;
mod hover;
mod names;
mod sketch;
mod symbols;
mod tokens;
mod uses;

use self::sketch::Sketch;
pub use self::{
    complete::{Completion, CompletionKind},
    cursor::FileKind,
    hover::Hover,
    names::{Given, NameKind, Names},
    symbols::{Fold, Symbol, SymbolKind},
    tokens::{Token, TokenKind},
    uses::Named,
};
use crate::source::Source;

/// A text open in an editor, read once.
#[derive(Debug, Clone)]
pub struct Document {
    source: Source,
    kind: FileKind,
    sketch: Sketch,
    names: Names,
}

/// What is known beside the text.
#[derive(Debug, Clone, Copy, Default)]
pub struct World<'w> {
    /// Names of the flow that a dialog belongs to.
    pub flow: Option<&'w Names>,
    /// Categories of the knowledge base.
    pub categories: &'w [String],
    /// Models that may be called.
    pub models: &'w [String],
}

impl Document {
    /// Reads a text.
    pub fn new(source: Source, kind: FileKind) -> Self {
        let sketch = Sketch::of(&source);
        let names = match kind {
            FileKind::Flow => Names::of(&source, &sketch),
            FileKind::Dialog => Names::default(),
        };
        Self { source, kind, sketch, names }
    }

    /// The text.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// Which kind of file it is.
    pub fn kind(&self) -> FileKind {
        self.kind
    }

    /// Names the text gives; of a dialog none.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// Names that may be used in the text.
    fn known<'d>(&'d self, world: &World<'d>) -> &'d Names {
        match self.kind {
            FileKind::Flow => &self.names,
            FileKind::Dialog => world.flow.unwrap_or(&self.names),
        }
    }
}
