//! OpenRouter and every server that speaks OpenAI's chat completions.

use std::{sync::Arc, time::Duration};

use futures::future::{BoxFuture, FutureExt, ready};
use secrecy::SecretString;
use url::Url;

use crate::{
    error::{LlmError, LlmErrorKind},
    provider::Provider,
    types::{AnswerRequest, ClarifyRequest, Classification, ClassifyRequest, Question, Reply},
};

/// Where and how to call.
#[derive(Debug, Clone)]
pub struct OpenAiConfig {
    /// Address up to the version, e.g. `https://openrouter.ai/api/v1`; a trailing `/` is fine.
    pub base_url: Url,
    /// `None` for local servers that want none.
    pub api_key: Option<SecretString>,
    /// Used when the settings of a call name no model.
    pub model: Arc<str>,
    /// Used when the settings of a call name no fallback.
    pub fallback_models: Vec<Arc<str>>,
    /// For one attempt, when the settings of a call name none.
    pub timeout: Duration,
    /// `HTTP-Referer`: address of the installation, for the server's statistics.
    pub referer: Option<String>,
    /// `X-Title`: name of the application, for the server's statistics.
    pub title: Option<String>,
}

/// The client. Cheap to clone.
#[derive(Debug, Clone)]
pub struct OpenAi {}

impl OpenAi {
    /// A client; connects at the first call only.
    ///
    /// # Errors
    /// [`LlmErrorKind::Config`] when the address is not http(s) or the key is not a header value.
    pub fn new(_config: OpenAiConfig) -> Result<Self, LlmError> {
        Err(LlmError::new(LlmErrorKind::Config, "not connected"))
    }
}

impl Provider for OpenAi {
    fn classify(&self, _request: ClassifyRequest) -> BoxFuture<'_, Result<Classification, LlmError>> {
        ready(Err(LlmError::new(LlmErrorKind::Config, "not connected"))).boxed()
    }

    fn answer(&self, _request: AnswerRequest) -> BoxFuture<'_, Result<Reply, LlmError>> {
        ready(Err(LlmError::new(LlmErrorKind::Config, "not connected"))).boxed()
    }

    fn clarify(&self, _request: ClarifyRequest) -> BoxFuture<'_, Result<Question, LlmError>> {
        ready(Err(LlmError::new(LlmErrorKind::Config, "not connected"))).boxed()
    }
}
