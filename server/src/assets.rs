//! The web page, embedded in the binary (read from `web/dist` in debug builds).

use std::borrow::Cow;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use rand::RngCore;
use rust_embed::RustEmbed;

use crate::http::AppState;
use crate::http::error::ApiError;

#[derive(RustEmbed)]
#[folder = "../web/dist"]
struct Dist;

/// What `web/index.html` holds where the nonce goes.
const NONCE_MARK: &str = "__CSP_NONCE__";
/// Files named after their content live here.
const HASHED: &str = "assets/";
/// The service worker goes by the policy of its own file, and fetches the page's files.
const WORKER: &str = "sw.js";
const WORKER_POLICY: HeaderValue = HeaderValue::from_static("default-src 'none'; connect-src 'self'");
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_EACH_TIME: HeaderValue = HeaderValue::from_static("no-cache");
/// Shown when the binary was built before the page.
const NOT_BUILT: &str = "<!doctype html><html lang=\"ru\"><meta charset=\"utf-8\"><title>Суфлёр</title>\
    <h1>Страница ещё не собрана</h1><p>Выполните <code>make web</code> и перезапустите сервер.</p></html>";

/// A file of the page.
#[derive(Clone)]
struct File {
    data: Cow<'static, [u8]>,
    /// Hash of the content.
    hash: String,
    mime: String,
}

/// Where files come from.
type Find = fn(&str) -> Option<File>;

fn embedded(path: &str) -> Option<File> {
    let file = Dist::get(path)?;
    let hash = hex::encode(file.metadata.sha256_hash());
    Some(File { hash, mime: file.metadata.mimetype().to_owned(), data: file.data })
}

/// Answers everything the API does not: files of the page, and the page itself for its own routes.
pub(crate) async fn serve(State(state): State<AppState>, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return ApiError::method_not_allowed().into_response();
    }
    answer(embedded, request.uri().path(), request.headers(), state.config.is_https())
}

fn answer(find: Find, path: &str, asked: &HeaderMap, is_https: bool) -> Response {
    let path = path.trim_start_matches('/');
    if is_api(path) {
        return ApiError::not_found("page").into_response();
    }
    if path.is_empty() || path == "index.html" || is_hidden(path) {
        return index(find, is_https);
    }
    match find(path) {
        Some(file) => asset(find, path, file, asked),
        // A missing script must fail as one, not arrive as a page.
        None if path.starts_with(HASHED) => ApiError::not_found("page").into_response(),
        None => index(find, is_https),
    }
}

/// Whether programs ask there: they get JSON, never a page.
fn is_api(path: &str) -> bool {
    let first = path.split('/').next().unwrap_or_default();
    ["api", "webhooks", "oauth", "share", "socket.io"].contains(&first)
}

/// Dot files, such as the build's manifest, are nobody's business.
fn is_hidden(path: &str) -> bool {
    path.split('/').any(|part| part.starts_with('.'))
}

fn index(find: Find, is_https: bool) -> Response {
    let nonce = nonce();
    let page = match find("index.html") {
        Some(file) => String::from_utf8_lossy(&file.data).replace(NONCE_MARK, &nonce),
        None => NOT_BUILT.to_owned(),
    };
    let mut response = Html(page).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, ASK_EACH_TIME);
    insert(headers, header::CONTENT_SECURITY_POLICY, &policy(&nonce, is_https));
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

fn asset(find: Find, path: &str, file: File, asked: &HeaderMap) -> Response {
    let tag = format!("\"{}\"", file.hash);
    let mut headers = HeaderMap::new();
    let cache = if path.starts_with(HASHED) { FOREVER } else { ASK_EACH_TIME };
    headers.insert(header::CACHE_CONTROL, cache);
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    insert(&mut headers, header::ETAG, &tag);
    if asked.get(header::IF_NONE_MATCH).is_some_and(|held| held.as_bytes() == tag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    insert(&mut headers, header::CONTENT_TYPE, &content_type(&file.mime));
    if path == WORKER {
        headers.insert(header::CONTENT_SECURITY_POLICY, WORKER_POLICY);
    }
    let (data, encoding) = smallest(find, path, file, asked);
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    let body = match data {
        Cow::Borrowed(bytes) => Body::from(bytes),
        Cow::Owned(bytes) => Body::from(bytes),
    };
    (headers, body).into_response()
}

/// The copy compressed by the web build, when there is one the browser can read.
fn smallest(
    find: Find,
    path: &str,
    file: File,
    asked: &HeaderMap,
) -> (Cow<'static, [u8]>, Option<&'static str>) {
    let accepted = asked.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    for (encoding, suffix) in [("br", "br"), ("gzip", "gz")] {
        let accepts = accepted.unwrap_or_default().split(',').any(|token| token.trim() == encoding);
        if let Some(packed) = accepts.then(|| find(&format!("{path}.{suffix}"))).flatten() {
            return (packed.data, Some(encoding));
        }
    }
    (file.data, None)
}

fn content_type(mime: &str) -> String {
    let is_text = mime.starts_with("text/") || mime.ends_with("javascript") || mime.ends_with("json");
    if is_text { format!("{mime}; charset=utf-8") } else { mime.to_owned() }
}

fn insert(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn built(path: &str) -> Option<File> {
        let (data, mime): (&[u8], _) = match path {
            "index.html" => (b"<meta name=\"csp-nonce\" content=\"__CSP_NONCE__\"><p>page", "text/html"),
            "assets/app-1a2b.js" => (b"plain", "text/javascript"),
            "assets/app-1a2b.js.gz" => (b"packed", "application/gzip"),
            "favicon.svg" => (b"<svg/>", "image/svg+xml"),
            "sw.js" => (b"worker", "text/javascript"),
            ".vite/manifest.json" => (b"{}", "application/json"),
            _ => return None,
        };
        Some(File { data: data.into(), hash: "abc".into(), mime: mime.into() })
    }

    async fn get(path: &str, asked: &[(HeaderName, &'static str)]) -> (StatusCode, HeaderMap, String) {
        let asked =
            asked.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect();
        let (parts, body) = answer(built, path, &asked, true).into_parts();
        let body = axum::body::to_bytes(body, 1 << 20).await.expect("a body");
        (parts.status, parts.headers, String::from_utf8_lossy(&body).into_owned())
    }

    #[rstest]
    #[case::root("/", "page")]
    #[case::route_of_the_page("/chats/17", "page")]
    #[case::hidden("/.vite/manifest.json", "page")]
    #[case::file("/favicon.svg", "<svg/>")]
    #[case::script("/assets/app-1a2b.js", "plain")]
    #[tokio::test]
    async fn a_path_leads_to_its_file_or_to_the_page(#[case] path: &str, #[case] content: &str) {
        let (status, _, body) = get(path, &[]).await;
        assert_eq!(status, StatusCode::OK);
        assert!(body.contains(content), "{body}");
    }

    #[rstest]
    #[tokio::test]
    async fn programs_and_scripts_never_get_a_page(
        #[values("/api", "/api/v1/nope", "/webhooks/avito", "/oauth/x", "/assets/gone.js")] path: &str,
    ) {
        let (status, _, body) = get(path, &[]).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert!(body.contains("page.not_found"), "{body}");
    }

    #[tokio::test]
    async fn each_page_has_a_nonce_of_its_own() {
        let mut seen = std::collections::HashSet::new();
        for _ in 0..3 {
            let (_, headers, body) = get("/", &[]).await;
            let nonce = body.split('"').nth(3).expect("the tag's content").to_owned();
            let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().expect("text");
            assert!(policy.contains(&format!("style-src 'self' 'nonce-{nonce}'")), "{policy}");
            assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"), "{policy}");
            assert_eq!(headers[header::CACHE_CONTROL], "no-cache");
            assert!(seen.insert(nonce), "a nonce came twice");
        }
    }

    #[tokio::test]
    async fn hashed_files_are_kept_forever_and_come_packed() {
        let path = "/assets/app-1a2b.js";
        let (_, headers, body) = get(path, &[(header::ACCEPT_ENCODING, "deflate, gzip, br")]).await;
        assert_eq!(body, "packed");
        assert_eq!(headers[header::CONTENT_ENCODING], "gzip");
        assert_eq!(headers[header::CONTENT_TYPE], "text/javascript; charset=utf-8");
        assert_eq!(headers[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
        let (_, headers, _) = get("/favicon.svg", &[]).await;
        assert_eq!(headers[header::CACHE_CONTROL], "no-cache");
        assert_eq!(headers[header::CONTENT_TYPE], "image/svg+xml");
    }

    #[tokio::test]
    async fn the_worker_may_fetch_the_pages_files_and_is_asked_for_each_time() {
        let (_, headers, body) = get("/sw.js", &[]).await;
        assert_eq!((body.as_str(), &headers[header::CACHE_CONTROL]), ("worker", &ASK_EACH_TIME));
        assert_eq!(headers[header::CONTENT_SECURITY_POLICY], "default-src 'none'; connect-src 'self'");
    }

    #[tokio::test]
    async fn a_file_already_held_is_not_sent_again() {
        let (status, _, body) = get("/favicon.svg", &[(header::IF_NONE_MATCH, "\"abc\"")]).await;
        assert_eq!((status, body.as_str()), (StatusCode::NOT_MODIFIED, ""));
    }

    #[tokio::test]
    async fn without_a_build_the_page_says_what_to_do() {
        let response = answer(|_| None, "/", &HeaderMap::new(), false);
        let body = axum::body::to_bytes(response.into_body(), 1 << 20).await.expect("a body");
        assert!(String::from_utf8_lossy(&body).contains("make web"));
    }
}
