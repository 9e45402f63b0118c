//! Messages: history, sending, deleting.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::error::ApiError;
use super::gate::Caller;
use super::{chats, wire};
use crate::config::Mode;
use crate::content::Content;
use crate::world::{ChatKind, Draft, NotDeleted, World};

/// Longest text, in characters (contract §4).
const MAX_TEXT: usize = 1000;

/// A JSON body, whatever its Content-Type says.
pub(super) fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    serde_json::from_slice(body)
        .map_err(|error| ApiError::new(StatusCode::BAD_REQUEST, format!("invalid request body: {error}")))
}

#[derive(Debug, Deserialize)]
pub(super) struct PageQuery {
    limit: Option<String>,
    offset: Option<String>,
}

/// Newest first; a bare array by the schema, an object in production (quirk Q1). Marks nothing read.
pub(super) async fn list(
    State(world): State<Arc<World>>,
    Extension(Caller(seller)): Extension<Caller>,
    Path(path): Path<chats::ChatPath>,
    query: Result<Query<PageQuery>, QueryRejection>,
) -> Result<Json<Value>, ApiError> {
    let Query(query) = query?;
    let (limit, offset) = chats::page(query.limit.as_deref(), query.offset.as_deref())?;
    let chat = chats::find(&world, &seller, &path.chat_id)?;
    let (page, has_more) = chat.page(limit, offset);
    let messages: Vec<Value> = page.iter().map(|message| wire::message(&world, &chat, message)).collect();
    Ok(Json(match world.config.mode {
        Mode::Spec => Value::Array(messages),
        Mode::Observed => json!({ "messages": messages, "meta": { "has_more": has_more } }),
    }))
}

#[derive(Debug, Deserialize)]
struct SendRequest {
    #[serde(rename = "type")]
    kind: String,
    message: SendText,
}

#[derive(Debug, Deserialize)]
struct SendText {
    text: String,
}

pub(super) async fn send(
    State(world): State<Arc<World>>,
    caller: Extension<Caller>,
    Path(path): Path<chats::ChatPath>,
    body: Bytes,
) -> Result<Json<Value>, ApiError> {
    let request: SendRequest = parse(&body)?;
    if request.kind != "text" {
        return Err(ApiError::field("type", "must be text"));
    }
    let text = request.message.text;
    if text.trim().is_empty() {
        return Err(ApiError::field("message.text", "must not be empty"));
    }
    if text.chars().count() > MAX_TEXT {
        return Err(ApiError::field("message.text", "must be at most 1000 characters long"));
    }
    put(&world, &caller, &path.chat_id, Content::Text { text })
}

#[derive(Debug, Deserialize)]
struct SendImageRequest {
    image_id: String,
}

pub(super) async fn send_image(
    State(world): State<Arc<World>>,
    caller: Extension<Caller>,
    Path(path): Path<chats::ChatPath>,
    body: Bytes,
) -> Result<Json<Value>, ApiError> {
    let SendImageRequest { image_id } = parse(&body)?;
    if world.media.get(&image_id).is_none() {
        return Err(ApiError::field("image_id", "no such image; upload it first"));
    }
    put(&world, &caller, &path.chat_id, Content::Image { image_id })
}

fn put(
    world: &Arc<World>,
    Extension(Caller(seller)): &Extension<Caller>,
    chat_id: &str,
    content: Content,
) -> Result<Json<Value>, ApiError> {
    let chat = chats::find(world, seller, chat_id)?;
    if chat.kind == ChatKind::Avito {
        return Err(ApiError::forbidden("nobody can write into this chat"));
    }
    let message = world.post(&chat, Draft { by_api: true, ..Draft::new(seller.user_id, content) });
    seller.ledger.sent(&chat.id);
    Ok(Json(wire::sent(world, &message)))
}

#[derive(Debug, Deserialize)]
pub(super) struct MessagePath {
    chat_id: String,
    message_id: String,
}

/// Deletes a message of the caller's own, within an hour.
pub(super) async fn remove(
    State(world): State<Arc<World>>,
    Extension(Caller(seller)): Extension<Caller>,
    Path(path): Path<MessagePath>,
) -> Result<Json<Value>, ApiError> {
    let chat = chats::find(&world, &seller, &path.chat_id)?;
    match world.delete_message(&chat, &path.message_id, seller.user_id) {
        Ok(()) => Ok(Json(json!({}))),
        Err(NotDeleted::NotFound) => Err(ApiError::not_found("message")),
        Err(NotDeleted::NotYours) => Err(ApiError::forbidden("only the author can delete a message")),
        Err(NotDeleted::TooLate) => Err(ApiError::new(
            StatusCode::BAD_REQUEST,
            "a message can be deleted within an hour after sending",
        )),
        Err(NotDeleted::Already) => {
            Err(ApiError::new(StatusCode::BAD_REQUEST, "the message is deleted already"))
        }
    }
}
