//! The model's JSON, checked against what was asked; problems are told to the model for repair.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use super::prompt::NONE;
use crate::{
    builtin::asks_human,
    types::{
        AnswerRequest, Classification, ClassifyRequest, ExtractRequest, Extraction, Ranked, Reply, SourceRef,
        Usage,
    },
};

#[derive(Deserialize)]
struct WireIntent {
    ranked: Vec<WireRanked>,
    asks_human: bool,
}

#[derive(Deserialize)]
struct WireRanked {
    intent: String,
    confidence: f64,
}

#[derive(Deserialize)]
struct WireAnswer {
    text: String,
    confidence: f64,
    sources: Vec<String>,
}

/// The intent, or what is wrong with the reply.
pub(super) fn classification(
    content: &str,
    request: &ClassifyRequest,
    usage: Usage,
) -> Result<Classification, String> {
    let wire: WireIntent = read(content)?;
    let mut ranked: Vec<Ranked> = Vec::new();
    for found in wire.ranked {
        let confidence = probability(found.confidence)?;
        let class = request.intents.classes().iter().find(|class| *class.name == *found.intent);
        match class {
            Some(class) if !ranked.iter().any(|other| other.name == class.name) => {
                ranked.push(Ranked { name: class.name.clone(), confidence });
            }
            Some(_) => {}
            None if found.intent == NONE => {}
            None => return Err(format!("интента {} нет в списке", found.intent)),
        }
    }
    ranked.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    let best = ranked.first();
    Ok(Classification {
        name: best.map(|best| best.name.clone()),
        confidence: best.map_or(0.0, |best| best.confidence),
        // The rules miss little and never depend on a model's mood.
        asks_human: wire.asks_human || asks_human(&request.text),
        ranked,
        usage,
    })
}

/// The reply, or what is wrong with it.
pub(super) fn reply(content: &str, request: &AnswerRequest, usage: Usage) -> Result<Reply, String> {
    let wire: WireAnswer = read(content)?;
    if wire.text.trim().is_empty() {
        return Err("поле text пустое".to_owned());
    }
    let mut seen = HashSet::new();
    let cited = wire.sources.iter().filter_map(|id| {
        let number: usize = id.trim().trim_start_matches(['S', 's', '#']).parse().ok()?;
        request.sources.get(number.checked_sub(1)?)
    });
    let sources = cited
        .map(|source| SourceRef { article: source.article.clone(), version: source.version.clone() })
        .filter(|source| seen.insert(source.clone()))
        .collect();
    Ok(Reply { text: wire.text.trim().to_owned(), confidence: probability(wire.confidence)?, sources, usage })
}

#[derive(Deserialize)]
struct WireValues {
    values: HashMap<String, Option<String>>,
    #[serde(default)]
    off_topic: bool,
}

/// The values, or what is wrong with the reply.
pub(super) fn extraction(
    content: &str,
    request: &ExtractRequest,
    usage: Usage,
) -> Result<Extraction, String> {
    let mut wire: WireValues = read(content)?;
    let found = request.slots.iter().filter_map(|slot| {
        let value = wire.values.remove(&*slot.name)??;
        let value = value.trim();
        (!value.is_empty()).then(|| (slot.name.clone(), value.to_owned()))
    });
    let values = found.collect();
    match wire.values.into_keys().next() {
        Some(unknown) => Err(format!("значения {unknown} нет в списке")),
        None => Ok(Extraction { values, off_topic: wire.off_topic, usage }),
    }
}

/// Some models wrap JSON in a Markdown fence in spite of the schema.
fn read<T: serde::de::DeserializeOwned>(content: &str) -> Result<T, String> {
    let body = content.trim();
    let body = body.strip_prefix("```json").or_else(|| body.strip_prefix("```")).unwrap_or(body);
    serde_json::from_str(body.trim().trim_end_matches("```")).map_err(|error| error.to_string())
}

/// A model that says 1.0 is never that sure; what is outside 0..=1 was meant in other units.
fn probability(value: f64) -> Result<f64, String> {
    if (0.0..=1.0).contains(&value) {
        Ok(value)
    } else {
        Err("confidence должна быть от 0 до 1".to_owned())
    }
}
