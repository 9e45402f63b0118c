//! How the bot came to its answers.

use axum::Json;
use axum::extract::State;
use sufler_store::Id;

use super::conversations::granted;
use super::messages::check_message;
use crate::auth::Qa;
use crate::http::AppState;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::ApiPath;
use crate::http::wire::Turn;

/// Turns of a conversation, newest first.
#[utoipa::path(get, operation_id = "turns_list", path = "/api/v1/conversations/{id}/turns", tag = "turns", params(("id" = i64, Path)), responses(
    (status = 200, body = [Turn]),
    (status = "default", body = ErrorBody),
))]
pub(crate) async fn list(
    State(state): State<AppState>,
    Qa(actor): Qa,
    ApiPath(id): ApiPath<Id>,
) -> ApiResult<Json<Vec<Turn>>> {
    granted(&state, &actor, id).await?;
    let turns = state.store.turns(id).await?;
    Ok(Json(turns.into_iter().map(Turn::from).collect()))
}

/// The turn that wrote a message.
#[utoipa::path(get, operation_id = "turns_of_message", path = "/api/v1/messages/{id}/turn", tag = "turns", params(("id" = i64, Path)), responses(
    (status = 200, body = Turn),
    (status = "default", body = ErrorBody, description = "404 `turn.not_found` when no turn wrote it"),
))]
pub(crate) async fn of_message(
    State(state): State<AppState>,
    Qa(actor): Qa,
    ApiPath(id): ApiPath<Id>,
) -> ApiResult<Json<Turn>> {
    check_message(&state, &actor, id).await?;
    let turn = state.store.turn_of_message(id).await?;
    turn.map(|turn| Json(turn.into())).ok_or_else(|| ApiError::not_found("turn"))
}
