//! What was asked and answered, as `world:` of a dialog file.

use sufler_dsl::{edit::Value, nodes::DataPath};
use sufler_engine::{AnswerResult, CallResult, ExtractResult, Hit, IntentResult, Name, Outcome};

use crate::{Answered, Asked, compare::dollars};

/// A recording that answers the same questions the same way.
#[must_use]
pub fn world(answered: &[Answered]) -> Value {
    let mut entries = Vec::new();
    let mut by_node: Vec<(Name, Vec<Value>)> = Vec::new();
    for kind in Asked::ALL {
        let of_kind: Vec<&Answered> = answered.iter().filter(|it| it.kind == kind).collect();
        if let [only] = *of_kind {
            entries.push((kind.key().to_owned(), outcome(kind, &only.outcome)));
            continue;
        }
        for answered in of_kind {
            let entry = Value::Map(vec![(kind.key().to_owned(), outcome(kind, &answered.outcome))]);
            match by_node.iter_mut().find(|(node, _)| *node == answered.node) {
                Some((_, visits)) => visits.push(entry),
                None => by_node.push((Name::clone(&answered.node), vec![entry])),
            }
        }
    }
    if !by_node.is_empty() {
        let nodes = by_node.into_iter().map(|(node, visits)| (node.to_string(), one_or_many(visits)));
        entries.push(("nodes".to_owned(), Value::Map(nodes.collect())));
    }
    Value::Map(entries)
}

fn one_or_many(mut values: Vec<Value>) -> Value {
    match (values.len(), values.pop()) {
        (1, Some(only)) => only,
        (_, Some(last)) => {
            values.push(last);
            Value::List(values)
        }
        (_, None) => Value::List(values),
    }
}

fn outcome(kind: Asked, outcome: &Outcome) -> Value {
    match outcome {
        Outcome::Intent(found) => intent(found),
        Outcome::Hits(found) => Value::List(found.hits.iter().map(hit).collect()),
        Outcome::Answer(answer) => reply(kind, answer),
        Outcome::Extracted(found) => extract(found),
        Outcome::Called(result) => response(result),
        Outcome::Failed(failure) => map([("fail", Value::from(&*failure.code))]),
    }
}

fn intent(found: &IntentResult) -> Value {
    let mut entries = Vec::new();
    entries.extend(found.name.as_deref().map(|name| ("name", Value::from(name))));
    entries.push(("confidence", number(found.confidence)));
    entries.extend(found.asks_human.then_some(("asks_human", Value::Bool(true))));
    entries.extend(cost(found.call.usage.cost_micros));
    map(entries)
}

fn hit(hit: &Hit) -> Value {
    let mut entries = vec![
        ("article", Value::from(&*hit.article)),
        ("title", Value::from(&*hit.title)),
        ("text", Value::from(&*hit.text)),
        ("score", number(hit.score)),
    ];
    let folder = hit.article.rsplit_once('/').map_or("", |(folder, _)| folder);
    if *hit.category != *folder && !hit.category.is_empty() {
        entries.push(("category", Value::from(&*hit.category)));
    }
    map(entries)
}

/// Nobody weighs a question, so it has no confidence.
fn reply(kind: Asked, answer: &AnswerResult) -> Value {
    let mut entries = vec![("text", Value::from(&*answer.text))];
    entries.extend((kind != Asked::Clarify).then(|| ("confidence", number(answer.confidence))));
    entries.extend(cost(answer.call.usage.cost_micros));
    map(entries)
}

fn extract(found: &ExtractResult) -> Value {
    let values = found.values.iter().map(|(name, text)| (name.to_string(), Value::from(&**text))).collect();
    let mut entries = vec![("values", Value::Map(values))];
    entries.extend(found.off_topic.then_some(("off_topic", Value::Bool(true))));
    entries.extend(cost(found.call.usage.cost_micros));
    map(entries)
}

/// The parts that were wanted, each in its place.
fn response(result: &CallResult) -> Value {
    let mut body = serde_json::Value::Null;
    for (path, value) in &result.values {
        if let Some(path) = DataPath::parse(path) {
            path.put(&mut body, value.clone());
        }
    }
    let status = (result.status != 200).then(|| ("status", Value::Int(result.status.into())));
    map(status.into_iter().chain([("body", serde_json::from_value(body).unwrap_or(Value::Null))]))
}

fn cost(micros: u64) -> Option<(&'static str, Value)> {
    (micros > 0).then(|| ("cost", number(dollars(micros))))
}

/// Six digits behind the point: more than any model's confidence is worth.
pub(crate) fn number(value: f64) -> Value {
    Value::Float((value * 1e6).round() / 1e6)
}

pub(crate) fn map<'k>(entries: impl IntoIterator<Item = (&'k str, Value)>) -> Value {
    Value::Map(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}
