//! Call: asks a service of the company, and puts parts of its answer into variables.

use std::sync::Arc;

use sufler_dsl::{
    flow::{Name, Node},
    nodes::Call,
};

use super::set::reading;
use crate::{
    CallResult, Effect, EffectId, Failure, ModelCall, Reading, What, codes,
    coerce::coerce,
    effect,
    machine::{Failed, Machine, Went},
};

pub(super) fn enter(machine: &mut Machine<'_>, node: &Node, kind: &Call) -> Went {
    match request(machine, node, kind) {
        Ok(call) => {
            machine.run.acted |= !kind.method.is_safe();
            Went::Await(Effect::Call(Box::new(call)))
        }
        Err(failure) => failure.into(),
    }
}

fn request(machine: &mut Machine<'_>, node: &Node, kind: &Call) -> Result<effect::Call, Failure> {
    let path = machine.render(&kind.path)?;
    check_path(&path)?;
    let query = kind.query.iter().map(|(name, text)| Ok((Name::clone(name), machine.render(text)?)));
    let query = query.collect::<Result<_, Failure>>()?;
    let body = kind.body.as_ref().map(|body| machine.fill(body)).transpose()?;
    let mut wanted: Vec<Name> = Vec::new();
    for part in kind.save.values() {
        if !wanted.contains(part.text()) {
            wanted.push(Name::clone(part.text()));
        }
    }
    machine.count_call()?;
    Ok(effect::Call {
        id: machine.next_id(),
        node: machine.label(&node.id),
        connector: Name::clone(&kind.connector),
        method: kind.method,
        path,
        query,
        body,
        wanted,
        timeout_ms: kind.timeout_ms,
        retries: kind.retries,
    })
}

/// Values can't hold a slash, but they can be `..` or nothing: neither may change whose data is asked for.
fn check_path(path: &Arc<str>) -> Result<(), Failure> {
    let mut segments = path.split('/').skip(1);
    if segments.any(|segment| matches!(segment, "." | "..")) || path.contains("//") {
        let message = "в пути запроса пустое значение или точки вместо имени";
        return Err(Failure::new(codes::CALL_PATH, message));
    }
    Ok(())
}

pub(super) fn resume(machine: &mut Machine<'_>, kind: &Call, effect: EffectId, result: &CallResult) -> Went {
    let before = Arc::clone(&machine.state.memory.vars);
    match save(machine, kind, result) {
        Ok(saved) => {
            let connector = Name::clone(&kind.connector);
            Went::next(What::Call { effect, connector, status: result.status, saved }, kind.next)
        }
        Err(failure) => {
            machine.state.memory.vars = before;
            Went::Failed(Failed { failure, effect: Some(effect), call: ModelCall::default() })
        }
    }
}

fn save(machine: &mut Machine<'_>, kind: &Call, result: &CallResult) -> Result<Vec<Reading>, Failure> {
    let mut saved = Vec::with_capacity(kind.save.len());
    for (name, part) in &kind.save {
        let Some(variable) = machine.flow.variables.get(name) else { continue };
        let answered = result.values.get(part.text()).unwrap_or(&serde_json::Value::Null);
        let value = coerce(variable, answered).map_err(|problem| problem.of(name))?;
        saved.push(reading(machine, name, value.clone()));
        machine.state.memory.put(name, value);
    }
    Ok(saved)
}
