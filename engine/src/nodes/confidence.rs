//! Confidence: branches on a probability.

use sufler_dsl::nodes::{Confidence, ConfidenceOf};

use crate::{
    Exit, Memory, What,
    machine::{Machine, Went},
};

/// Far below any meaningful difference of probabilities, far above rounding: 0.1 + 0.2 reaches 0.3.
const TOLERANCE: f64 = 1e-9;

pub(super) fn enter(machine: &mut Machine<'_>, kind: &Confidence) -> Went {
    let value = read(&machine.state.memory, kind.of);
    let reached = value
        .and_then(|value| (0u16..).zip(&kind.levels).find(|(_, level)| value + TOLERANCE >= level.at_least));
    let what = What::Confidence { of: kind.of.into(), value };
    match reached {
        Some((number, level)) => Went::To { what, exit: Exit::Level(number), next: level.next },
        None => Went::To { what, exit: Exit::Else, next: kind.otherwise },
    }
}

fn read(memory: &Memory, of: ConfidenceOf) -> Option<f64> {
    match of {
        ConfidenceOf::Intent => memory.intent.as_ref().map(|intent| intent.confidence),
        ConfidenceOf::Search => memory.search.as_ref().map(|search| search.best),
        ConfidenceOf::Answer => memory.answer.as_ref().map(|answer| answer.confidence),
    }
}
