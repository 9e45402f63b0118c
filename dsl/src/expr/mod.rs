//! Expressions: conditions of a flow, typed and bounded.
//!
//! An [`Expr`] exists only if its text parsed and type-checked. Evaluation asks a [`Lookup`] for
//! dotted names, allocates nothing for plain comparisons, and never panics.
//!
//! A name whose value is not known yet is *missing*: `x == 1`, `x < 1`, `x in […]`,
//! `x contains "…"` and `x matches "…"` are false, `x != 1` is true (always the opposite of `==`),
//! a bare missing condition is false, and arithmetic with it is an [`EvalError::Missing`].
//! `x?` tells whether a value is there.

mod ast;
mod check;
mod eval;
mod guard;
mod parse;
#[cfg(test)]
mod tests;
mod value;

use std::sync::Arc;

pub(crate) use self::parse::pattern_problem;
pub use self::{
    ast::{Ast, BinaryOp, Expr},
    eval::{EvalError, contains_folded},
    parse::Problem,
    value::{Lookup, Type, Value},
};
use crate::{diagnostic::codes, names::Scope, source::Span};

/// The tree of an expression that reads, whatever its names and types.
pub(crate) fn syntax(text: &str) -> Option<Ast> {
    parse::parse(text).ok()
}

impl Expr {
    /// Parses and checks a condition, which must answer yes or no; `span` is its place in the
    /// flow file. A condition that depends on nothing compiles with a warning.
    ///
    /// Gives every problem found; a syntax error hides the rest.
    pub fn condition(text: &str, span: Span, scope: Scope<'_>) -> (Option<Self>, Vec<Problem>) {
        let (expr, mut problems) = Self::of_type(text, span, scope, Type::Bool);
        if expr.as_ref().is_some_and(|expr| expr.root.names().is_empty()) {
            let (ru, en) = ("условие ни от чего не зависит", "the condition depends on nothing");
            problems.push(Problem::new(codes::CONSTANT_CONDITION, Span::new(0, text.len()), ru, en));
        }
        (expr, problems)
    }

    /// Parses and checks an expression that must have this type; `span` is its place in the flow file.
    ///
    /// Gives every problem found; a syntax error hides the rest.
    pub fn of_type(text: &str, span: Span, scope: Scope<'_>, wanted: Type) -> (Option<Self>, Vec<Problem>) {
        let root = match parse::parse(text) {
            Ok(root) => root,
            Err(problem) => return (None, vec![problem]),
        };
        let mut checker = check::Checker { scope, problems: Vec::new() };
        checker.want(&root, wanted);
        if !checker.problems.is_empty() {
            return (None, checker.problems);
        }
        (Some(Self { text: text.into(), root: Arc::new(root), ty: wanted, span }), Vec::new())
    }
}
