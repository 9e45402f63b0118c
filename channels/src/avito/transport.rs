//! One HTTP exchange: token, time-out, reading of the answer, failure in one type.

use std::sync::Arc;
use std::time::Duration;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::header::CONTENT_TYPE;
use reqwest::{RequestBuilder, Response};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use url::Url;

use super::account::{Call, Gate};
use super::failure;
use super::tokens::{Refusal, TokenSource};
use crate::{AdapterError, AdapterErrorKind, json};

/// Largest answer read. A page of 100 messages is far below; anything larger is no answer of Avito.
const MAX_ANSWER_BYTES: usize = 8 * 1024 * 1024;

/// What may stand unescaped in a path segment or a query value.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// HTTP client and base address.
#[derive(Debug)]
pub(super) struct Transport {
    http: reqwest::Client,
    base: String,
    pub(super) upload_timeout: Duration,
}

/// A successful answer; `Null` when it had no body.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Value,
}

/// Asked before each request leaves; see [`Gate`].
pub(super) struct Admission<'a> {
    pub(super) gate: &'a Arc<dyn Gate>,
    pub(super) chat_id: Option<&'a str>,
}

impl Transport {
    pub(super) fn new(http: reqwest::Client, base: &Url, upload_timeout: Duration) -> Self {
        Self { http, base: base.as_str().trim_end_matches('/').to_owned(), upload_timeout }
    }

    /// Address of a path (which starts with `/` and is already encoded).
    pub(super) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// Sends a request with the account's token. A refused token is renewed once and the request repeated:
    /// Avito did not act on it, so this is safe for sends too. 403 is treated the same, for it is reported
    /// for expired tokens; a second 403 is a missing permission.
    pub(super) async fn call(
        &self,
        operation: &'static str,
        tokens: &dyn TokenSource,
        admission: Option<Admission<'_>>,
        make: impl Fn(&reqwest::Client) -> RequestBuilder,
    ) -> Result<Answer, AdapterError> {
        let token = tokens.access_token().await.map_err(AdapterError::before_sending)?;
        admit(admission.as_ref(), operation, false).await;
        let refused = match self.exchange_with(operation, make(&self.http), &token).await {
            Err(error) if refusal_of(&error).is_some() => error,
            outcome => return outcome,
        };
        let Some(token) = renewed(tokens, &token, &refused).await? else { return Err(refused) };
        admit(admission.as_ref(), operation, true).await;
        self.exchange_with(operation, make(&self.http), &token).await
    }

    /// Sends a request as it is; for the token endpoint.
    pub(super) async fn call_without_token(
        &self,
        operation: &'static str,
        make: impl Fn(&reqwest::Client) -> RequestBuilder,
    ) -> Result<Answer, AdapterError> {
        self.exchange(operation, make(&self.http)).await
    }

    async fn exchange_with(
        &self,
        operation: &'static str,
        request: RequestBuilder,
        token: &SecretString,
    ) -> Result<Answer, AdapterError> {
        let token = token.expose_secret();
        let outcome = self.exchange(operation, request.bearer_auth(token)).await;
        outcome.map_err(|error| failure::without(error, [token]))
    }

    async fn exchange(
        &self,
        operation: &'static str,
        request: RequestBuilder,
    ) -> Result<Answer, AdapterError> {
        let response =
            request.send().await.map_err(|error| failure::from_network(operation, &error, None))?;
        let status = response.status();
        tracing::debug!(channel = "avito", operation, status = status.as_u16(), "answered");
        if status.is_success() {
            return read_success(operation, response).await;
        }
        let retry_after = failure::retry_after(response.headers());
        let is_json = is_json(&response);
        // A failure stays that failure when its body is cut off.
        let body = read_body(operation, response).await.unwrap_or_default();
        let body = if is_json { json::parse(&body).unwrap_or(Value::Null) } else { Value::Null };
        Err(failure::from_status(operation, status.as_u16(), retry_after, &body))
    }
}

/// Token to repeat with; `None` when the refusal stands.
async fn renewed(
    tokens: &dyn TokenSource,
    token: &SecretString,
    refused: &AdapterError,
) -> Result<Option<SecretString>, AdapterError> {
    let Some(refusal) = refusal_of(refused) else { return Ok(None) };
    match (tokens.renew(token, refusal).await, refusal) {
        (Ok(token), _) => Ok(token),
        (Err(error), Refusal::Forbidden) if error.kind != AdapterErrorKind::Unauthorized => Ok(None),
        (Err(error), _) => Err(error.before_sending()),
    }
}

fn refusal_of(error: &AdapterError) -> Option<Refusal> {
    match error.kind {
        AdapterErrorKind::Unauthorized => Some(Refusal::Unauthorized),
        AdapterErrorKind::Forbidden => Some(Refusal::Forbidden),
        _ => None,
    }
}

async fn admit(admission: Option<&Admission<'_>>, operation: &'static str, repeat: bool) {
    if let Some(Admission { gate, chat_id }) = admission {
        gate.admit(Call { operation, chat_id: *chat_id, repeat }).await;
    }
}

async fn read_success(operation: &'static str, response: Response) -> Result<Answer, AdapterError> {
    let status = response.status().as_u16();
    let is_json = is_json(&response);
    let content_type = content_type(&response).unwrap_or_default().to_owned();
    let body = read_body(operation, response).await?;
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(Answer { status, body: Value::Null });
    }
    if !is_json {
        let detail = format!("JSON was expected, the answer is `{content_type}`: a proxy in between?");
        return Err(failure::protocol(operation, status, detail));
    }
    match json::parse(&body) {
        Ok(body) => Ok(Answer { status, body }),
        Err(error) => Err(failure::protocol(operation, status, format!("broken JSON: {error}"))),
    }
}

fn content_type(response: &Response) -> Option<&str> {
    response.headers().get(CONTENT_TYPE)?.to_str().ok()
}

/// No type at all is taken for JSON: the parser will tell.
fn is_json(response: &Response) -> bool {
    content_type(response).is_none_or(|kind| {
        let kind = kind.split(';').next().unwrap_or_default().trim();
        kind.eq_ignore_ascii_case("application/json") || kind.to_ascii_lowercase().ends_with("+json")
    })
}

async fn read_body(operation: &'static str, mut response: Response) -> Result<Vec<u8>, AdapterError> {
    let status = response.status().as_u16();
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() > MAX_ANSWER_BYTES => {
                let detail = format!("the answer has more than {MAX_ANSWER_BYTES} bytes");
                return Err(failure::protocol(operation, status, detail));
            }
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => return Ok(body),
            Err(error) => return Err(failure::from_network(operation, &error, Some(status))),
        }
    }
}

/// Encodes one path segment. A URL parser would resolve `.` and `..` even when encoded, so they (and an
/// empty id) are refused.
pub(super) fn segment(operation: &'static str, name: &str, id: &str) -> Result<String, AdapterError> {
    if matches!(id, "" | "." | "..") {
        return Err(failure::invalid(operation, name, format!("`{id}` is no id")));
    }
    Ok(utf8_percent_encode(id, UNRESERVED).to_string())
}

/// A query string; lists are joined by plain commas, as the published examples are.
#[derive(Debug, Default)]
pub(super) struct Query(String);

impl Query {
    pub(super) fn pair(self, name: &str, value: impl ToString) -> Self {
        self.list(name, &[value.to_string()])
    }

    /// Nothing for an empty list.
    pub(super) fn list<T: AsRef<str>>(mut self, name: &str, values: &[T]) -> Self {
        for (index, value) in values.iter().enumerate() {
            match (index, self.0.is_empty()) {
                (0, true) => self.0.push('?'),
                (0, false) => self.0.push('&'),
                _ => self.0.push(','),
            }
            if index == 0 {
                self.0.push_str(name);
                self.0.push('=');
            }
            self.0.extend(utf8_percent_encode(value.as_ref(), UNRESERVED));
        }
        self
    }
}

impl std::fmt::Display for Query {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
