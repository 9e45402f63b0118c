//! The built-in answerer: offline, deterministic, and honest about what it does not know.

mod answer;
mod clarify;
pub mod human;
pub mod intent;
mod question;
mod quote;
mod space;
mod text;

use futures::future::{BoxFuture, FutureExt, ready};

pub use human::asks_human;
pub use intent::Prepared;

use crate::{
    error::LlmError,
    provider::Provider,
    types::{AnswerRequest, ClarifyRequest, Classification, ClassifyRequest, Question, Reply},
};

/// Named as the model where a bill names one.
const BUILTIN: &str = "builtin";

/// Classifies by the flow's examples and answers by quoting the found passages.
#[derive(Debug, Clone, Copy, Default)]
pub struct Builtin;

impl Builtin {
    /// [`Provider::classify`] without the future.
    pub fn classify_now(&self, request: &ClassifyRequest) -> Classification {
        request.intents.prepared().classify(&request.text, &request.history)
    }

    /// [`Provider::answer`] without the future.
    pub fn answer_now(&self, request: &AnswerRequest) -> Reply {
        answer::answer(request)
    }

    /// [`Provider::clarify`] without the future.
    pub fn clarify_now(&self, request: &ClarifyRequest) -> Question {
        clarify::clarify(request)
    }
}

impl Provider for Builtin {
    fn classify(&self, request: ClassifyRequest) -> BoxFuture<'_, Result<Classification, LlmError>> {
        ready(Ok(self.classify_now(&request))).boxed()
    }

    fn answer(&self, request: AnswerRequest) -> BoxFuture<'_, Result<Reply, LlmError>> {
        ready(Ok(self.answer_now(&request))).boxed()
    }

    fn clarify(&self, request: ClarifyRequest) -> BoxFuture<'_, Result<Question, LlmError>> {
        ready(Ok(self.clarify_now(&request))).boxed()
    }
}
