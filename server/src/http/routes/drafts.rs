//! «Попросить бота ответить»: drafts for operators, and what became of them.
//!
//! Each draft has an id here. Whether it was sent as it was is seen by the text that is sent, not by what a page says;
//! and each counts once.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sufler_store::{DraftFate, Id};
use utoipa::ToSchema;

use super::audit;
use super::conversations::granted;
use crate::auth::{Actor, Operator};
use crate::clock;
use crate::http::AppState;
use crate::http::error::{ApiResult, ErrorBody};
use crate::http::extract::{ApiJson, ApiPath};
use crate::http::runtime_port::Draft;
use crate::observability::metrics::DRAFTS;

/// A draft that is offered.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct OfferedDraft {
    /// Its id: named when it is sent or dropped.
    pub id: Id,
    /// The draft.
    #[serde(flatten)]
    pub draft: Draft,
}

/// Why a draft was not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DropReason {
    /// Refused by the operator.
    Dropped,
    /// The conversation moved on first.
    Outdated,
}

/// A draft that is over without being sent.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DraftReport {
    /// The draft.
    id: Id,
    /// What became of it.
    fate: DropReason,
}

/// Asks the bot for a reply from knowledge and history. Nothing is sent.
#[utoipa::path(post, operation_id = "drafts_ask", path = "/api/v1/conversations/{id}/draft", tag = "drafts",
    params(("id" = i64, Path)), responses(
    (status = 200, body = OfferedDraft),
    (status = "default", body = ErrorBody, description = "409 `draft.nothing_asked`, `draft.nothing_found` or \
        `draft.outdated` when a message came meanwhile; 503 `draft.model`"),
))]
pub(crate) async fn ask(
    State(state): State<AppState>,
    Operator(actor): Operator,
    ApiPath(id): ApiPath<Id>,
) -> ApiResult<Json<OfferedDraft>> {
    granted(&state, &actor, id).await?;
    let drafted = state.runtime.draft(id).await;
    let outcome = if drafted.is_ok() { "offered" } else { "refused" };
    metrics::counter!(DRAFTS, "outcome" => outcome).increment(1);
    let draft = drafted?;
    let draft_id =
        state.store.bot_draft_add(id, actor.user.id, draft.after, &draft.text, clock::now()).await?;
    Ok(Json(OfferedDraft { id: draft_id, draft }))
}

/// Counts a draft that was not sent, once.
#[utoipa::path(post, operation_id = "drafts_report", path = "/api/v1/conversations/{id}/draft/fate", tag = "drafts",
    params(("id" = i64, Path)), request_body = DraftReport, responses(
    (status = 204),
    (status = "default", body = ErrorBody, description = "404 `draft.not_found` for one that was not offered to me here"),
))]
pub(crate) async fn report(
    State(state): State<AppState>,
    Operator(actor): Operator,
    ApiPath(id): ApiPath<Id>,
    ApiJson(DraftReport { id: draft_id, fate }): ApiJson<DraftReport>,
) -> ApiResult<StatusCode> {
    let row = granted(&state, &actor, id).await?;
    let draft = state.store.bot_draft(draft_id, id, actor.user.id).await?;
    let moved_on = row.conversation.last_message.is_some_and(|last| last.id > draft.after);
    let fate = match fate {
        DropReason::Outdated if moved_on => DraftFate::Outdated,
        DropReason::Outdated | DropReason::Dropped => DraftFate::Dropped,
    };
    settle(&state, &actor, (id, draft_id), fate).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// An answer made of a draft was queued. A count that fails does not undo the answer.
pub(super) async fn sent(state: &AppState, actor: &Actor, (id, draft_id): (Id, Id), text: &str) {
    let counted = async {
        let draft = state.store.bot_draft(draft_id, id, actor.user.id).await?;
        let as_it_was = draft.text.trim() == text.trim();
        let fate = if as_it_was { DraftFate::Accepted } else { DraftFate::Edited };
        settle(state, actor, (id, draft_id), fate).await
    };
    if let Err(error) = counted.await {
        tracing::warn!(draft_id, code = error.code(), "a sent draft was not counted");
    }
}

async fn settle(state: &AppState, actor: &Actor, (id, draft_id): (Id, Id), fate: DraftFate) -> ApiResult<()> {
    if state.store.bot_draft_end(draft_id, fate, clock::now()).await? {
        metrics::counter!(DRAFTS, "outcome" => fate.as_str()).increment(1);
        let details = json!({ "draft_id": draft_id, "fate": fate.as_str() });
        audit::record(state, actor, "conversation.draft", "conversation", id, Some(details)).await;
    }
    Ok(())
}
