//! Deliveries of channels.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use serde::Serialize;
use sufler_store::Id;
use utoipa::ToSchema;

use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::ApiPath;
use crate::http::runtime_port::{WebhookDelivery, WebhookReply};
use crate::http::{AppState, body};
use crate::observability::metrics::WEBHOOKS;

/// Answer to the channel.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WebhookAnswer {
    /// The delivery is stored or needs no storing.
    ok: bool,
}

/// One delivery of Avito; answered only after it is committed.
#[utoipa::path(post, operation_id = "webhooks_avito", path = "/webhooks/avito/{account_id}/{secret}", tag = "outside", security(()),
    params(("account_id" = i64, Path), ("secret" = String, Path)), request_body = Object, responses(
    (status = 200, body = WebhookAnswer),
    (status = "default", body = ErrorBody, description = "400, 404 wrong address, 413, 503 please repeat"),
))]
pub(crate) async fn avito(
    State(state): State<AppState>,
    ApiPath((account_id, secret)): ApiPath<(String, String)>,
    request: Request,
) -> ApiResult<Json<WebhookAnswer>> {
    let (parts, body) = request.into_parts();
    let body = body::read(body, body::WEBHOOK_LIMIT).await.inspect_err(|_| count("refused"))?;
    // An id that is no number belongs to no account: the same answer as for any wrong address.
    let Ok(account_id) = account_id.parse::<Id>() else { return answer(WebhookReply::UnknownAddress) };
    let delivery = WebhookDelivery { account_id, secret, headers: parts.headers, body };
    answer(state.runtime.ingest_webhook(delivery).await)
}

fn answer(reply: WebhookReply) -> ApiResult<Json<WebhookAnswer>> {
    let (outcome, answer) = match reply {
        WebhookReply::Accepted => ("accepted", Ok(Json(WebhookAnswer { ok: true }))),
        WebhookReply::Ignored => ("ignored", Ok(Json(WebhookAnswer { ok: true }))),
        WebhookReply::UnknownAddress => ("unknown_address", Err(unknown_address())),
        WebhookReply::Malformed(why) => ("malformed", Err(malformed(why))),
        WebhookReply::Unavailable => ("unavailable", Err(unavailable())),
    };
    count(outcome);
    answer
}

fn unknown_address() -> ApiError {
    ApiError::new(
        StatusCode::NOT_FOUND,
        "webhook.unknown_address",
        "По этому адресу событий не ждут: проверьте номер аккаунта и секрет.",
    )
}

fn malformed(why: String) -> ApiError {
    let message = format!("Событие не удалось прочитать: {why}");
    ApiError::new(StatusCode::BAD_REQUEST, "webhook.malformed", message)
}

fn unavailable() -> ApiError {
    ApiError::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "webhook.unavailable",
        "Событие не сохранено. Повторите доставку.",
    )
    .retry_after(std::time::Duration::from_secs(5))
}

fn count(outcome: &'static str) {
    metrics::counter!(WEBHOOKS, "channel" => "avito", "outcome" => outcome).increment(1);
}
