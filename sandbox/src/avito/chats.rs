//! Chats: list, one, read mark, blacklist.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde::Deserialize;
use serde_json::{Value, json};

use super::error::ApiError;
use super::gate::Caller;
use super::{messages, wire};
use crate::config::Mode;
use crate::world::{Chat, Seller, Side, World};

/// Largest page and largest offset of lists (contract §4).
const MAX_LIMIT: usize = 100;
const MAX_OFFSET: usize = 1000;

/// `limit` and `offset`, checked.
pub(super) fn page(limit: Option<&str>, offset: Option<&str>) -> Result<(usize, usize), ApiError> {
    let limit = number("limit", limit, MAX_LIMIT)?;
    if !(1..=MAX_LIMIT).contains(&limit) {
        return Err(ApiError::field("limit", "must be between 1 and 100"));
    }
    let offset = number("offset", offset, 0)?;
    if offset > MAX_OFFSET {
        return Err(ApiError::field("offset", "must be between 0 and 1000"));
    }
    Ok((limit, offset))
}

fn number(name: &str, text: Option<&str>, default: usize) -> Result<usize, ApiError> {
    text.map_or(Ok(default), |text| {
        text.parse().map_err(|_| ApiError::field(name, "must be a non-negative integer"))
    })
}

#[derive(Debug, Deserialize)]
pub(super) struct ListQuery {
    item_ids: Option<String>,
    unread_only: Option<String>,
    chat_types: Option<String>,
    limit: Option<String>,
    offset: Option<String>,
}

pub(super) async fn list(
    State(world): State<Arc<World>>,
    Extension(Caller(seller)): Extension<Caller>,
    query: Result<Query<ListQuery>, QueryRejection>,
) -> Result<Json<Value>, ApiError> {
    let Query(query) = query?;
    let (limit, offset) = page(query.limit.as_deref(), query.offset.as_deref())?;
    let item_ids = item_ids(query.item_ids.as_deref())?;
    let kinds = chat_types(query.chat_types.as_deref())?;
    let unread_only = match query.unread_only.as_deref() {
        None | Some("false") => false,
        Some("true") => true,
        Some(_) => return Err(ApiError::field("unread_only", "must be true or false")),
    };
    let mut chats: Vec<(i64, Arc<Chat>)> = seller
        .chats()
        .into_iter()
        .filter(|chat| kinds.contains(&chat.kind.as_str()))
        .filter(|chat| item_ids.is_empty() || chat.item_id.is_some_and(|id| item_ids.contains(&id)))
        .filter(|chat| !unread_only || chat.is_unread())
        .map(|chat| (chat.updated_ms(), chat))
        .collect();
    chats.sort_by(|(a_time, a), (b_time, b)| b_time.cmp(a_time).then_with(|| b.id.cmp(&a.id)));
    let shown: Vec<Value> =
        chats.iter().skip(offset).take(limit).map(|(_, chat)| wire::chat(&world, chat)).collect();
    Ok(Json(json!({ "chats": shown })))
}

fn item_ids(text: Option<&str>) -> Result<Vec<i64>, ApiError> {
    split(text)
        .map(|id| id.parse().map_err(|_| ApiError::field("item_ids", "must be integers joined by commas")))
        .collect()
}

fn chat_types(text: Option<&str>) -> Result<Vec<&str>, ApiError> {
    let kinds: Vec<&str> = split(text).collect();
    if kinds.iter().any(|kind| !["u2i", "u2u", "a2u"].contains(kind)) {
        return Err(ApiError::field("chat_types", "must be u2i, u2u or a2u, joined by commas"));
    }
    Ok(if kinds.is_empty() { vec!["u2i"] } else { kinds })
}

pub(super) fn split(text: Option<&str>) -> impl Iterator<Item = &str> {
    text.unwrap_or_default().split(',').map(str::trim).filter(|part| !part.is_empty())
}

/// Names of the path; the account has been checked by the gate.
#[derive(Debug, Deserialize)]
pub(super) struct ChatPath {
    pub(super) chat_id: String,
}

/// The chat, if it is the caller's: a stranger's chat does not exist.
pub(super) fn find(world: &World, seller: &Seller, chat_id: &str) -> Result<Arc<Chat>, ApiError> {
    let chat = world.people.chat(chat_id).filter(|chat| chat.seller_id == seller.user_id);
    chat.ok_or_else(|| ApiError::not_found("chat"))
}

pub(super) async fn one(
    State(world): State<Arc<World>>,
    Extension(Caller(seller)): Extension<Caller>,
    Path(path): Path<ChatPath>,
) -> Result<Json<Value>, ApiError> {
    let chat = find(&world, &seller, &path.chat_id)?;
    Ok(Json(wire::chat(&world, &chat)))
}

pub(super) async fn mark_read(
    State(world): State<Arc<World>>,
    Extension(Caller(seller)): Extension<Caller>,
    Path(path): Path<ChatPath>,
) -> Result<Json<Value>, ApiError> {
    let chat = find(&world, &seller, &path.chat_id)?;
    world.mark_read(&chat, Side::Seller);
    Ok(Json(json!({ "ok": true })))
}

#[derive(Debug, Deserialize)]
struct Blacklist {
    users: Vec<Blacklisted>,
}

#[derive(Debug, Deserialize)]
struct Blacklisted {
    user_id: i64,
    #[serde(default)]
    context: Option<Reason>,
}

#[derive(Debug, Deserialize)]
struct Reason {
    #[serde(default)]
    item_id: Option<i64>,
    #[serde(default)]
    reason_id: Option<i64>,
}

/// From here on the person cannot write to the account. Sources disagree whether the answer is an empty object
/// or nothing at all, so each mode shows one.
pub(super) async fn blacklist(
    State(world): State<Arc<World>>,
    Extension(Caller(seller)): Extension<Caller>,
    body: Bytes,
) -> Result<Response, ApiError> {
    let request: Blacklist = messages::parse(&body)?;
    for one in &request.users {
        let reason = one.context.as_ref().and_then(|context| context.reason_id);
        if reason.is_some_and(|id| !(1..=4).contains(&id)) {
            return Err(ApiError::field("reason_id", "must be 1, 2, 3 or 4"));
        }
        if world.people.buyer(one.user_id).is_none() {
            return Err(ApiError::not_found("user"));
        }
    }
    for one in &request.users {
        let item_id = one.context.as_ref().and_then(|context| context.item_id);
        for chat in seller.chats() {
            if chat.buyer_id == one.user_id && (item_id.is_none() || chat.item_id == item_id) {
                chat.set_blacklisted();
            }
        }
    }
    Ok(match world.config.mode {
        Mode::Spec => Json(json!({})).into_response(),
        Mode::Observed => StatusCode::OK.into_response(),
    })
}
