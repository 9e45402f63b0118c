//! Webhook subscriptions.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::{Extension, Json};
use serde::Deserialize;
use serde_json::{Value, json};

use super::error::ApiError;
use super::gate::Caller;
use super::messages::parse;
use crate::world::World;

/// Version of the subscription call that is documented today.
const VERSION: &str = "3";

#[derive(Debug, Deserialize)]
struct Address {
    url: String,
}

/// An address a webhook can be sent to.
fn address(body: &[u8]) -> Result<String, ApiError> {
    let Address { url } = parse(body)?;
    let good = url::Url::parse(&url).is_ok_and(|parsed| matches!(parsed.scheme(), "http" | "https"));
    if good { Ok(url) } else { Err(ApiError::field("url", "must be an http or https address")) }
}

pub(super) async fn list(Extension(Caller(seller)): Extension<Caller>) -> Json<Value> {
    let all: Vec<Value> =
        seller.subscriptions().iter().map(|one| json!({ "url": &*one.url, "version": VERSION })).collect();
    Json(json!({ "subscriptions": all }))
}

/// Registering an address again is no error here; a 409 can be had by a fault.
pub(super) async fn subscribe(
    State(world): State<Arc<World>>,
    Extension(Caller(seller)): Extension<Caller>,
    body: Bytes,
) -> Result<Json<Value>, ApiError> {
    let url = address(&body)?;
    if seller.subscribe(&url) {
        world.webhooks.probe(seller.user_id, &url);
    }
    Ok(Json(json!({ "ok": true })))
}

pub(super) async fn unsubscribe(
    Extension(Caller(seller)): Extension<Caller>,
    body: Bytes,
) -> Result<Json<Value>, ApiError> {
    let url = address(&body)?;
    if seller.unsubscribe(&url) {
        Ok(Json(json!({ "ok": true })))
    } else {
        Err(ApiError::not_found("subscription"))
    }
}
