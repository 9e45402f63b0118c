//! OpenRouter and every server that speaks OpenAI's chat completions.

mod client;
mod dialect;
mod failure;
mod parse;
mod prompt;
mod wire;

use std::{sync::Arc, time::Duration};

use futures::future::{BoxFuture, FutureExt};
use secrecy::SecretString;
use serde_json::Value;
use url::Url;

use self::{
    client::{Patience, Written, send},
    dialect::{Effort, apply},
    failure::{Next, in_words, next_after},
    wire::{ChatMessage, ChatRequest},
};
use crate::{
    error::{LlmError, LlmErrorKind},
    provider::Provider,
    types::{
        AnswerRequest, ClarifyRequest, Classification, ClassifyRequest, ExtractRequest, Extraction, Question,
        Reply, Settings, Usage,
    },
};

/// Time for the connection alone.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Attempts after the first, when the settings of a call name none; more never help a waiting customer.
const RETRIES: u32 = 2;
/// Before the first and the second retry, before jitter.
const WAITS: [Duration; 2] = [Duration::from_millis(500), Duration::from_secs(2)];

/// Which extras the server understands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// `models`, `provider` and `reasoning` of OpenRouter.
    OpenRouter,
    /// OpenAI's own fields only.
    OpenAi,
}

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
pub struct OpenAi {
    http: reqwest::Client,
    config: Arc<OpenAiConfig>,
    dialect: Dialect,
    waits: [Duration; 2],
}

impl OpenAi {
    /// A client; connects at the first call only.
    ///
    /// # Errors
    /// [`LlmErrorKind::Config`] when the address is not http(s).
    pub fn new(config: OpenAiConfig) -> Result<Self, LlmError> {
        if !matches!(config.base_url.scheme(), "http" | "https") {
            return Err(LlmError::new(LlmErrorKind::Config, in_words(LlmErrorKind::Config)));
        }
        // The process may have chosen its TLS provider already; then this changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            // A redirect would take the key to another server.
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| failure::of_transport(&error))?;
        let is_openrouter = config.base_url.host_str().is_some_and(|host| host.ends_with("openrouter.ai"));
        let dialect = if is_openrouter { Dialect::OpenRouter } else { Dialect::OpenAi };
        Ok(Self { http, config: Arc::new(config), dialect, waits: WAITS })
    }

    /// Speaks this dialect; else OpenRouter is recognised by the host's name.
    #[must_use]
    pub fn with_dialect(self, dialect: Dialect) -> Self {
        Self { dialect, ..self }
    }

    /// Waits this long before the first and the second retry, give or take half of it.
    #[must_use]
    pub fn with_waits(self, waits: [Duration; 2]) -> Self {
        Self { waits, ..self }
    }

    /// Asks the model, then its fallbacks, until one writes what `read` accepts.
    async fn ask<T>(
        &self,
        wanted: Wanted<'_>,
        read: impl Fn(&str, Usage) -> Result<T, String>,
    ) -> Result<T, LlmError> {
        let models = self.models(wanted.settings);
        let mut bill = Usage::default();
        let mut failed = LlmError::new(LlmErrorKind::Config, in_words(LlmErrorKind::Config));
        for (number, model) in models.iter().enumerate() {
            let rest = models.get(number + 1..).unwrap_or_default();
            // A fallback gets one attempt: the customer has waited through the retries of the first.
            let patience = self.patience(wanted.settings, number == 0);
            match self.ask_one(&wanted, model, rest, patience, &mut bill, &read).await {
                Ok(answer) => return Ok(answer),
                Err(error) => failed = error,
            }
            if next_after(&failed) == Next::GiveUp {
                break;
            }
        }
        Err(failed)
    }

    /// One model: a text in the wrong form is sent back for one repair.
    async fn ask_one<T>(
        &self,
        wanted: &Wanted<'_>,
        model: &str,
        fallbacks: &[Arc<str>],
        patience: Patience,
        bill: &mut Usage,
        read: &impl Fn(&str, Usage) -> Result<T, String>,
    ) -> Result<T, LlmError> {
        let mut request = self.request(wanted, model, fallbacks);
        let first = send(&self.http, &self.config, &request, patience, bill).await?;
        let problem = match read(&first.content, bill.clone()) {
            Ok(answer) => return Ok(answer),
            Err(problem) => problem,
        };
        let Written { content, is_cut } = first;
        if is_cut {
            // The same text would be cut again; it needs room, not advice.
            request.max_tokens = request.max_tokens.map(|limit| limit.saturating_mul(2));
            request.max_completion_tokens =
                request.max_completion_tokens.map(|limit| limit.saturating_mul(2));
        } else {
            request.messages.extend([ChatMessage::assistant(content), prompt::repair(&problem)]);
        }
        let second =
            send(&self.http, &self.config, &request, Patience { retries: 0, ..patience }, bill).await?;
        let kind = if second.is_cut { LlmErrorKind::Truncated } else { LlmErrorKind::BadAnswer };
        read(&second.content, bill.clone()).map_err(|_| LlmError::new(kind, in_words(kind)))
    }

    fn request(&self, wanted: &Wanted<'_>, model: &str, fallbacks: &[Arc<str>]) -> ChatRequest {
        let dialect = self.dialect;
        let names_fallbacks = dialect == Dialect::OpenRouter;
        let mut request = ChatRequest {
            model: model.to_owned(),
            models: fallbacks.iter().filter(|_| names_fallbacks).map(ToString::to_string).collect(),
            messages: wanted.messages.clone(),
            response_format: wanted.schema.clone(),
            ..ChatRequest::default()
        };
        apply(&mut request, dialect, wanted.effort, wanted.settings.temperature, wanted.settings.max_tokens);
        request
    }

    fn models(&self, settings: &Settings) -> Vec<Arc<str>> {
        let first = settings.model.clone().unwrap_or_else(|| Arc::clone(&self.config.model));
        let own = &settings.fallback_models;
        let others = if own.is_empty() { &self.config.fallback_models } else { own };
        let others = others.iter().filter(|other| **other != first).cloned().collect::<Vec<_>>();
        std::iter::once(first).chain(others).collect()
    }

    fn patience(&self, settings: &Settings, is_first: bool) -> Patience {
        Patience {
            timeout: settings.timeout.unwrap_or(self.config.timeout),
            waits: self.waits,
            retries: if is_first { settings.retries.unwrap_or(RETRIES).min(RETRIES) } else { 0 },
        }
    }
}

/// What is wanted of whichever model answers.
struct Wanted<'r> {
    messages: Vec<ChatMessage>,
    /// `response_format`.
    schema: Option<Value>,
    effort: Effort,
    settings: &'r Settings,
}

impl Provider for OpenAi {
    fn classify(&self, request: ClassifyRequest) -> BoxFuture<'_, Result<Classification, LlmError>> {
        async move {
            let wanted = Wanted {
                messages: prompt::classify(&request),
                schema: Some(prompt::classify_schema(&request)),
                effort: Effort::Least,
                settings: &request.settings,
            };
            self.ask(wanted, |content, usage| parse::classification(content, &request, usage)).await
        }
        .boxed()
    }

    fn answer(&self, request: AnswerRequest) -> BoxFuture<'_, Result<Reply, LlmError>> {
        async move {
            let wanted = Wanted {
                messages: prompt::answer(&request),
                schema: Some(prompt::answer_schema()),
                effort: Effort::Low,
                settings: &request.settings,
            };
            self.ask(wanted, |content, usage| parse::reply(content, &request, usage)).await
        }
        .boxed()
    }

    fn clarify(&self, request: ClarifyRequest) -> BoxFuture<'_, Result<Question, LlmError>> {
        async move {
            let wanted = Wanted {
                messages: prompt::clarify(&request),
                schema: None,
                effort: Effort::Least,
                settings: &request.settings,
            };
            self.ask(wanted, |content, usage| Ok(Question { text: content.trim().to_owned(), usage })).await
        }
        .boxed()
    }

    fn extract(&self, request: ExtractRequest) -> BoxFuture<'_, Result<Option<Extraction>, LlmError>> {
        async move {
            let wanted = Wanted {
                messages: prompt::extract(&request),
                schema: Some(prompt::extract_schema(&request)),
                effort: Effort::Least,
                settings: &request.settings,
            };
            self.ask(wanted, |content, usage| parse::extraction(content, &request, usage)).await.map(Some)
        }
        .boxed()
    }
}
