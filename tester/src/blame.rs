//! Which node of the flow a failed expectation is about, and what that node saw.

use sufler_engine::{Name, Reading, TraceEntry, What};

use crate::{Expected, TurnReport, compare::Finding};

/// The node that decided, as far as one can tell.
pub(crate) fn node(finding: &Finding, turn: &TurnReport) -> Option<Name> {
    let last = |wanted: fn(&What) -> bool| {
        let entry = turn.trace.iter().rev().find(|entry| wanted(&entry.what))?;
        entry.node.clone()
    };
    match finding.about {
        Expected::Path => parting(finding, turn),
        Expected::Intent | Expected::Confidence => last(|what| matches!(what, What::Intent { .. })),
        Expected::Hits => last(|what| matches!(what, What::Search { .. })),
        Expected::Reply => last(speaks).or_else(|| turn.path.last().cloned()),
        Expected::Variable | Expected::Owner | Expected::Handoff | Expected::Closed => {
            turn.path.last().cloned()
        }
        Expected::Cost | Expected::World => None,
    }
}

fn speaks(what: &What) -> bool {
    matches!(
        what,
        What::Message { .. }
            | What::AiResponse { .. }
            | What::Collect { send: Some(_), .. }
            | What::Handoff { send: Some(_), .. }
    )
}

/// The last node that both ways have in common: there the conversation took another turn.
fn parting(finding: &Finding, turn: &TurnReport) -> Option<Name> {
    let common = finding.expected.lines().zip(&turn.path).take_while(|(wanted, got)| *wanted == &***got);
    turn.path.get(common.count().checked_sub(1)?).cloned()
}

/// What the node's last visit looked at, in Russian.
pub(crate) fn why(node: &str, trace: &[TraceEntry]) -> Option<String> {
    let here = trace.iter().rev().filter(|entry| entry.node.as_deref() == Some(node));
    here.filter_map(|entry| seen(&entry.what)).next()
}

fn seen(what: &What) -> Option<String> {
    match what {
        What::Intent { intent, confidence, .. } => {
            Some(format!("интент {}, уверенность {confidence}", intent.as_deref().unwrap_or("не найден")))
        }
        What::Confidence { value, .. } => Some(match value {
            Some(value) => format!("уверенность {value}"),
            None => "уверенность не известна".to_owned(),
        }),
        What::Search { hits, best, .. } => Some(format!("найдено {}, лучшее совпадение {best}", hits.len())),
        What::Condition { read } => Some(read.iter().map(reading).collect::<Vec<_>>().join(", ")),
        What::Collect { filled: read, .. } | What::Set { values: read } | What::Call { saved: read, .. } => {
            Some(read.iter().map(reading).collect::<Vec<_>>().join(", ")).filter(|text| !text.is_empty())
        }
        What::Failed { failure, .. } => Some(format!("неудача {}: {}", failure.code, failure.message)),
        What::AttemptsUsedUp { asked } => Some(format!("уточняющие вопросы исчерпаны, задано {asked}")),
        _ => None,
    }
}

fn reading(reading: &Reading) -> String {
    match &reading.value {
        Some(value) => format!("{} = {value}", reading.name),
        None => format!("{} не задано", reading.name),
    }
}
