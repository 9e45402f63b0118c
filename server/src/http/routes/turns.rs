//! How the bot came to its answers.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, StatusCode, header};
use axum::response::IntoResponse;
use sufler_store::Id;

use super::conversations::granted;
use super::messages::check_message;
use crate::auth::Qa;
use crate::http::AppState;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::ApiPath;
use crate::http::wire::Turn;
use crate::runtime::{StoryError, record_conversation};

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

/// The conversation as a recorded dialog: YAML of a test file, personal data masked. It passes `sufler test` on the
/// version of the flow that ran last.
#[utoipa::path(get, operation_id = "conversations_dialog", path = "/api/v1/conversations/{id}/dialog", tag = "turns", params(("id" = i64, Path)), responses(
    (status = 200, body = String, content_type = "application/yaml", description = "`X-Differences` counts what is not as it was"),
    (status = "default", body = ErrorBody, description = "409 `dialog.not_recordable` when the bot took no turn or its flow is not kept"),
))]
pub(crate) async fn dialog(
    State(state): State<AppState>,
    Qa(actor): Qa,
    ApiPath(id): ApiPath<Id>,
) -> ApiResult<impl IntoResponse> {
    granted(&state, &actor, id).await?;
    let recorded = record_conversation(&state.store, id).await.map_err(|error| match error {
        StoryError::Store(error) => ApiError::from(error),
        other => ApiError::new(StatusCode::CONFLICT, "dialog.not_recordable", other.to_string()),
    })?;
    let name = format!("attachment; filename=\"conversation-{id}.yaml\"");
    let headers = [
        (header::CONTENT_TYPE, "application/yaml; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (HeaderName::from_static("x-differences"), recorded.differences.len().to_string()),
    ];
    Ok((headers, recorded.text))
}
