//! One completion: attempts, waits, other models, and the bill for all of it.

use std::{sync::Arc, time::Duration};

use rand::Rng;
use secrecy::ExposeSecret;

use super::{
    OpenAiConfig,
    failure::{Next, in_words, next_after, of_body, of_status, of_transport},
    wire::{ChatRequest, ChatResponse, Choice},
};
use crate::{
    error::{LlmError, LlmErrorKind as Kind},
    types::Usage,
};

/// A longer `Retry-After` is not waited for: a customer waits with us.
const LONGEST_WAIT: Duration = Duration::from_secs(5);
/// A reply is a few kilobytes; what is larger is no reply.
const BODY_LIMIT: usize = 4 << 20;

/// A text the model wrote.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) content: String,
    /// The model said it was cut off by the token limit.
    pub(super) is_cut: bool,
}

/// How one request is to be made.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// For one attempt.
    pub(super) timeout: Duration,
    /// Attempts after the first.
    pub(super) retries: u32,
    /// Before the first and the second retry, before jitter.
    pub(super) waits: [Duration; 2],
}

/// Sends the request, again while that may help; adds what it took to `bill`.
pub(super) async fn send(
    http: &reqwest::Client,
    config: &OpenAiConfig,
    request: &ChatRequest,
    patience: Patience,
    bill: &mut Usage,
) -> Result<Written, LlmError> {
    let mut retries = 0;
    loop {
        let error = match attempt(http, config, request, patience.timeout, bill).await {
            Ok(written) => return Ok(written),
            Err(error) => error,
        };
        tracing::debug!(
            model = request.model,
            code = error.code(),
            status = error.status(),
            "A model call failed."
        );
        let wait = error.retry_after().unwrap_or_else(|| jittered(patience.waits, retries));
        if next_after(&error) != Next::Retry || retries >= patience.retries || wait > LONGEST_WAIT {
            return Err(error);
        }
        retries += 1;
        tokio::time::sleep(wait).await;
    }
}

/// Half to one and a half of the configured wait, so that many callers do not come back at once.
fn jittered(waits: [Duration; 2], retries: u32) -> Duration {
    let wait = waits.get(retries as usize).or(waits.last()).copied().unwrap_or_default();
    wait.mul_f64(rand::rng().random_range(0.5..1.5))
}

async fn attempt(
    http: &reqwest::Client,
    config: &OpenAiConfig,
    request: &ChatRequest,
    timeout: Duration,
    bill: &mut Usage,
) -> Result<Written, LlmError> {
    bill.requests += 1;
    let url = format!("{}/chat/completions", config.base_url.as_str().trim_end_matches('/'));
    let mut call = http.post(url).timeout(timeout).json(request);
    if let Some(key) = &config.api_key {
        call = call.bearer_auth(key.expose_secret());
    }
    for (name, value) in [("HTTP-Referer", &config.referer), ("X-Title", &config.title)] {
        if let Some(value) = value {
            call = call.header(name, value);
        }
    }
    let mut response = call.send().await.map_err(|error| of_transport(&error))?;
    let (status, headers) = (response.status(), response.headers().clone());
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| of_transport(&error))? {
        if body.len() + chunk.len() > BODY_LIMIT {
            return Err(LlmError::new(Kind::BadAnswer, "Ответ сервера моделей слишком велик"));
        }
        body.extend_from_slice(&chunk);
    }
    if !status.is_success() {
        return Err(of_status(status.as_u16(), &headers, &body));
    }
    read(&body, bill)
}

/// What a 200 holds: a text, or a failure after all.
fn read(body: &[u8], bill: &mut Usage) -> Result<Written, LlmError> {
    // A page of an edge server with status 200: the model never saw the request.
    let unreadable = |_| LlmError::new(Kind::Unavailable, "Сервер моделей ответил не JSON");
    let response: ChatResponse = serde_json::from_slice(body).map_err(unreadable)?;
    book(&response, bill);
    if let Some(error) = &response.error {
        return Err(of_body(error));
    }
    let choice = response.choices.into_iter().next().unwrap_or_default();
    written(choice)
}

fn written(choice: Choice) -> Result<Written, LlmError> {
    if let Some(error) = &choice.error {
        return Err(of_body(error));
    }
    let failed = |kind: Kind| Err(LlmError::new(kind, in_words(kind)));
    let message = choice.message.unwrap_or_default();
    let reason = choice.finish_reason.unwrap_or_default();
    match reason.as_str() {
        "error" => return failed(Kind::Unavailable),
        "content_filter" => return failed(Kind::Refused),
        _ if message.refusal.is_some_and(|refusal| !refusal.is_empty()) => return failed(Kind::Refused),
        _ => {}
    }
    let is_cut = reason == "length";
    match message.content.filter(|content| !content.trim().is_empty()) {
        Some(content) => Ok(Written { content, is_cut }),
        None if is_cut => failed(Kind::Truncated),
        None => failed(Kind::BadAnswer),
    }
}

/// Every answered request is billed, also one that has to be made again.
fn book(response: &ChatResponse, bill: &mut Usage) {
    if let Some(model) = &response.model {
        bill.model = Some(Arc::from(model.as_str()));
    }
    if let Some(id) = &response.id {
        bill.generation = Some(Arc::from(id.as_str()));
    }
    let Some(usage) = response.usage else { return };
    bill.prompt_tokens += usage.prompt_tokens;
    bill.completion_tokens += usage.completion_tokens;
    if let Some(cost) = usage.cost.filter(|cost| cost.is_finite() && *cost >= 0.0) {
        *bill.cost_nano_usd.get_or_insert(0) += (cost * 1e9).round() as u64;
    }
}
