//! What can go wrong in a model call.

use std::time::Duration;

/// A failed model call. Carries no key and no customer text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct LlmError {
    kind: LlmErrorKind,
    message: String,
    status: Option<u16>,
    retry_after: Option<Duration>,
}

/// Kinds of failure; each has a stable code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LlmErrorKind {
    /// The server did not answer in time (408, 524, or our own clock).
    Timeout,
    /// No connection, or it broke.
    Network,
    /// Too many requests (429).
    RateLimited,
    /// The server or its upstream is down (500, 502, 503, 529, error inside a 200).
    Unavailable,
    /// No such model, or none that can do what was asked (404).
    ModelNotFound,
    /// No money left (402).
    PaymentRequired,
    /// The key is wrong or missing (401).
    Unauthorized,
    /// Moderation, a guardrail or the model itself refused (403, refusal, content filter).
    Refused,
    /// The request is wrong or too large (400, 413, 422).
    BadRequest,
    /// The reply was cut by the token limit.
    Truncated,
    /// The reply is not what was asked for, even after one repair.
    BadAnswer,
    /// The settings of the provider cannot work, e.g. a wrong address.
    Config,
}

impl LlmError {
    pub(crate) fn new(kind: LlmErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), status: None, retry_after: None }
    }

    pub(crate) fn with_status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    pub(crate) fn with_retry_after(mut self, after: Option<Duration>) -> Self {
        self.retry_after = after;
        self
    }

    /// What kind of failure it is.
    pub fn kind(&self) -> LlmErrorKind {
        self.kind
    }

    /// HTTP status, when the server gave one.
    pub fn status(&self) -> Option<u16> {
        self.status
    }

    /// How long the server asks us to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// Stable code for traces, flows and metrics.
    pub fn code(&self) -> &'static str {
        match self.kind {
            LlmErrorKind::Timeout => "llm.timeout",
            LlmErrorKind::Network => "llm.network",
            LlmErrorKind::RateLimited => "llm.rate_limited",
            LlmErrorKind::Unavailable => "llm.unavailable",
            LlmErrorKind::ModelNotFound => "llm.model_not_found",
            LlmErrorKind::PaymentRequired => "llm.payment_required",
            LlmErrorKind::Unauthorized => "llm.unauthorized",
            LlmErrorKind::Refused => "llm.refused",
            LlmErrorKind::BadRequest => "llm.bad_request",
            LlmErrorKind::Truncated => "llm.truncated",
            LlmErrorKind::BadAnswer => "llm.bad_answer",
            LlmErrorKind::Config => "llm.config",
        }
    }

    /// The same request may succeed a little later. The provider has already retried by then.
    pub fn is_retryable(&self) -> bool {
        matches!(
            self.kind,
            LlmErrorKind::Timeout
                | LlmErrorKind::Network
                | LlmErrorKind::RateLimited
                | LlmErrorKind::Unavailable
        )
    }

    /// Nothing will work until an admin acts: money, key or settings.
    pub fn needs_admin(&self) -> bool {
        matches!(self.kind, LlmErrorKind::PaymentRequired | LlmErrorKind::Unauthorized | LlmErrorKind::Config)
    }
}
