//! Outcomes recorded in the dialog file.

use std::{collections::HashMap, sync::Arc};

use sufler_dsl::dialog::{
    ClarifyAnswer, Outcome as Recorded, RecordedAnswer, RecordedHit, RecordedIntent, RecordedWorld,
};
use sufler_engine::{
    AnswerResult, Effect, Failure, Hit, IntentResult, ModelCall, Name, Outcome, SearchResult, Usage,
};

use crate::Asked;

/// The recording of one turn while it is played.
pub(crate) struct Cassette<'d> {
    world: &'d RecordedWorld,
    /// How often each node has asked for each kind of outcome.
    asked: HashMap<(Name, &'static str), usize>,
}

impl<'d> Cassette<'d> {
    pub(crate) fn new(world: &'d RecordedWorld) -> Self {
        Self { world, asked: HashMap::new() }
    }

    /// The recorded outcome of `effect`; otherwise the key under `world:` that is missing.
    pub(crate) fn answer(&mut self, effect: &Effect, kind: Asked) -> Result<Outcome, String> {
        let sources: Vec<Name> = match effect {
            Effect::Generate(wanted) => wanted.hits.iter().map(|hit| Name::clone(&hit.article)).collect(),
            _ => Vec::new(),
        };
        self.of_node(effect.node(), kind, &sources)
    }

    /// The next recorded outcome of this kind for a node; an answer stands on `sources`.
    pub(crate) fn of_node(&mut self, node: &Name, kind: Asked, sources: &[Name]) -> Result<Outcome, String> {
        if let Some(visits) = self.world.nodes.get(node) {
            let visit = self.asked.entry((Name::clone(node), kind.key())).or_default();
            let of_node = visits.iter().filter_map(|visit| find(visit, kind, sources)).nth(*visit);
            *visit += 1;
            if let Some(outcome) = of_node {
                return Ok(outcome);
            }
        }
        find(self.world, kind, sources).ok_or_else(|| format!("world.{}", kind.key()))
    }
}

fn find(world: &RecordedWorld, kind: Asked, sources: &[Name]) -> Option<Outcome> {
    match kind {
        Asked::Intent => world.intent.as_ref().map(intent),
        Asked::Search => world.search.as_ref().map(hits),
        Asked::Answer => world.answer.as_ref().map(|answer| reply(answer, sources)),
        Asked::Clarify => world.clarify.as_ref().map(question),
    }
}

/// What a call is booked to.
fn recorded_call(cost_micros: u64) -> ModelCall {
    ModelCall { model: Some("recorded".into()), usage: Usage { cost_micros, ..Usage::default() } }
}

fn failed(code: &Name) -> Outcome {
    Outcome::Failed(Failure { code: Name::clone(code), message: "recorded failure".into() })
}

fn intent(recorded: &Recorded<RecordedIntent>) -> Outcome {
    match recorded {
        Recorded::Failed(code) => failed(code),
        Recorded::Done(found) => Outcome::Intent(IntentResult {
            name: found.name.clone(),
            confidence: found.confidence,
            asks_human: found.asks_human,
            ranked: Vec::new(),
            call: recorded_call(found.cost_micros),
        }),
    }
}

fn hits(recorded: &Recorded<Vec<RecordedHit>>) -> Outcome {
    match recorded {
        Recorded::Failed(code) => failed(code),
        Recorded::Done(found) => {
            let hits: Arc<[Hit]> = found.iter().map(hit).collect();
            let best = hits.iter().map(|hit| hit.score).fold(0.0, f64::max);
            Outcome::Hits(SearchResult { hits, best })
        }
    }
}

fn hit(recorded: &RecordedHit) -> Hit {
    let folder = recorded.article.rsplit_once('/').map_or("", |(folder, _)| folder);
    Hit {
        article: recorded.article.as_str().into(),
        version: "recorded".into(),
        title: recorded.title.as_str().into(),
        category: recorded.category.as_deref().unwrap_or(folder).into(),
        text: recorded.text.as_str().into(),
        score: recorded.score,
    }
}

fn reply(recorded: &Recorded<RecordedAnswer>, sources: &[Name]) -> Outcome {
    match recorded {
        Recorded::Failed(code) => failed(code),
        Recorded::Done(answer) => text(&answer.text, answer.confidence, sources.to_vec(), answer.cost_micros),
    }
}

fn question(recorded: &Recorded<ClarifyAnswer>) -> Outcome {
    match recorded {
        Recorded::Failed(code) => failed(code),
        Recorded::Done(question) => text(&question.text, 1.0, Vec::new(), question.cost_micros),
    }
}

fn text(text: &str, confidence: f64, sources: Vec<Name>, cost_micros: u64) -> Outcome {
    Outcome::Answer(AnswerResult { text: text.into(), confidence, sources, call: recorded_call(cost_micros) })
}
