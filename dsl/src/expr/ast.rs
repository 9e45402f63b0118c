//! A parsed expression.

use std::{fmt, sync::Arc};

use regex::Regex;

use super::value::Type;
use crate::source::Span;

/// A checked expression.
#[derive(Clone)]
pub struct Expr {
    pub(super) text: Arc<str>,
    pub(super) root: Arc<Ast>,
    pub(super) ty: Type,
    pub(super) span: Span,
}

impl Expr {
    /// Text as it stands in the flow.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Type of the whole.
    pub fn ty(&self) -> Type {
        self.ty
    }

    /// Place in the flow file.
    pub fn span(&self) -> Span {
        self.span
    }

    /// The tree; spans in it count from the start of [`Expr::text`].
    pub fn root(&self) -> &Ast {
        &self.root
    }
}

impl fmt::Debug for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Expr({:?}: {})", self.text, self.ty)
    }
}

/// Operators with two sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it all")]
pub enum BinaryOp {
    Or,
    And,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    In,
    Contains,
    Add,
    Sub,
    Mul,
    Div,
}

/// A node of the tree with its place in the expression's text.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "operands of what the variant names")]
pub enum Ast {
    Bool(bool, Span),
    Number(f64, Span),
    Text(Arc<str>, Span),
    List(Vec<Ast>, Span),
    /// A dotted name.
    Name(Arc<str>, Span),
    /// `name?`
    Has(Arc<str>, Span),
    Not(Box<Ast>, Span),
    Negate(Box<Ast>, Span),
    /// Left side, and the pattern compiled at check time.
    Matches(Box<Ast>, Regex, Span),
    Binary(BinaryOp, Box<Ast>, Box<Ast>, Span),
}
