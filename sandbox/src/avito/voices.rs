//! Voice messages: links that live an hour, and a recording made on the spot.

mod mp4;

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Json, Router};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::Routes;
use super::chats::split;
use super::error::ApiError;
use super::gate::Caller;
use crate::content::Content;
use crate::world::{Seller, World};

/// How long a link to a recording works (contract §4).
const LINK_MS: i64 = 60 * 60 * 1000;

#[derive(Debug, Deserialize)]
pub(super) struct VoicesQuery {
    voice_ids: Option<String>,
}

/// Links to recordings of the caller's chats; strangers' recordings are left out.
pub(super) async fn links(
    State(world): State<Arc<World>>,
    Extension(Caller(seller)): Extension<Caller>,
    query: Result<Query<VoicesQuery>, QueryRejection>,
) -> Result<Json<Value>, ApiError> {
    let Query(query) = query?;
    let ids: Vec<&str> = split(query.voice_ids.as_deref()).collect();
    if ids.is_empty() {
        return Err(ApiError::field("voice_ids", "required"));
    }
    let until = world.clock.now_ms().saturating_add(LINK_MS);
    let urls: Map<String, Value> = ids
        .into_iter()
        .filter_map(|id| {
            let seconds = length(&seller, id)?;
            let url = format!("{}/voice/{id}.mp4?until={until}&seconds={seconds}", world.base_url);
            Some((id.to_owned(), url.into()))
        })
        .collect();
    Ok(Json(json!({ "voices_urls": urls })))
}

fn length(seller: &Seller, wanted: &str) -> Option<u32> {
    seller.chats().iter().find_map(|chat| {
        chat.messages().iter().find_map(|message| match &message.content {
            Content::Voice { voice_id, seconds } if voice_id == wanted => Some(*seconds),
            _ => None,
        })
    })
}

pub(super) fn file_routes() -> Routes {
    Router::new().route("/voice/{file}", get(play))
}

#[derive(Debug, Deserialize)]
struct LinkQuery {
    until: i64,
    #[serde(default)]
    seconds: u32,
}

async fn play(
    State(world): State<Arc<World>>,
    Path(_): Path<String>,
    Query(link): Query<LinkQuery>,
) -> Response {
    if world.clock.now_ms() > link.until {
        return (StatusCode::FORBIDDEN, "the link has expired, ask for a new one").into_response();
    }
    ([(CONTENT_TYPE, "audio/mp4")], mp4::silence(link.seconds.clamp(1, 120))).into_response()
}
