//! A YAML text as a tree that remembers where and how everything was written.
//!
//! Parsing never stops at "cannot": it gives the tree as far as it was understood, and the
//! problems. Scalars are resolved by the YAML 1.2 core rules, not by the looser YAML 1.1.

mod parse;
mod place;
mod scalar;
mod syntax_error;
mod tabs;

pub(crate) use self::scalar::plain as resolve_plain;
pub use self::{parse::parse, scalar::Resolved};
use crate::source::Span;

/// What parsing gives.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    /// The first document; `None` when the text holds none.
    pub root: Option<Node>,
    /// Comments in file order.
    pub comments: Vec<Comment>,
    /// The text was read to its end; else the tree holds what stands before the trouble.
    pub complete: bool,
}

/// A comment with its `#`, without the line break.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comment {
    /// Where.
    pub span: Span,
}

/// A value of the tree.
#[derive(Debug, Clone)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// From the first byte of the value to its last: quotes, brackets and the header of a block
    /// scalar included; anchor, tag and trailing blank lines not.
    pub span: Span,
    /// Where the value itself is written: [`Node::span`], except for an alias, whose value stands
    /// at its anchor.
    pub written: Span,
    /// `&name` before it.
    pub anchor: Option<Span>,
    /// `*name` in whose place this copy stands; then [`Node::span`] is that of the alias.
    pub alias: Option<Span>,
}

/// Kinds of values.
#[derive(Debug, Clone)]
pub enum Kind {
    /// A single value.
    Scalar(Scalar),
    /// A sequence.
    Seq {
        /// `[…]` or `- …`.
        style: Style,
        /// Items in order.
        items: Vec<Node>,
    },
    /// A mapping; a list, not a map, so that duplicates stay visible.
    Map {
        /// `{…}` or `key: …`.
        style: Style,
        /// Pairs in order.
        pairs: Vec<Pair>,
    },
}

/// How a collection is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// With brackets.
    Flow,
    /// With indentation.
    Block,
}

/// One entry of a mapping.
#[derive(Debug, Clone)]
pub struct Pair {
    /// Left of the colon.
    pub key: Node,
    /// Right of the colon.
    pub value: Node,
}

impl Pair {
    /// From the key to the end of the value.
    pub fn span(&self) -> Span {
        Span::new(self.key.span.start, self.value.span.end)
    }
}

/// A single value as written and as meant.
#[derive(Debug, Clone)]
pub struct Scalar {
    /// After quotes, escapes and folding.
    pub text: String,
    /// How it is written.
    pub style: ScalarStyle,
    /// The characters of the value: without quotes, without the header of a block scalar.
    pub content: Span,
}

/// How a scalar is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the YAML specification")]
pub enum ScalarStyle {
    Plain,
    SingleQuoted,
    DoubleQuoted,
    Literal,
    Folded,
}

impl Node {
    /// The scalar, if it is one.
    pub fn as_scalar(&self) -> Option<&Scalar> {
        match &self.kind {
            Kind::Scalar(scalar) => Some(scalar),
            Kind::Seq { .. } | Kind::Map { .. } => None,
        }
    }

    /// Items, if it is a sequence.
    pub fn as_seq(&self) -> Option<&[Self]> {
        match &self.kind {
            Kind::Seq { items, .. } => Some(items),
            Kind::Scalar(_) | Kind::Map { .. } => None,
        }
    }

    /// Pairs, if it is a mapping.
    pub fn as_map(&self) -> Option<&[Pair]> {
        match &self.kind {
            Kind::Map { pairs, .. } => Some(pairs),
            Kind::Scalar(_) | Kind::Seq { .. } => None,
        }
    }

    /// What a scalar means; `None` for collections.
    pub fn resolved(&self) -> Option<Resolved<'_>> {
        self.as_scalar().map(Scalar::resolved)
    }

    /// The text, if it is a scalar that means text.
    pub fn as_text(&self) -> Option<&str> {
        match self.resolved()? {
            Resolved::Text(text) => Some(text),
            Resolved::Null | Resolved::Bool(_) | Resolved::Int(_) | Resolved::Float(_) => None,
        }
    }

    /// Whether nothing, `null` or `~` is written.
    pub fn is_null(&self) -> bool {
        matches!(self.resolved(), Some(Resolved::Null))
    }

    /// The value under the first key that reads `name`.
    pub fn get(&self, name: &str) -> Option<&Self> {
        let pair = self.as_map()?.iter().find(|pair| pair.key.key_text() == Some(name))?;
        Some(&pair.value)
    }

    /// The text of a scalar used as a key: `true:` and `5:` are keys like any other.
    pub fn key_text(&self) -> Option<&str> {
        self.as_scalar().map(|scalar| scalar.text.as_str())
    }

    /// How many values the tree under this node holds, itself included.
    fn weight(&self) -> usize {
        match &self.kind {
            Kind::Scalar(_) => 1,
            Kind::Seq { items, .. } => 1 + items.iter().map(Self::weight).sum::<usize>(),
            Kind::Map { pairs, .. } => {
                1 + pairs.iter().map(|pair| pair.key.weight() + pair.value.weight()).sum::<usize>()
            }
        }
    }
}
