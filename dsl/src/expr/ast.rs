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

    pub(crate) fn shared_root(&self) -> Arc<Ast> {
        Arc::clone(&self.root)
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

impl BinaryOp {
    /// As written.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Or => "or",
            Self::And => "and",
            Self::Eq => "==",
            Self::Ne => "!=",
            Self::Lt => "<",
            Self::Le => "<=",
            Self::Gt => ">",
            Self::Ge => ">=",
            Self::In => "in",
            Self::Contains => "contains",
            Self::Add => "+",
            Self::Sub => "-",
            Self::Mul => "*",
            Self::Div => "/",
        }
    }
}

impl Ast {
    /// Place in the expression's text.
    pub fn span(&self) -> Span {
        match self {
            Self::Bool(_, span)
            | Self::Number(_, span)
            | Self::Text(_, span)
            | Self::List(_, span)
            | Self::Name(_, span)
            | Self::Has(_, span)
            | Self::Not(_, span)
            | Self::Negate(_, span)
            | Self::Matches(_, _, span)
            | Self::Binary(_, _, _, span) => *span,
        }
    }

    /// Calls `visit` on this node and everything under it, parents first.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Self)) {
        visit(self);
        match self {
            Self::List(items, _) => items.iter().for_each(|item| item.walk(visit)),
            Self::Not(inner, _) | Self::Negate(inner, _) | Self::Matches(inner, ..) => inner.walk(visit),
            Self::Binary(_, left, right, _) => {
                left.walk(visit);
                right.walk(visit);
            }
            Self::Bool(..) | Self::Number(..) | Self::Text(..) | Self::Name(..) | Self::Has(..) => {}
        }
    }

    /// Names whose values the expression uses, with their places, in order; `x?` counts too.
    pub fn names(&self) -> Vec<(&Arc<str>, Span)> {
        let mut names = Vec::new();
        self.walk(&mut |ast| {
            if let Self::Name(path, span) | Self::Has(path, span) = ast {
                names.push((path, *span));
            }
        });
        names
    }
}
