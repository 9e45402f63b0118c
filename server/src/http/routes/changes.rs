//! Catching up after a gap.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use sufler_store::{Role, Version};
use utoipa::{IntoParams, ToSchema};

use super::accounts;
use super::conversations::limit;
use crate::auth::Viewer;
use crate::http::AppState;
use crate::http::error::{ApiResult, ErrorBody};
use crate::http::extract::ApiQuery;
use crate::http::wire::{AccountView, ConversationRow, Message, Note, SeenBy as _};

const LIMIT: u32 = 500;

/// From where to catch up.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangesQuery {
    /// Version the page holds.
    after: Version,
    /// Rows of each kind, 1 to 500.
    #[param(default = 500, minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// Everything that changed since, each row in its latest state.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Changes {
    /// Changed conversations, by version.
    pub conversations: Vec<ConversationRow>,
    /// New and changed messages, by version.
    pub messages: Vec<Message>,
    /// New, edited and deleted notes, by version; viewers get none.
    pub notes: Vec<Note>,
    /// Changed accounts, by version.
    pub accounts: Vec<AccountView>,
    /// Ask again from here.
    pub version: Version,
    /// Whether there is more after `version`.
    pub more: bool,
}

/// What changed after a version.
#[utoipa::path(get, operation_id = "changes_since", path = "/api/v1/changes", tag = "conversations", params(ChangesQuery), responses(
    (status = 200, body = Changes),
    (status = "default", body = ErrorBody),
))]
pub(crate) async fn since(
    State(state): State<AppState>,
    Viewer(actor): Viewer,
    ApiQuery(query): ApiQuery<ChangesQuery>,
) -> ApiResult<Json<Changes>> {
    let limit = limit(query.limit, LIMIT, LIMIT)?;
    let changes = state.store.changes_since(query.after, actor.grants().filter(None), limit).await?;
    let role = actor.user.role;
    let notes = if role == Role::Viewer { Vec::new() } else { changes.notes };
    let users = if notes.is_empty() { Vec::new() } else { state.store.users().await? };
    Ok(Json(Changes {
        conversations: changes
            .conversations
            .into_iter()
            .map(|row| ConversationRow::from(row).seen_by(role))
            .collect(),
        messages: changes.messages.into_iter().map(|message| Message::from(message).seen_by(role)).collect(),
        notes: notes.into_iter().map(|note| Note::new(note, &users)).collect(),
        accounts: accounts::views(&state, changes.accounts),
        version: changes.last_version,
        more: changes.more,
    }))
}
