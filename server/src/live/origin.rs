//! Cookies travel with a WebSocket from any page, so the page's origin is checked before the handshake.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::http::AppState;
use crate::http::error::ApiError;

/// Refuses handshakes of foreign pages. Programs send no `Origin` and are known by their cookie alone.
pub async fn check_origin(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let is_live = path.starts_with("/socket.io") || path == "/api/v1/lsp";
    if is_live && !is_own(request.headers(), &state.config.public_url()) {
        return ApiError::new(
            StatusCode::FORBIDDEN,
            "auth.foreign_origin",
            "Соединение открыто с чужой страницы.",
        )
        .into_response();
    }
    next.run(request).await
}

/// Own are the public address and whatever host the page itself was asked from.
fn is_own(headers: &HeaderMap, public_url: &str) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else { return true };
    let Ok(origin) = origin.to_str() else { return false };
    if origin == public_url {
        return true;
    }
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok());
    let authority = origin.split_once("://").map(|(_, authority)| authority);
    authority.is_some() && authority == host
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::no_origin(None, true)]
    #[case::public(Some("https://help.example.ru"), true)]
    #[case::same_host(Some("http://127.0.0.1:8080"), true)]
    #[case::foreign(Some("https://evil.example"), false)]
    #[case::foreign_port(Some("http://127.0.0.1:9090"), false)]
    #[case::prefix(Some("https://help.example.ru.evil.example"), false)]
    #[case::opaque(Some("null"), false)]
    fn only_own_pages_connect(#[case] origin: Option<&str>, #[case] own: bool) {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, "127.0.0.1:8080".parse().expect("a value"));
        if let Some(origin) = origin {
            headers.insert(header::ORIGIN, origin.parse().expect("a value"));
        }
        assert_eq!(is_own(&headers, "https://help.example.ru"), own);
    }
}
