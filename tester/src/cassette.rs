//! Outcomes recorded in the dialog file.

use std::sync::Arc;

use sufler_dsl::dialog::{
    ClarifyAnswer, Outcome as Recorded, RecordedAnswer, RecordedHit, RecordedIntent, RecordedWorld,
};
use sufler_engine::{
    AnswerResult, Effect, Failure, Generate, GenerateMode, Hit, IntentResult, ModelCall, Name, Outcome,
    SearchResult,
};

/// The recorded outcome of `effect`; otherwise the key under `world:` that is missing.
pub(crate) fn answer(world: &RecordedWorld, effect: &Effect) -> Result<Outcome, &'static str> {
    match effect {
        Effect::Classify(_) => world.intent.as_ref().map(intent).ok_or("intent"),
        Effect::Search(_) => world.search.as_ref().map(hits).ok_or("search"),
        Effect::Generate(wanted) if wanted.mode == GenerateMode::Clarify => {
            world.clarify.as_ref().map(question).ok_or("clarify")
        }
        Effect::Generate(wanted) => world.answer.as_ref().map(|answer| reply(answer, wanted)).ok_or("answer"),
        Effect::Send(_) | Effect::Handoff(_) | Effect::Close(_) => Err("nothing"),
    }
}

/// What a call is booked to.
fn recorded_call() -> ModelCall {
    ModelCall { model: Some("recorded".into()), ..ModelCall::default() }
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
            call: recorded_call(),
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

/// The category of an article is its folder.
fn hit(recorded: &RecordedHit) -> Hit {
    let category = recorded.article.rsplit_once('/').map_or("", |(folder, _)| folder);
    Hit {
        article: recorded.article.as_str().into(),
        version: "recorded".into(),
        title: recorded.title.as_str().into(),
        category: category.into(),
        text: recorded.text.as_str().into(),
        score: recorded.score,
    }
}

fn reply(recorded: &Recorded<RecordedAnswer>, wanted: &Generate) -> Outcome {
    match recorded {
        Recorded::Failed(code) => failed(code),
        Recorded::Done(answer) => {
            let sources = wanted.hits.iter().map(|hit| Name::clone(&hit.article)).collect();
            text(&answer.text, answer.confidence, sources)
        }
    }
}

fn question(recorded: &Recorded<ClarifyAnswer>) -> Outcome {
    match recorded {
        Recorded::Failed(code) => failed(code),
        Recorded::Done(question) => text(&question.text, 1.0, Vec::new()),
    }
}

fn text(text: &str, confidence: f64, sources: Vec<Name>) -> Outcome {
    Outcome::Answer(AnswerResult { text: text.into(), confidence, sources, call: recorded_call() })
}
