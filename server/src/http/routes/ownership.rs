//! Who leads a conversation.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use sufler_store::Id;
use utoipa::ToSchema;

use super::audit;
use super::conversations::granted;
use crate::auth::{Actor, Operator};
use crate::clock;
use crate::http::AppState;
use crate::http::error::{ApiResult, ErrorBody};
use crate::http::extract::{ApiPath, OptionalJson};
use crate::http::wire::ConversationRow;

/// What the operator saw when deciding.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Decision {
    /// Epoch of the conversation; left out: whatever it is now.
    epoch: Option<i64>,
}

/// «Передать оператору»: the conversation becomes mine.
#[utoipa::path(post, operation_id = "ownership_take_over", path = "/api/v1/conversations/{id}/take_over", tag = "ownership",
    params(("id" = i64, Path)), request_body = Option<Decision>, responses(
    (status = 200, body = ConversationRow),
    (status = "default", body = ErrorBody, description = "409 `conversation.owner_changed`"),
))]
pub(crate) async fn take_over(
    State(state): State<AppState>,
    Operator(actor): Operator,
    ApiPath(id): ApiPath<Id>,
    OptionalJson(decision): OptionalJson<Decision>,
) -> ApiResult<Json<ConversationRow>> {
    granted(&state, &actor, id).await?;
    state.store.take_over(id, actor.user.id, decision.epoch, clock::now()).await?;
    audit::record(&state, &actor, "conversation.take_over", "conversation", id, None).await;
    answer(&state, &actor, id).await
}

/// «Передать боту»: the flow goes on, knowing all that was said.
#[utoipa::path(post, operation_id = "ownership_hand_back", path = "/api/v1/conversations/{id}/hand_back", tag = "ownership",
    params(("id" = i64, Path)), request_body = Option<Decision>, responses(
    (status = 200, body = ConversationRow),
    (status = "default", body = ErrorBody, description = "409 `conversation.owner_changed`"),
))]
pub(crate) async fn hand_back(
    State(state): State<AppState>,
    Operator(actor): Operator,
    ApiPath(id): ApiPath<Id>,
    OptionalJson(decision): OptionalJson<Decision>,
) -> ApiResult<Json<ConversationRow>> {
    let row = granted(&state, &actor, id).await?;
    let resume = state.runtime.resume_state(&row.conversation).await?;
    state.store.hand_back(id, actor.user.id, decision.epoch, resume, clock::now()).await?;
    audit::record(&state, &actor, "conversation.hand_back", "conversation", id, None).await;
    answer(&state, &actor, id).await
}

/// Closes the conversation; the customer's next message opens it again.
#[utoipa::path(post, operation_id = "ownership_close", path = "/api/v1/conversations/{id}/close", tag = "ownership",
    params(("id" = i64, Path)), responses(
    (status = 200, body = ConversationRow),
    (status = "default", body = ErrorBody),
))]
pub(crate) async fn close(
    State(state): State<AppState>,
    Operator(actor): Operator,
    ApiPath(id): ApiPath<Id>,
) -> ApiResult<Json<ConversationRow>> {
    granted(&state, &actor, id).await?;
    state.store.close_conversation(id, clock::now()).await?;
    audit::record(&state, &actor, "conversation.close", "conversation", id, None).await;
    answer(&state, &actor, id).await
}

/// An operator has read everything.
#[utoipa::path(post, operation_id = "ownership_read", path = "/api/v1/conversations/{id}/read", tag = "ownership",
    params(("id" = i64, Path)), responses(
    (status = 200, body = ConversationRow),
    (status = "default", body = ErrorBody),
))]
pub(crate) async fn read(
    State(state): State<AppState>,
    Operator(actor): Operator,
    ApiPath(id): ApiPath<Id>,
) -> ApiResult<Json<ConversationRow>> {
    granted(&state, &actor, id).await?;
    state.store.mark_read(id, clock::now()).await?;
    answer(&state, &actor, id).await
}

async fn answer(state: &AppState, actor: &Actor, id: Id) -> ApiResult<Json<ConversationRow>> {
    Ok(Json(granted(state, actor, id).await?.into()))
}
