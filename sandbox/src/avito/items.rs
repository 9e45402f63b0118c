//! The seller's profile and listings: neighbours of the messenger that a client needs.

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::{Extension, Json};
use serde::Deserialize;
use serde_json::{Value, json};

use super::chats::split;
use super::error::ApiError;
use super::gate::Caller;
use super::wire;
use crate::operation::Operation;
use crate::world::{Item, World};

const STATUSES: [&str; 5] = ["active", "removed", "old", "blocked", "rejected"];
/// The only category of the simulated shop.
const CATEGORY_ID: i64 = 21;

pub(super) async fn profile(
    State(world): State<Arc<World>>,
    Extension(Caller(seller)): Extension<Caller>,
) -> Json<Value> {
    Json(json!({
        "id": seller.user_id,
        "name": seller.name,
        "email": seller.email,
        "phone": seller.phone,
        "phones": [seller.phone],
        "profile_url": format!("{}/user/{}", world.base_url, seller.user_id),
    }))
}

#[derive(Debug, Deserialize)]
pub(super) struct ItemsQuery {
    per_page: Option<usize>,
    page: Option<usize>,
    status: Option<String>,
    #[serde(rename = "updatedAtFrom")]
    updated_from: Option<jiff::civil::Date>,
    category: Option<i64>,
}

pub(super) async fn list(
    State(world): State<Arc<World>>,
    Extension(Caller(seller)): Extension<Caller>,
    query: Result<Query<ItemsQuery>, QueryRejection>,
) -> Result<Json<Value>, ApiError> {
    let Query(query) = query.map_err(|error| ApiError::from(error).shaped_for(Operation::GetItemsInfo))?;
    let wrong = |name, reason| ApiError::field(name, reason).shaped_for(Operation::GetItemsInfo);
    let (per_page, page) = (query.per_page.unwrap_or(25), query.page.unwrap_or(1));
    if !(1..100).contains(&per_page) {
        return Err(wrong("per_page", "must be greater than 0 and less than 100"));
    }
    if page == 0 {
        return Err(wrong("page", "must be greater than 0"));
    }
    let asked = query.status.as_deref().unwrap_or("active");
    let statuses: Vec<&str> = split(Some(asked)).collect();
    if statuses.iter().any(|status| !STATUSES.contains(status)) {
        return Err(wrong("status", "must be active, removed, old, blocked or rejected, joined by commas"));
    }
    let from_ms = query
        .updated_from
        .and_then(|date| date.to_zoned(jiff::tz::TimeZone::UTC).ok())
        .map_or(i64::MIN, |start| start.timestamp().as_millisecond());
    let resources: Vec<Value> = seller
        .items()
        .iter()
        .filter(|item| statuses.contains(&item.status.as_str()) && item.updated_ms >= from_ms)
        .filter(|_| query.category.is_none_or(|id| id == CATEGORY_ID))
        .skip((page - 1).saturating_mul(per_page))
        .take(per_page)
        .map(|item| resource(&world, item))
        .collect();
    Ok(Json(json!({ "meta": { "page": page, "per_page": per_page }, "resources": resources })))
}

fn resource(world: &World, item: &Item) -> Value {
    json!({
        "id": item.id,
        "title": item.title,
        "price": item.price,
        "status": item.status,
        "url": wire::item_url(world, item),
        "address": item.address,
        "category": { "id": CATEGORY_ID, "name": item.category },
    })
}

#[derive(Debug, Deserialize)]
pub(super) struct ItemPath {
    item_id: String,
}

/// Status and times only: no title, price or picture (contract §4).
pub(super) async fn one(
    State(world): State<Arc<World>>,
    Extension(Caller(seller)): Extension<Caller>,
    Path(path): Path<ItemPath>,
) -> Result<Json<Value>, ApiError> {
    let wrong = |_| ApiError::field("item_id", "must be an integer").shaped_for(Operation::GetItemInfo);
    let found = world.people.item(path.item_id.parse().map_err(wrong)?);
    let (status, url, start) = match &found {
        None => ("not_found", None, None),
        Some(item) if item.seller_id != seller.user_id => ("another_user", None, None),
        Some(item) => (item.status.as_str(), Some(wire::item_url(&world, item)), time(item.updated_ms)),
    };
    Ok(Json(json!({
        "status": status,
        "url": url,
        "start_time": start,
        "finish_time": null,
        "autoload_item_id": null,
        "vas": [],
    })))
}

fn time(ms: i64) -> Option<String> {
    jiff::Timestamp::from_second(crate::clock::seconds(ms)).ok().map(|at| at.to_string())
}
