//! Metrics in Prometheus' text format.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use subtle::ConstantTimeEq;

use crate::auth::ClientAddress;
use crate::http::AppState;
use crate::http::error::{ApiError, ApiResult};

/// Metrics: with the configured bearer token, else from this machine only.
#[utoipa::path(get, operation_id = "metrics", path = "/metrics", tag = "outside", security(()), responses(
    (status = 200, content_type = "text/plain", body = String),
    (status = "default", body = crate::http::error::ErrorBody),
))]
pub(crate) async fn metrics(
    State(state): State<AppState>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
) -> ApiResult<impl IntoResponse> {
    let may_read = match &state.config.metrics_token {
        Some(token) => bearer(&headers).is_some_and(|sent| bool::from(sent.ct_eq(token.expose().as_bytes()))),
        None => address.is_loopback(),
    };
    if !may_read {
        return Err(ApiError::new(
            StatusCode::FORBIDDEN,
            "metrics.forbidden",
            "Метрики видны только с самого сервера; задайте metrics_token, чтобы читать их снаружи.",
        ));
    }
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], state.metrics.render()))
}

fn bearer(headers: &HeaderMap) -> Option<&[u8]> {
    headers.get(header::AUTHORIZATION)?.as_bytes().strip_prefix(b"Bearer ")
}
