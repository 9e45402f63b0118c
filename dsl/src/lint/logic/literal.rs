//! One comparison as a fact about a name.

use std::sync::Arc;

use super::{
    Logic,
    clause::{Clause, Test},
    domain::{Domain, Values, Words},
    numbers::Numbers,
};
use crate::expr::{Ast, BinaryOp};

/// What a literal adds to every clause that it is put into.
pub(super) struct Literal<'l> {
    base: &'l Domain,
    adds: Adds,
}

enum Adds {
    /// Nothing: it holds, or it cannot.
    Constant(bool),
    /// The name has one of these values.
    Fact(Arc<str>, Domain),
    /// A test has this result; what is tested must be there.
    Test(Option<(Arc<str>, Domain)>, Test, bool),
}

impl<'l> Literal<'l> {
    pub(super) fn of(logic: &'l Logic, ast: &Ast, holds: bool) -> Self {
        let (path, adds) = match fact(logic, ast) {
            Fact::Constant(value) => (None, Adds::Constant(value == holds)),
            Fact::Is(path, domain) => {
                let domain = if holds { domain } else { domain.complement() };
                (Some(Arc::clone(&path)), Adds::Fact(path, domain))
            }
            Fact::Test(path, test) => {
                // A test of a value that is missing fails.
                let there = path.clone().filter(|_| holds).map(|path| (path, Domain::missing().complement()));
                (path, Adds::Test(there, test, holds))
            }
        };
        Self { base: logic.base(path.as_deref().unwrap_or_default()), adds }
    }

    /// The clause with this literal in it; `None` when they contradict each other.
    pub(super) fn add(&self, clause: Clause) -> Option<Clause> {
        match &self.adds {
            Adds::Constant(holds) => holds.then_some(clause),
            Adds::Fact(path, domain) => clause.with(path, domain, self.base),
            Adds::Test(there, test, holds) => {
                let clause = match there {
                    Some((path, there)) => clause.with(path, there, self.base)?,
                    None => clause,
                };
                clause.with_test(test, *holds)
            }
        }
    }
}

/// What a literal says.
enum Fact {
    Constant(bool),
    Is(Arc<str>, Domain),
    Test(Option<Arc<str>>, Test),
}

fn fact(logic: &Logic, ast: &Ast) -> Fact {
    match ast {
        Ast::Bool(value, _) => Fact::Constant(*value),
        Ast::Name(path, _) => Fact::Is(Arc::clone(path), there(Values::Bool { yes: true, no: false })),
        Ast::Has(path, _) => Fact::Is(Arc::clone(path), Domain::missing().complement()),
        Ast::Matches(inner, pattern, _) => match &**inner {
            Ast::Name(path, _) => {
                Fact::Test(Some(Arc::clone(path)), Test::Matches(Arc::clone(path), pattern.as_str().into()))
            }
            _ => opaque(ast),
        },
        Ast::Binary(op, left, right, _) => comparison(logic, *op, left, right).unwrap_or_else(|| opaque(ast)),
        _ => opaque(ast),
    }
}

fn there(values: Values) -> Domain {
    Domain::new(false, values)
}

fn opaque(ast: &Ast) -> Fact {
    Fact::Test(None, Test::Other(reading(ast).into()))
}

fn comparison(logic: &Logic, op: BinaryOp, left: &Ast, right: &Ast) -> Option<Fact> {
    use BinaryOp as Op;
    match op {
        Op::In => within(left, right).or_else(|| contains(logic, right, left)),
        Op::Contains => contains(logic, left, right),
        Op::Eq | Op::Ne => {
            let fact = equality(left, right).or_else(|| equality(right, left))?;
            // `!=` is the opposite of `==`, also for what is missing.
            Some(match fact {
                Fact::Is(path, domain) if op == Op::Ne => Fact::Is(path, domain.complement()),
                Fact::Constant(value) => Fact::Constant(value == (op == Op::Eq)),
                other => other,
            })
        }
        Op::Lt | Op::Le | Op::Gt | Op::Ge => order(op, left, right),
        _ => None,
    }
}

fn equality(left: &Ast, right: &Ast) -> Option<Fact> {
    if let (Some(one), Some(two)) = (constant(left), constant(right)) {
        return Some(Fact::Constant(same(one, two)));
    }
    let value = match (left, right) {
        (Ast::Name(..), Ast::Text(word, _)) => Values::Words(Words::only([&**word])),
        (Ast::Name(..), Ast::Bool(value, _)) => Values::Bool { yes: *value, no: !*value },
        _ => {
            let (line, value) = (line(left)?, constant(right)?);
            return line.path.map(|path| {
                Fact::Is(path, there(Values::Numbers(Numbers::only((value - line.shift) / line.factor))))
            });
        }
    };
    let Ast::Name(path, _) = left else { return None };
    Some(Fact::Is(Arc::clone(path), there(value)))
}

#[expect(clippy::float_cmp, reason = "two written numbers are the same or not")]
fn same(one: f64, two: f64) -> bool {
    one == two
}

fn order(op: BinaryOp, left: &Ast, right: &Ast) -> Option<Fact> {
    let (one, two) = (line(left)?, line(right)?);
    let (path, factor, border) = match (one.path, two.path) {
        (None, None) => return Some(Fact::Constant(compare(op, one.shift, two.shift))),
        (Some(path), None) => (path, one.factor, (two.shift - one.shift) / one.factor),
        (None, Some(path)) => (path, -two.factor, (one.shift - two.shift) / two.factor),
        (Some(_), Some(_)) => return None,
    };
    let inclusive = matches!(op, BinaryOp::Le | BinaryOp::Ge);
    let below = matches!(op, BinaryOp::Lt | BinaryOp::Le) == (factor > 0.0);
    let numbers = if below {
        Numbers::below(border, inclusive)
    } else {
        Numbers::below(border, !inclusive).complement()
    };
    Some(Fact::Is(path, there(Values::Numbers(numbers))))
}

fn compare(op: BinaryOp, left: f64, right: f64) -> bool {
    match op {
        BinaryOp::Lt => left < right,
        BinaryOp::Le => left <= right,
        BinaryOp::Gt => left > right,
        _ => left >= right,
    }
}

/// `name in ["a", "b"]` and `name in [1, 2]`.
fn within(left: &Ast, right: &Ast) -> Option<Fact> {
    let (Ast::Name(path, _), Ast::List(items, _)) = (left, right) else { return None };
    let words: Option<Vec<&str>> = items.iter().map(word).collect();
    if let Some(words) = words {
        return Some(Fact::Is(Arc::clone(path), there(Values::Words(Words::only(words)))));
    }
    let numbers: Vec<f64> = items.iter().map(constant).collect::<Option<_>>()?;
    let set = numbers.into_iter().fold(Numbers::default(), |set, number| set.or(&Numbers::only(number)));
    Some(Fact::Is(Arc::clone(path), there(Values::Numbers(set))))
}

fn contains(logic: &Logic, holder: &Ast, part: &Ast) -> Option<Fact> {
    let Ast::Name(path, _) = holder else { return None };
    let part = word(part)?;
    let path = Arc::clone(path);
    Some(match &logic.base(&path).values {
        Values::Words(_) if part.is_empty() => Fact::Is(path, Domain::missing().complement()),
        Values::Words(_) => Fact::Test(Some(Arc::clone(&path)), Test::Contains(path, part.into())),
        _ => Fact::Test(Some(Arc::clone(&path)), Test::Holds(path, part.into())),
    })
}

fn word(ast: &Ast) -> Option<&str> {
    match ast {
        Ast::Text(word, _) => Some(word),
        _ => None,
    }
}

/// `factor * name + shift`; without a name a number.
struct Line {
    path: Option<Arc<str>>,
    factor: f64,
    shift: f64,
}

fn constant(ast: &Ast) -> Option<f64> {
    line(ast).filter(|line| line.path.is_none()).map(|line| line.shift)
}

fn line(ast: &Ast) -> Option<Line> {
    let found = match ast {
        Ast::Number(value, _) => Line { path: None, factor: 0.0, shift: *value },
        Ast::Name(path, _) => Line { path: Some(Arc::clone(path)), factor: 1.0, shift: 0.0 },
        Ast::Negate(inner, _) => scaled(line(inner)?, -1.0),
        Ast::Binary(BinaryOp::Add, left, right, _) => sum(line(left)?, line(right)?)?,
        Ast::Binary(BinaryOp::Sub, left, right, _) => sum(line(left)?, scaled(line(right)?, -1.0))?,
        Ast::Binary(BinaryOp::Mul, left, right, _) => match (constant(left), constant(right)) {
            (Some(factor), _) => scaled(line(right)?, factor),
            (_, Some(factor)) => scaled(line(left)?, factor),
            _ => return None,
        },
        Ast::Binary(BinaryOp::Div, left, right, _) => scaled(line(left)?, 1.0 / constant(right)?),
        _ => return None,
    };
    let useful = found.path.is_none() || found.factor != 0.0;
    (useful && found.factor.is_finite() && found.shift.is_finite()).then_some(found)
}

fn scaled(line: Line, by: f64) -> Line {
    Line { factor: line.factor * by, shift: line.shift * by, ..line }
}

fn sum(one: Line, two: Line) -> Option<Line> {
    let path = match (one.path, two.path) {
        (Some(path), Some(other)) if path != other => return None,
        (path, other) => path.or(other),
    };
    Some(Line { path, factor: one.factor + two.factor, shift: one.shift + two.shift })
}

/// How an expression reads, whatever its spaces and brackets.
pub(crate) fn reading(ast: &Ast) -> String {
    match ast {
        Ast::Bool(value, _) => value.to_string(),
        Ast::Number(value, _) => value.to_string(),
        Ast::Text(text, _) => format!("{text:?}"),
        Ast::List(items, _) => format!("[{}]", items.iter().map(reading).collect::<Vec<_>>().join(", ")),
        Ast::Name(path, _) => path.to_string(),
        Ast::Has(path, _) => format!("{path}?"),
        Ast::Not(inner, _) => format!("not ({})", reading(inner)),
        Ast::Negate(inner, _) => format!("-({})", reading(inner)),
        Ast::Matches(inner, pattern, _) => format!("({} matches {:?})", reading(inner), pattern.as_str()),
        Ast::Binary(op, left, right, _) => {
            let (left, op, right) = match op {
                BinaryOp::Gt => (right, BinaryOp::Lt, left),
                BinaryOp::Ge => (right, BinaryOp::Le, left),
                op => (left, *op, right),
            };
            format!("({} {} {})", reading(left), op.sign(), reading(right))
        }
    }
}
