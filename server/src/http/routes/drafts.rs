//! «Попросить бота ответить»: drafts for operators, and what became of them.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sufler_store::Id;
use utoipa::ToSchema;

use super::audit;
use super::conversations::granted;
use crate::auth::Operator;
use crate::http::AppState;
use crate::http::error::{ApiResult, ErrorBody};
use crate::http::extract::{ApiJson, ApiPath};
use crate::http::runtime_port::Draft;
use crate::observability::metrics::DRAFTS;

/// What became of a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DraftFate {
    /// Sent as it was.
    Accepted,
    /// Sent after changes.
    Edited,
    /// Refused by the operator.
    Dropped,
    /// The conversation moved on first.
    Outdated,
}

impl DraftFate {
    fn name(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Edited => "edited",
            Self::Dropped => "dropped",
            Self::Outdated => "outdated",
        }
    }
}

/// A draft that is over.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DraftReport {
    /// What became of it.
    fate: DraftFate,
}

/// Asks the bot for a reply from knowledge and history. Nothing is sent.
#[utoipa::path(post, operation_id = "drafts_ask", path = "/api/v1/conversations/{id}/draft", tag = "drafts",
    params(("id" = i64, Path)), responses(
    (status = 200, body = Draft),
    (status = "default", body = ErrorBody, description = "409 `draft.nothing_asked`, `draft.nothing_found` or \
        `draft.outdated` when a message came meanwhile; 503 `draft.model`"),
))]
pub(crate) async fn ask(
    State(state): State<AppState>,
    Operator(actor): Operator,
    ApiPath(id): ApiPath<Id>,
) -> ApiResult<Json<Draft>> {
    granted(&state, &actor, id).await?;
    let drafted = state.runtime.draft(id).await;
    let outcome = if drafted.is_ok() { "offered" } else { "refused" };
    metrics::counter!(DRAFTS, "outcome" => outcome).increment(1);
    Ok(Json(drafted?))
}

/// Counts what became of a draft.
#[utoipa::path(post, operation_id = "drafts_report", path = "/api/v1/conversations/{id}/draft/fate", tag = "drafts",
    params(("id" = i64, Path)), request_body = DraftReport, responses(
    (status = 204),
    (status = "default", body = ErrorBody),
))]
pub(crate) async fn report(
    State(state): State<AppState>,
    Operator(actor): Operator,
    ApiPath(id): ApiPath<Id>,
    ApiJson(DraftReport { fate }): ApiJson<DraftReport>,
) -> ApiResult<StatusCode> {
    granted(&state, &actor, id).await?;
    metrics::counter!(DRAFTS, "outcome" => fate.name()).increment(1);
    let details = json!({ "fate": fate });
    audit::record(&state, &actor, "conversation.draft", "conversation", id, Some(details)).await;
    Ok(StatusCode::NO_CONTENT)
}
