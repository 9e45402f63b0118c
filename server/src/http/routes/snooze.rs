//! «Отложить»: out of the lists until a time or the customer's next message.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::json;
use sufler_store::{Id, Millis};
use utoipa::ToSchema;

use super::audit;
use super::conversations::granted;
use crate::auth::Operator;
use crate::clock;
use crate::http::AppState;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{ApiJson, ApiPath};
use crate::http::wire::ConversationRow;

/// Farthest time, from now.
const LONGEST: Millis = 366 * 24 * 3_600_000;

/// Until when.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SnoozeRequest {
    /// UTC milliseconds, within a year; `null` = back in the lists now.
    #[schema(required)]
    until: Option<Millis>,
}

/// Puts a conversation off, or brings it back.
#[utoipa::path(post, operation_id = "conversations_snooze", path = "/api/v1/conversations/{id}/snooze", tag = "conversations",
    params(("id" = i64, Path)), request_body = SnoozeRequest, responses(
    (status = 200, body = ConversationRow),
    (status = "default", body = ErrorBody, description = "409 `conversation.conflict` for a closed one"),
))]
pub(crate) async fn snooze(
    State(state): State<AppState>,
    Operator(actor): Operator,
    ApiPath(id): ApiPath<Id>,
    ApiJson(SnoozeRequest { until }): ApiJson<SnoozeRequest>,
) -> ApiResult<Json<ConversationRow>> {
    granted(&state, &actor, id).await?;
    let now = clock::now();
    if until.is_some_and(|until| until <= now || until > now + LONGEST) {
        return Err(ApiError::field("until", "нужно время в будущем, не дальше года"));
    }
    state.store.snooze(id, until, now).await?;
    let details = json!({ "until": until });
    audit::record(&state, &actor, "conversation.snooze", "conversation", id, Some(details)).await;
    Ok(Json(granted(&state, &actor, id).await?.into()))
}
