//! Reading bodies up to a limit.

use axum::body::Body;
use axum::http::StatusCode;
use bytes::{Bytes, BytesMut};
use futures::StreamExt;

use super::error::{ApiError, ApiResult};

/// Limit of a JSON body, in bytes.
pub const JSON_LIMIT: usize = 256 * 1024;
/// Limit of one delivery of a channel, in bytes.
pub const WEBHOOK_LIMIT: usize = 1024 * 1024;
/// How much of a body over its limit is still swallowed: a client that is cut off while it writes
/// sees a broken connection instead of the answer.
const SWALLOW: usize = 32 * 1024 * 1024;

/// Reads a whole body of at most `limit` bytes.
pub async fn read(body: Body, limit: usize) -> ApiResult<Bytes> {
    let mut stream = body.into_data_stream();
    let mut kept = BytesMut::new();
    let mut seen = 0_usize;
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| unreadable())?;
        seen = seen.saturating_add(chunk.len());
        if seen <= limit {
            kept.extend_from_slice(&chunk);
        } else if seen > SWALLOW {
            break;
        }
    }
    if seen > limit { Err(too_large(limit)) } else { Ok(kept.freeze()) }
}

/// A body over the route's limit.
pub fn too_large(limit: usize) -> ApiError {
    ApiError::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "request.too_large",
        format!("Тело запроса больше {} КБ.", limit / 1024),
    )
    .with("limit_bytes", limit)
}

/// The body broke off.
pub fn unreadable() -> ApiError {
    ApiError::new(StatusCode::BAD_REQUEST, "request.unreadable", "Тело запроса не дошло целиком.")
}
