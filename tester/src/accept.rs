//! Accepting what happened: edits of the dialog file that make it pass.

use sufler_dsl::{
    dialog::{RecordedWorld, TurnKind, World},
    edit::{Op, Path, Value},
};

use crate::{
    DialogReport, Expected, Mismatch, Scenario, TurnReport,
    compare::dollars,
    write::{map, number, world},
};

/// Edits after which every expectation that failed says what came. A reply is accepted whole.
///
/// What the world could not answer can't be accepted: record it.
#[must_use]
pub fn accept(report: &DialogReport) -> Vec<Op> {
    let mut ops: Vec<(Path, Op)> = Vec::new();
    for failure in report.failures.iter().filter(|failure| failure.about != Expected::World) {
        let Some(turn) = report.turns.iter().find(|turn| turn.number == failure.turn) else { continue };
        let expect = turn_path(turn.number).key("expect");
        let (path, value) = accepted(expect, failure, turn);
        if ops.iter().any(|(done, _)| *done == path) {
            continue;
        }
        let op = match value {
            Some(value) => Op::Set { path: path.clone(), value },
            None => Op::Unset { path: path.clone() },
        };
        ops.push((path, op));
    }
    ops.into_iter().map(|(_, op)| op).collect()
}

fn turn_path(number: usize) -> Path {
    Path::of_keys(&["turns"]).index(number.saturating_sub(1))
}

/// Where it is written and what is to stand there; `None` takes the expectation away.
fn accepted(expect: Path, failure: &Mismatch, turn: &TurnReport) -> (Path, Option<Value>) {
    let names = |names: &[sufler_engine::Name]| {
        (!names.is_empty()).then(|| Value::List(names.iter().map(|name| Value::from(&**name)).collect()))
    };
    let text = |text: &str| Some(Value::from(text));
    match failure.about {
        Expected::Path => (expect.key("path"), names(&turn.path)),
        Expected::Intent => (expect.key("intent"), turn.intent.as_deref().and_then(text)),
        Expected::Confidence => (expect.key("confidence"), turn.confidence.map(around)),
        Expected::Hits => (expect.key("hits"), names(&turn.hits)),
        Expected::Reply => (expect.key("reply"), Some(reply(&turn.replies.join("\n")))),
        Expected::Variable => {
            let name = failure.key.rsplit('.').next().unwrap_or_default();
            let value = turn.variables.get(name).and_then(|value| serde_json::from_value(value.clone()).ok());
            (expect.key("variables").key(name), value)
        }
        Expected::Owner => (expect.key("owner"), text(if turn.operator_leads { "operator" } else { "bot" })),
        Expected::Handoff => {
            (expect.key("handoff"), turn.handoff.as_ref().and_then(|card| text(&card.reason)))
        }
        Expected::Closed => (expect.key("closed"), Some(Value::Bool(turn.closed))),
        Expected::Cost => (expect.key("cost"), Some(map([("max", number(dollars(turn.cost_micros)))]))),
        Expected::World => (expect, None),
    }
}

/// A twentieth to both sides.
fn around(confidence: f64) -> Value {
    let hundredths = |value: f64| number((value * 100.0).round() / 100.0);
    map([
        ("min", hundredths((confidence - 0.05).max(0.0))),
        ("max", hundredths((confidence + 0.05).min(1.0))),
    ])
}

fn reply(text: &str) -> Value {
    if text.is_empty() { map([("silent", Value::Bool(true))]) } else { map([("equals", Value::from(text))]) }
}

/// Edits that put what live providers answered into the recordings. Turns whose answers are still the recorded ones,
/// turns that say `world: builtin` and dialogs in which a provider failed stay as they are.
#[must_use]
pub fn refresh(scenario: &Scenario, report: &DialogReport) -> Vec<Op> {
    if report.failures.iter().any(|failure| failure.about == Expected::World) {
        return Vec::new();
    }
    let turns = report.turns.iter().filter_map(|turn| {
        let place = scenario.dialog.turns.get(turn.number.checked_sub(1)?)?;
        let answers = match &place.kind {
            TurnKind::Customer(customer) => &customer.world,
            TurnKind::Wait(wait) => &wait.world,
            TurnKind::Operator(_) | TurnKind::Handback => return None,
        };
        let World::Recorded(before) = answers else { return None };
        let fresh = !turn.answered.is_empty() && !still(before, turn);
        fresh.then(|| Op::Set { path: turn_path(turn.number).key("world"), value: world(&turn.answered) })
    });
    turns.collect()
}

/// The recording would answer the same.
fn still(recorded: &RecordedWorld, turn: &TurnReport) -> bool {
    let mut cassette = crate::cassette::Cassette::new(recorded);
    turn.answered.iter().all(|answered| {
        let wanted: Vec<_> = match &answered.outcome {
            sufler_engine::Outcome::Called(result) => result.values.keys().cloned().collect(),
            _ => Vec::new(),
        };
        let before = cassette.of_node(&answered.node, answered.kind, &wanted);
        before.is_ok_and(|before| {
            let one = |outcome| {
                let node = sufler_engine::Name::clone(&answered.node);
                world(&[crate::Answered { node, kind: answered.kind, outcome }])
            };
            one(before).same(&one(answered.outcome.clone()))
        })
    })
}
