//! Outcomes recorded in the dialog file.

use std::{collections::HashMap, sync::Arc};

use sufler_dsl::dialog::{
    ClarifyAnswer, Outcome as Recorded, RecordedAnswer, RecordedExtract, RecordedHit, RecordedIntent,
    RecordedResponse, RecordedWorld,
};
use sufler_engine::{
    AnswerResult, CallResult, Effect, ExtractResult, Failure, Hit, IntentResult, ModelCall, Name, Outcome,
    SearchResult, Usage, part_of_answer, read_free_texts,
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
        let names: Vec<Name> = match effect {
            Effect::Generate(wanted) => wanted.hits.iter().map(|hit| Name::clone(&hit.article)).collect(),
            Effect::Call(wanted) => wanted.wanted.clone(),
            _ => Vec::new(),
        };
        let recorded = self.of_node(effect.node(), kind, &names);
        match effect {
            // Rules are the same every time: the dialog stays repeatable.
            Effect::Extract(wanted) => recorded.or_else(|_| Ok(Outcome::Extracted(read_free_texts(wanted)))),
            _ => recorded,
        }
    }

    /// The built-in answerer does what is not recorded.
    pub(crate) fn or_builtin(&self) -> bool {
        self.world.builtin
    }

    /// The next recorded outcome of this kind for a node; `names` are the sources an answer stands on, and the parts
    /// of a service's answer that are wanted.
    pub(crate) fn of_node(&mut self, node: &Name, kind: Asked, names: &[Name]) -> Result<Outcome, String> {
        if let Some(visits) = self.world.nodes.get(node) {
            let visit = self.asked.entry((Name::clone(node), kind.key())).or_default();
            let of_node = visits.iter().filter_map(|visit| find(visit, kind, names)).nth(*visit);
            *visit += 1;
            if let Some(outcome) = of_node {
                return Ok(outcome);
            }
        }
        find(self.world, kind, names).ok_or_else(|| format!("world.{}", kind.key()))
    }
}

fn find(world: &RecordedWorld, kind: Asked, names: &[Name]) -> Option<Outcome> {
    match kind {
        Asked::Intent => world.intent.as_ref().map(intent),
        Asked::Search => world.search.as_ref().map(hits),
        Asked::Answer => world.answer.as_ref().map(|answer| reply(answer, names)),
        Asked::Clarify => world.clarify.as_ref().map(question),
        Asked::Extract => world.extract.as_ref().map(extract),
        Asked::Call => world.call.as_ref().map(|response| call(response, names)),
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

fn extract(recorded: &Recorded<RecordedExtract>) -> Outcome {
    match recorded {
        Recorded::Failed(code) => failed(code),
        Recorded::Done(found) => Outcome::Extracted(ExtractResult {
            values: found
                .values
                .iter()
                .map(|(name, text)| (Name::clone(name), text.as_str().into()))
                .collect(),
            off_topic: found.off_topic,
            call: recorded_call(found.cost_micros),
        }),
    }
}

fn call(recorded: &Recorded<RecordedResponse>, wanted: &[Name]) -> Outcome {
    match recorded {
        Recorded::Failed(code) => failed(code),
        Recorded::Done(RecordedResponse { status, body }) => Outcome::Called(CallResult {
            status: *status,
            values: wanted.iter().map(|part| (Name::clone(part), part_of_answer(body, part))).collect(),
        }),
    }
}

fn text(text: &str, confidence: f64, sources: Vec<Name>, cost_micros: u64) -> Outcome {
    Outcome::Answer(AnswerResult { text: text.into(), confidence, sources, call: recorded_call(cost_micros) })
}
