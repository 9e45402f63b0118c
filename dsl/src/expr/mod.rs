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
mod eval;
pub mod value;

pub use self::{
    ast::{Ast, BinaryOp, Expr},
    eval::EvalError,
    value::{Lookup, Type, Value},
};
