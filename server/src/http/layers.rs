//! What happens around every request: its id, a span, metrics, safety headers, a time limit.

use std::any::Any;
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tower_http::request_id::RequestId;
use tracing::Span;

use super::error::ApiError;
use super::state::AppState;
use crate::observability::metrics::{HTTP_REQUESTS, HTTP_SECONDS};

/// Header with the request's id, given by a proxy or by us.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Longest time a handler may take; uploads of pictures to a channel are the slowest.
const LONGEST: Duration = Duration::from_secs(60);

/// The span of a request. Neither the query nor the secret part of a webhook's path gets into it.
pub(crate) fn span(request: &Request) -> Span {
    let id = request.extensions().get::<RequestId>().and_then(|id| id.header_value().to_str().ok());
    tracing::info_span!(
        "request",
        method = %request.method(),
        path = %masked(request.uri()),
        id = id.unwrap_or_default(),
    )
}

/// The path with what must stay secret replaced.
fn masked(uri: &Uri) -> String {
    let path = uri.path();
    if path.starts_with("/share/") {
        return "/share/***".to_owned();
    }
    match path.strip_prefix("/webhooks/") {
        None => path.to_owned(),
        Some(rest) => {
            let open: Vec<_> = rest.split('/').take(2).collect();
            let hidden = if rest.split('/').count() > 2 { "/***" } else { "" };
            format!("/webhooks/{}{hidden}", open.join("/"))
        }
    }
}

/// Writes how a request ended: failures of ours loudly, the rest for whoever looks closer.
pub(crate) fn log_end(response: &Response, took: Duration, _: &Span) {
    let status = response.status().as_u16();
    let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    if response.status().is_server_error() {
        tracing::error!(status, ms, "answered");
    } else {
        tracing::debug!(status, ms, "answered");
    }
}

/// Counts a request under its route, so that ids in paths make no series of their own.
pub(crate) async fn count(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("page", MatchedPath::as_str).to_owned();
    let method = request.method().as_str().to_owned();
    let started = Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_u16().to_string();
    metrics::histogram!(HTTP_SECONDS, "method" => method.clone(), "route" => route.clone())
        .record(started.elapsed());
    metrics::counter!(HTTP_REQUESTS, "method" => method, "route" => route, "status" => status).increment(1);
    response
}

/// Ends a request that takes too long.
pub(crate) async fn limit_time(request: Request, next: Next) -> Response {
    tokio::time::timeout(LONGEST, next.run(request))
        .await
        .unwrap_or_else(|_| ApiError::timeout().into_response())
}

/// A bug in a handler fails its request only.
pub(crate) fn caught_panic(panic: Box<dyn Any + Send>) -> Response {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
    tracing::error!(panic = %text, "a handler panicked");
    ApiError::internal().into_response()
}

/// Headers every answer carries.
pub(crate) async fn harden(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    set(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(headers, header::X_FRAME_OPTIONS, "DENY");
    set(headers, header::REFERRER_POLICY, "no-referrer");
    set(headers, HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    if state.config.is_https() {
        set(headers, header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        set(headers, header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'");
    }
    if is_api && !headers.contains_key(header::CACHE_CONTROL) {
        set(headers, header::CACHE_CONTROL, "no-store");
    }
    response
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.insert(name, HeaderValue::from_static(value));
}

/// A known path with another method.
pub(crate) async fn wrong_method() -> (StatusCode, Response) {
    let answer = ApiError::method_not_allowed();
    (answer.status(), answer.into_response())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("/webhooks/avito/17/secret", "/webhooks/avito/17/***")]
    #[case("/webhooks/avito/17/secret/more?x=1", "/webhooks/avito/17/***")]
    #[case("/webhooks/avito/17", "/webhooks/avito/17")]
    #[case("/share/AAAAtoken?before=1", "/share/***")]
    #[case("/oauth/avito?code=secret&state=s", "/oauth/avito")]
    #[case("/api/v1/conversations/5", "/api/v1/conversations/5")]
    fn secrets_stay_out_of_spans(#[case] uri: &str, #[case] shown: &str) {
        assert_eq!(masked(&uri.parse().expect("an address")), shown);
    }
}
