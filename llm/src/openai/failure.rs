//! From statuses and error bodies to [`LlmError`], and what to do next.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use reqwest::header::HeaderMap;

use super::wire::{ChatResponse, WireError};
use crate::error::{LlmError, LlmErrorKind as Kind};

/// Longest piece of a server's message that is kept.
const MESSAGE_LIMIT: usize = 200;

/// What may still help after a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// The same model a little later, then the next.
    Retry,
    /// Another model at once.
    OtherModel,
    /// Nothing.
    GiveUp,
}

/// What to do after `error`.
pub(super) fn next_after(error: &LlmError) -> Next {
    match (error.kind(), error.status()) {
        (Kind::Unavailable, Some(503)) | (Kind::ModelNotFound | Kind::BadAnswer | Kind::Truncated, _) => {
            Next::OtherModel
        }
        _ if error.is_retryable() => Next::Retry,
        // Another model may have a longer context or a milder filter; the same one never.
        (Kind::BadRequest, Some(413)) | (Kind::Refused, _) => Next::OtherModel,
        _ => Next::GiveUp,
    }
}

/// The failure that an HTTP status tells; the body may be JSON, HTML or nothing.
pub(super) fn of_status(status: u16, headers: &HeaderMap, body: &[u8]) -> LlmError {
    let told =
        serde_json::from_slice::<ChatResponse>(body).ok().and_then(|body| body.error).unwrap_or_default();
    let error = describe(status, &told).with_status(status);
    if status == 429 { error.with_retry_after(retry_after(headers)) } else { error }
}

/// The failure inside a 200: the upstream broke after the request was accepted.
pub(super) fn of_body(told: &WireError) -> LlmError {
    let number = told.code.as_ref().and_then(|code| code.as_u64().or_else(|| code.as_str()?.parse().ok()));
    // Words such as `server_error`, or nothing at all, mean the upstream failed.
    let status = number.and_then(|code| u16::try_from(code).ok()).filter(|code| *code >= 400).unwrap_or(502);
    describe(status, told).with_status(status)
}

fn describe(status: u16, told: &WireError) -> LlmError {
    let error_type =
        told.metadata.as_ref().and_then(|metadata| metadata.error_type.as_deref()).unwrap_or_default();
    let kind = kind_of(status, error_type);
    let said =
        if may_quote(kind) { clean(told.message.as_deref().unwrap_or_default()) } else { String::new() };
    let detail = if said.is_empty() { String::new() } else { format!(": {said}") };
    LlmError::new(kind, format!("{} (HTTP {status}){detail}", in_words(kind)))
}

fn kind_of(status: u16, error_type: &str) -> Kind {
    match error_type {
        "context_length_exceeded" => return Kind::ModelNotFound,
        "content_policy_violation" | "refusal" => return Kind::Refused,
        "max_tokens_exceeded" => return Kind::Truncated,
        _ => {}
    }
    match status {
        401 => Kind::Unauthorized,
        402 => Kind::PaymentRequired,
        403 => Kind::Refused,
        404 => Kind::ModelNotFound,
        408 | 504 | 524 => Kind::Timeout,
        429 => Kind::RateLimited,
        400..=499 => Kind::BadRequest,
        300..=399 => Kind::Config,
        _ => Kind::Unavailable,
    }
}

/// Messages about the request or about moderation may repeat what the customer wrote, and those about
/// keys a part of the key.
fn may_quote(kind: Kind) -> bool {
    !matches!(kind, Kind::Unauthorized | Kind::Refused)
}

/// One short line without anything that looks like a key.
fn clean(message: &str) -> String {
    let words = message.split_whitespace().map(|word| if word.contains("sk-") { "…" } else { word });
    words.collect::<Vec<_>>().join(" ").chars().take(MESSAGE_LIMIT).collect()
}

/// What happened and what to do, for the admin.
pub(super) fn in_words(kind: Kind) -> &'static str {
    match kind {
        Kind::Timeout => "Модель не ответила вовремя",
        Kind::Network => "Нет связи с сервером модели",
        Kind::RateLimited => "Слишком много запросов к модели",
        Kind::Unavailable => "Сервер модели временно недоступен",
        Kind::ModelNotFound => "Модель не найдена или не подходит для запроса, проверьте её имя в настройках",
        Kind::PaymentRequired => "На счёте сервера моделей кончились деньги, пополните его",
        Kind::Unauthorized => "Ключ сервера моделей не принят, проверьте его",
        Kind::Refused => "Модель отказалась отвечать",
        Kind::BadRequest => "Сервер моделей не принял запрос",
        Kind::Truncated => "Ответ модели не поместился, увеличьте max_tokens",
        Kind::BadAnswer => "Модель ответила не по форме",
        Kind::Config => "Адрес сервера моделей задан неверно",
    }
}

/// The failure of the connection itself.
pub(super) fn of_transport(error: &reqwest::Error) -> LlmError {
    let kind = if error.is_timeout() {
        Kind::Timeout
    } else if error.is_builder() || error.is_redirect() {
        Kind::Config
    } else {
        Kind::Network
    };
    LlmError::new(kind, in_words(kind))
}

/// `Retry-After` in seconds, else OpenRouter's `X-RateLimit-Reset` in milliseconds since 1970.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<u64>().ok();
    number("retry-after").map(Duration::from_secs).or_else(|| {
        let reset = Duration::from_millis(number("x-ratelimit-reset")?);
        reset.checked_sub(SystemTime::now().duration_since(UNIX_EPOCH).ok()?)
    })
}
