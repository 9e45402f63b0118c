//! The web page, embedded in the binary (read from `web/dist` in debug builds).

use std::borrow::Cow;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use rand::RngCore;
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::http::AppState;
use crate::http::error::ApiError;

#[derive(RustEmbed)]
#[folder = "../web/dist"]
struct Dist;

/// What `web/index.html` holds where the nonce goes.
const NONCE_MARK: &str = "__CSP_NONCE__";
/// Files named after their content live here.
const HASHED: &str = "assets/";
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_EACH_TIME: HeaderValue = HeaderValue::from_static("no-cache");
/// Shown when the binary was built before the page.
const NOT_BUILT: &str = "<!doctype html><html lang=\"ru\"><meta charset=\"utf-8\"><title>Суфлёр</title>\
    <h1>Страница ещё не собрана</h1><p>Выполните <code>make web</code> и перезапустите сервер.</p></html>";

/// Answers everything the API does not: files of the page, and the page itself for its own routes.
pub async fn serve(State(state): State<AppState>, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return ApiError::method_not_allowed().into_response();
    }
    let path = request.uri().path().trim_start_matches('/');
    if is_api(path) {
        return ApiError::not_found("page").into_response();
    }
    if path.is_empty() || path == "index.html" {
        return index(&state);
    }
    match find(path) {
        Some(file) => asset(path, &file, request.headers()),
        // A missing script must fail as one, not arrive as a page.
        None if path.starts_with(HASHED) => ApiError::not_found("page").into_response(),
        None => index(&state),
    }
}

/// Whether programs ask there: they get JSON, never a page.
fn is_api(path: &str) -> bool {
    ["api", "webhooks", "oauth", "socket.io"]
        .iter()
        .any(|prefix| path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

/// Dot files, such as the build's manifest, are nobody's business.
fn find(path: &str) -> Option<EmbeddedFile> {
    let is_hidden = path.split('/').any(|part| part.starts_with('.'));
    if is_hidden { None } else { Dist::get(path) }
}

fn index(state: &AppState) -> Response {
    let nonce = nonce();
    let page = match Dist::get("index.html") {
        Some(file) => String::from_utf8_lossy(&file.data).replace(NONCE_MARK, &nonce),
        None => NOT_BUILT.to_owned(),
    };
    let mut response = Html(page).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, ASK_EACH_TIME);
    if let Ok(policy) = HeaderValue::from_str(&policy(&nonce, state.config.is_https())) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// Scripts and styles are ours or carry the nonce. Pictures and voices lie on the channels' servers;
/// without https (demo, local network) those may be plain too.
fn policy(nonce: &str, is_https: bool) -> String {
    let media = if is_https { "https:" } else { "https: http:" };
    [
        "default-src 'self'".to_owned(),
        format!("script-src 'self' 'nonce-{nonce}'"),
        format!("style-src 'self' 'nonce-{nonce}'"),
        format!("img-src 'self' data: blob: {media}"),
        format!("media-src 'self' blob: {media}"),
        "connect-src 'self'".to_owned(),
        "object-src 'none'".to_owned(),
        "base-uri 'none'".to_owned(),
        "form-action 'self'".to_owned(),
        "frame-ancestors 'none'".to_owned(),
    ]
    .join("; ")
}

fn nonce() -> String {
    let mut bytes = [0; 16];
    rand::rng().fill_bytes(&mut bytes);
    STANDARD_NO_PAD.encode(bytes)
}

fn asset(path: &str, file: &EmbeddedFile, asked: &HeaderMap) -> Response {
    let tag = format!("\"{}\"", hex::encode(file.metadata.sha256_hash()));
    let is_hashed = path.starts_with(HASHED);
    let mut headers = HeaderMap::new();
    headers.insert(header::CACHE_CONTROL, if is_hashed { FOREVER } else { ASK_EACH_TIME });
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    insert(&mut headers, header::ETAG, &tag);
    if asked.get(header::IF_NONE_MATCH).is_some_and(|held| held.as_bytes() == tag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    insert(&mut headers, header::CONTENT_TYPE, &content_type(file));
    let (body, encoding) = smallest(path, file, asked);
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    (headers, body).into_response()
}

/// The copy compressed by the web build, when there is one the browser can read.
fn smallest(path: &str, file: &EmbeddedFile, asked: &HeaderMap) -> (Body, Option<&'static str>) {
    let accepted =
        asked.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    for (encoding, suffix) in [("br", "br"), ("gzip", "gz")] {
        let accepts = accepted.split(',').any(|token| token.trim() == encoding);
        if let Some(packed) = accepts.then(|| find(&format!("{path}.{suffix}"))).flatten() {
            return (body(packed.data), Some(encoding));
        }
    }
    (body(file.data.clone()), None)
}

fn body(data: Cow<'static, [u8]>) -> Body {
    match data {
        Cow::Borrowed(bytes) => Body::from(bytes),
        Cow::Owned(bytes) => Body::from(bytes),
    }
}

fn content_type(file: &EmbeddedFile) -> String {
    let kind = file.metadata.mimetype();
    let is_text = kind.starts_with("text/") || kind.ends_with("javascript") || kind.ends_with("json");
    if is_text { format!("{kind}; charset=utf-8") } else { kind.to_owned() }
}

fn insert(headers: &mut HeaderMap, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_never_get_a_page() {
        for path in ["api", "api/v1/nope", "webhooks/avito", "oauth/x", "socket.io/"] {
            assert!(is_api(path), "{path}");
        }
        for path in ["", "apiary", "chats/1", "assets/api.js"] {
            assert!(!is_api(path), "{path}");
        }
    }

    #[test]
    fn hidden_files_are_not_served() {
        assert!(find(".vite/manifest.json").is_none());
        assert!(find("../Cargo.toml").is_none());
    }
}
