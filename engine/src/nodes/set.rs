//! Set: gives variables values.

use std::sync::Arc;

use sufler_dsl::{
    flow::{Name, Node},
    nodes::{NewValue, Set},
};

use crate::{
    Failure, Reading, What, codes,
    coerce::{coerce, to_json},
    machine::{Machine, Went},
};

pub(super) fn enter(machine: &mut Machine<'_>, _: &Node, kind: &Set) -> Went {
    let before = Arc::clone(&machine.state.memory.vars);
    match assign(machine, kind) {
        Ok(values) => Went::next(What::Set { values }, kind.next),
        Err(failure) => {
            // All or none.
            machine.state.memory.vars = before;
            failure.into()
        }
    }
}

fn assign(machine: &mut Machine<'_>, kind: &Set) -> Result<Vec<Reading>, Failure> {
    let mut readings = Vec::with_capacity(kind.values.len());
    for (name, value) in &kind.values {
        let value = compute(machine, name, value)?;
        readings.push(reading(machine, name, value.clone()));
        machine.state.memory.put(name, value);
    }
    Ok(readings)
}

fn compute(
    machine: &Machine<'_>,
    name: &Name,
    value: &NewValue,
) -> Result<Option<serde_json::Value>, Failure> {
    let value = match value {
        NewValue::Forget => return Ok(None),
        NewValue::Text(text) => (&*machine.render(text)?).into(),
        NewValue::Expression(expression) => {
            let scope = machine.scope();
            let value = expression.eval(&scope).map_err(|error| {
                Failure::new(codes::EXPRESSION, format!("{name}: `{}`: {error}", expression.text()))
            })?;
            to_json(&value)
        }
    };
    let Some(variable) = machine.flow.variables.get(name) else { return Ok(None) };
    coerce(variable, &value).map_err(|problem| problem.of(name))
}

/// What the trace tells of a new value.
pub(super) fn reading(machine: &Machine<'_>, name: &Name, value: Option<serde_json::Value>) -> Reading {
    let path: Arc<str> = format!("vars.{name}").into();
    let value = machine.scope().shown(&path, value);
    Reading { name: path, value }
}
