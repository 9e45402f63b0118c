//! Evaluation.

use std::{borrow::Cow, cmp::Ordering};

use super::{
    ast::{Ast, BinaryOp, Expr},
    value::{Lookup, Type, Value},
};

/// Why an expression has no value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EvalError {
    /// Arithmetic or the whole expression needs a value that is not known.
    #[error("`{0}` has no value")]
    Missing(String),
    /// Right side of `/` is zero.
    #[error("division by zero")]
    DivisionByZero,
    /// A number left the range of finite numbers.
    #[error("the result is not a finite number")]
    NotFinite,
    /// The facts gave a value of another type than the language promises.
    #[error("expected {expected}, got {got}")]
    TypeMismatch {
        /// What the operator needs.
        expected: Type,
        /// What the facts gave.
        got: Type,
    },
}

impl Expr {
    /// Value under these facts.
    ///
    /// # Errors
    /// [`EvalError`] when there is no value; the time is bounded by the size of the expression
    /// and of the values it looks at.
    pub fn eval<'a>(&'a self, facts: &'a dyn Lookup) -> Result<Value<'a>, EvalError> {
        eval(&self.root, facts)?.ok_or_else(|| EvalError::Missing(self.text.to_string()))
    }

    /// Whether this condition holds; a missing value does not.
    ///
    /// # Errors
    /// As [`Expr::eval`], and when the value is not yes/no.
    pub fn holds(&self, facts: &dyn Lookup) -> Result<bool, EvalError> {
        truth(&self.root, facts)
    }
}

/// `Ok(None)` is a missing value.
type Evaluated<'a> = Result<Option<Value<'a>>, EvalError>;

fn eval<'a>(ast: &'a Ast, facts: &'a dyn Lookup) -> Evaluated<'a> {
    Ok(Some(match ast {
        Ast::Bool(value, _) => Value::Bool(*value),
        Ast::Number(value, _) => Value::Number(*value),
        Ast::Text(text, _) => Value::Text(Cow::Borrowed(text)),
        Ast::List(items, _) => list(items, facts)?,
        Ast::Name(path, _) => return Ok(facts.lookup(path)),
        Ast::Has(path, _) => Value::Bool(facts.lookup(path).is_some()),
        Ast::Not(inner, _) => Value::Bool(!truth(inner, facts)?),
        Ast::Negate(inner, _) => Value::Number(-number(inner, facts)?),
        Ast::Matches(inner, pattern, _) => match eval(inner, facts)? {
            Some(value) => Value::Bool(pattern.is_match(text(&value)?)),
            None => Value::Bool(false),
        },
        Ast::Binary(op, left, right, _) => binary(*op, left, right, facts)?,
    }))
}

fn list<'a>(items: &'a [Ast], facts: &'a dyn Lookup) -> Result<Value<'a>, EvalError> {
    let mut values = Vec::with_capacity(items.len());
    for item in items {
        values.extend(eval(item, facts)?);
    }
    Ok(Value::List(values))
}

fn binary<'a>(
    op: BinaryOp,
    left: &'a Ast,
    right: &'a Ast,
    facts: &'a dyn Lookup,
) -> Result<Value<'a>, EvalError> {
    use BinaryOp as Op;
    match op {
        Op::Or => Ok(Value::Bool(truth(left, facts)? || truth(right, facts)?)),
        Op::And => Ok(Value::Bool(truth(left, facts)? && truth(right, facts)?)),
        Op::Add | Op::Sub | Op::Mul | Op::Div => arithmetic(op, number(left, facts)?, number(right, facts)?),
        Op::Eq | Op::Ne | Op::Lt | Op::Le | Op::Gt | Op::Ge | Op::In | Op::Contains => {
            let (Some(left), Some(right)) = (eval(left, facts)?, eval(right, facts)?) else {
                return Ok(Value::Bool(op == Op::Ne));
            };
            compare(op, &left, &right).map(Value::Bool)
        }
    }
}

fn compare(op: BinaryOp, left: &Value<'_>, right: &Value<'_>) -> Result<bool, EvalError> {
    Ok(match op {
        BinaryOp::Eq => left == right,
        BinaryOp::Ne => left != right,
        BinaryOp::Lt => order(left, right)?.is_lt(),
        BinaryOp::Le => order(left, right)?.is_le(),
        BinaryOp::Gt => order(left, right)?.is_gt(),
        BinaryOp::Ge => order(left, right)?.is_ge(),
        BinaryOp::In => member(left, right)?,
        _ => match left {
            Value::List(items) => items.contains(right),
            other => contains_folded(text(other)?, text(right)?),
        },
    })
}

/// `x in list`, or `part in text` with the rules of `contains`.
fn member(left: &Value<'_>, right: &Value<'_>) -> Result<bool, EvalError> {
    match right {
        Value::List(items) => Ok(items.contains(left)),
        other => Ok(contains_folded(text(other)?, text(left)?)),
    }
}

fn order(left: &Value<'_>, right: &Value<'_>) -> Result<Ordering, EvalError> {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left.partial_cmp(right).ok_or(EvalError::NotFinite),
        (Value::Text(left), Value::Text(right)) => Ok(left.as_ref().cmp(right.as_ref())),
        (left, right) => Err(EvalError::TypeMismatch { expected: left.ty(), got: right.ty() }),
    }
}

fn arithmetic(op: BinaryOp, left: f64, right: f64) -> Result<Value<'static>, EvalError> {
    let result = match op {
        BinaryOp::Add => left + right,
        BinaryOp::Sub => left - right,
        BinaryOp::Mul => left * right,
        _ if right == 0.0 => return Err(EvalError::DivisionByZero),
        _ => left / right,
    };
    if result.is_finite() { Ok(Value::Number(result)) } else { Err(EvalError::NotFinite) }
}

/// A condition: missing is false.
fn truth(ast: &Ast, facts: &dyn Lookup) -> Result<bool, EvalError> {
    match eval(ast, facts)? {
        Some(Value::Bool(value)) => Ok(value),
        Some(other) => Err(EvalError::TypeMismatch { expected: Type::Bool, got: other.ty() }),
        None => Ok(false),
    }
}

fn number(ast: &Ast, facts: &dyn Lookup) -> Result<f64, EvalError> {
    match eval(ast, facts)? {
        Some(Value::Number(value)) => Ok(value),
        Some(other) => Err(EvalError::TypeMismatch { expected: Type::Number, got: other.ty() }),
        None => Err(EvalError::Missing(name_of(ast))),
    }
}

fn text<'v>(value: &'v Value<'_>) -> Result<&'v str, EvalError> {
    match value {
        Value::Text(text) => Ok(text),
        other => Err(EvalError::TypeMismatch { expected: Type::Text, got: other.ty() }),
    }
}

fn name_of(ast: &Ast) -> String {
    match ast {
        Ast::Name(path, _) => path.to_string(),
        _ => "operand".to_owned(),
    }
}

/// Case-blind search in which `ё` equals `е`, as customers write: the meaning of `contains`.
pub fn contains_folded(haystack: &str, needle: &str) -> bool {
    let mut rest = haystack;
    loop {
        if starts_with(rest, needle) {
            return true;
        }
        let mut chars = rest.chars();
        if chars.next().is_none() {
            return false;
        }
        rest = chars.as_str();
    }
}

fn starts_with(text: &str, prefix: &str) -> bool {
    let mut text = text.chars().flat_map(fold);
    prefix.chars().flat_map(fold).all(|wanted| text.next() == Some(wanted))
}

/// Lower case, `ё` as `е`.
fn fold(c: char) -> impl Iterator<Item = char> {
    c.to_lowercase().map(|lower| if lower == 'ё' { 'е' } else { lower })
}
