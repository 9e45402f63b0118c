//! Condition: the first branch that holds.

use std::sync::Arc;

use sufler_dsl::{
    expr::{Ast, Expr, Lookup, Value},
    nodes::Condition,
};

use crate::{
    Exit, Failure, Reading, What, codes,
    machine::{Machine, Went},
    scope::Scope,
};

/// Longest text kept of a value that was read; the whole of it stands in the turn's input.
const MAX_READING_CHARS: usize = 80;

pub(super) fn enter(machine: &mut Machine<'_>, kind: &Condition) -> Went {
    let scope = machine.scope();
    for (number, branch) in (0u16..).zip(&kind.branches) {
        match branch.when.holds(&scope) {
            Ok(false) => {}
            Ok(true) => {
                let what = What::Condition { read: read(&scope, [&branch.when]) };
                return Went::To { what, exit: Exit::Branch(number), next: branch.next };
            }
            Err(error) => {
                let message = format!("branches[{number}] `{}`: {error}", branch.when.text());
                return Failure::new(codes::EXPRESSION, message).into();
            }
        }
    }
    let what = What::Condition { read: read(&scope, kind.branches.iter().map(|branch| &branch.when)) };
    Went::To { what, exit: Exit::Else, next: kind.otherwise }
}

/// Names the expressions look at, each once, with their values.
fn read<'e>(scope: &Scope<'_>, expressions: impl IntoIterator<Item = &'e Expr>) -> Vec<Reading> {
    let mut readings = Vec::new();
    for expression in expressions {
        collect(expression.root(), scope, &mut readings);
    }
    readings
}

fn collect(ast: &Ast, scope: &Scope<'_>, readings: &mut Vec<Reading>) {
    match ast {
        Ast::Bool(..) | Ast::Number(..) | Ast::Text(..) => {}
        Ast::List(items, _) => items.iter().for_each(|item| collect(item, scope, readings)),
        Ast::Name(name, _) | Ast::Has(name, _) => {
            if !readings.iter().any(|known| known.name == *name) {
                let value = scope.lookup(name).map(|value| to_json(&value));
                readings.push(Reading { name: Arc::clone(name), value: scope.shown(name, value) });
            }
        }
        Ast::Not(inner, _) | Ast::Negate(inner, _) | Ast::Matches(inner, ..) => {
            collect(inner, scope, readings);
        }
        Ast::Binary(_, left, right, _) => {
            collect(left, scope, readings);
            collect(right, scope, readings);
        }
    }
}

fn to_json(value: &Value<'_>) -> serde_json::Value {
    match value {
        Value::Bool(value) => (*value).into(),
        Value::Number(value) => (*value).into(),
        Value::Text(text) => match text.char_indices().nth(MAX_READING_CHARS) {
            Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()).into(),
            None => text.as_ref().into(),
        },
        Value::List(items) => items.iter().map(to_json).collect(),
    }
}
