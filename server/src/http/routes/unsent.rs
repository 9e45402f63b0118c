//! Answers I have begun and not sent, on whatever device.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use sufler_store as store;
use sufler_store::{Id, Millis};
use utoipa::ToSchema;

use super::conversations::granted;
use super::messages::{TEXT_LIMIT, check_client_id};
use crate::auth::Operator;
use crate::clock;
use crate::http::AppState;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{ApiJson, ApiPath};
use crate::live::UnsentEvent;

/// An answer I have begun.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Unsent {
    /// The conversation.
    pub conversation_id: Id,
    /// As far as I have written.
    pub text: String,
    /// Ascends with every change of it.
    pub revision: i64,
    /// When I changed it last.
    pub at: Millis,
}

/// How far I have written.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UnsentRequest {
    /// At most 10 000 characters; empty = sent or dropped.
    text: String,
    /// The page's own id: it knows its echo by it.
    page: String,
}

/// Everything I have begun, the latest first.
#[utoipa::path(get, operation_id = "unsent_list", path = "/api/v1/me/unsent", tag = "messages", responses(
    (status = 200, body = [Unsent]),
    (status = "default", body = ErrorBody),
))]
pub(crate) async fn list(
    State(state): State<AppState>,
    Operator(actor): Operator,
) -> ApiResult<Json<Vec<Unsent>>> {
    let begun = state.store.unsent(actor.user.id, actor.grants().filter(None)).await?;
    Ok(Json(begun.into_iter().map(wire).collect()))
}

/// Keeps what I have written so far; my other pages hear `unsent`.
#[utoipa::path(put, operation_id = "unsent_put", path = "/api/v1/conversations/{id}/unsent", tag = "messages",
    params(("id" = i64, Path)), request_body = UnsentRequest, responses(
    (status = 200, body = Unsent),
    (status = "default", body = ErrorBody),
))]
pub(crate) async fn put(
    State(state): State<AppState>,
    Operator(actor): Operator,
    ApiPath(id): ApiPath<Id>,
    ApiJson(UnsentRequest { text, page }): ApiJson<UnsentRequest>,
) -> ApiResult<Json<Unsent>> {
    check_client_id("page", &page)?;
    if text.chars().count() > TEXT_LIMIT {
        return Err(ApiError::field("text", format!("не длиннее {TEXT_LIMIT} символов")));
    }
    granted(&state, &actor, id).await?;
    // PostgreSQL cannot store U+0000 in text; it means nothing in an answer.
    let text = text.replace('\0', "");
    let kept = wire(state.store.unsent_put(actor.user.id, id, &text, clock::now()).await?);
    let event = UnsentEvent { conversation_id: id, text: kept.text.clone(), revision: kept.revision, page };
    state.hub.unsent(actor.user.id, &event).await;
    Ok(Json(kept))
}

fn wire(row: store::Unsent) -> Unsent {
    Unsent { conversation_id: row.conversation_id, text: row.text, revision: row.revision, at: row.at }
}
