//! Private notes: what colleagues tell each other about a conversation. Viewers neither read nor hear of them.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use sufler_store as store;
use sufler_store::{Id, NewNote};
use utoipa::ToSchema;

use super::accounts::text;
use super::conversations::granted;
use super::messages::check_client_id;
use crate::auth::{Actor, Qa};
use crate::clock;
use crate::http::AppState;
use crate::http::error::{ApiResult, ErrorBody};
use crate::http::extract::{ApiJson, ApiPath};
use crate::http::wire::Note;

/// Longest note, in characters.
const TEXT_LIMIT: usize = 4_000;

/// A note to keep.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoteRequest {
    /// The browser's id: the same id is stored once.
    client_id: String,
    /// 1 to 4 000 characters.
    text: String,
}

/// A new text of a note.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoteEdit {
    /// 1 to 4 000 characters.
    text: String,
}

/// Notes of a conversation, oldest first; the newest 500 where there are more.
#[utoipa::path(get, operation_id = "notes_list", path = "/api/v1/conversations/{id}/notes", tag = "notes",
    params(("id" = i64, Path)), responses(
    (status = 200, body = [Note]),
    (status = "default", body = ErrorBody),
))]
pub(crate) async fn list(
    State(state): State<AppState>,
    Qa(actor): Qa,
    ApiPath(id): ApiPath<Id>,
) -> ApiResult<Json<Vec<Note>>> {
    granted(&state, &actor, id).await?;
    let users = state.store.users().await?;
    let notes = state.store.notes(id).await?;
    Ok(Json(notes.into_iter().map(|note| Note::new(note, &users)).collect()))
}

/// Keeps a note; the customer never gets it.
#[utoipa::path(post, operation_id = "notes_add", path = "/api/v1/conversations/{id}/notes", tag = "notes",
    params(("id" = i64, Path)), request_body = NoteRequest, responses(
    (status = 201, body = Note),
    (status = "default", body = ErrorBody),
))]
pub(crate) async fn add(
    State(state): State<AppState>,
    Qa(actor): Qa,
    ApiPath(id): ApiPath<Id>,
    ApiJson(request): ApiJson<NoteRequest>,
) -> ApiResult<(StatusCode, Json<Note>)> {
    check_client_id("client_id", &request.client_id)?;
    let new = NewNote {
        conversation_id: id,
        user_id: actor.user.id,
        client_id: request.client_id,
        text: note_text(request.text)?,
    };
    granted(&state, &actor, id).await?;
    let note = state.store.note_add(new, clock::now()).await?;
    Ok((StatusCode::CREATED, Json(Note::new(note, &[actor.user]))))
}

/// Changes my note.
#[utoipa::path(put, operation_id = "notes_edit", path = "/api/v1/notes/{id}", tag = "notes", params(("id" = i64, Path)),
    request_body = NoteEdit, responses(
    (status = 200, body = Note),
    (status = "default", body = ErrorBody, description = "404 `note.not_found` for a colleague's, too"),
))]
pub(crate) async fn edit(
    State(state): State<AppState>,
    Qa(actor): Qa,
    ApiPath(id): ApiPath<Id>,
    ApiJson(request): ApiJson<NoteEdit>,
) -> ApiResult<Json<Note>> {
    let text = note_text(request.text)?;
    visible(&state, &actor, id).await?;
    let note = state.store.note_edit(id, actor.user.id, &text, clock::now()).await?;
    Ok(Json(Note::new(note, &[actor.user])))
}

/// Deletes my note with its text.
#[utoipa::path(delete, operation_id = "notes_delete", path = "/api/v1/notes/{id}", tag = "notes", params(("id" = i64, Path)), responses(
    (status = 204),
    (status = "default", body = ErrorBody, description = "404 `note.not_found` for a colleague's, too"),
))]
pub(crate) async fn delete(
    State(state): State<AppState>,
    Qa(actor): Qa,
    ApiPath(id): ApiPath<Id>,
) -> ApiResult<StatusCode> {
    visible(&state, &actor, id).await?;
    state.store.note_delete(id, actor.user.id, clock::now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// PostgreSQL cannot store U+0000 in text; it means nothing in a note.
fn note_text(value: String) -> ApiResult<String> {
    text("text", value.replace('\0', ""), TEXT_LIMIT)
}

/// The note, if the user may see its account.
async fn visible(state: &AppState, actor: &Actor, id: Id) -> ApiResult<store::Note> {
    let note = state.store.note(id).await?;
    let row = state.store.conversation(note.conversation_id).await?;
    actor.grants().check(row.conversation.account_id, "note")?;
    Ok(note)
}
