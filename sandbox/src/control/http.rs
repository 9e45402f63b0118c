//! Control calls over HTTP, under `/_sandbox`. Bodies are JSON, so a page of another origin cannot send them
//! without a permission that is never given.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{self, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, patch, post};
use axum::{Json, Router};
use futures::{Stream, StreamExt};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::broadcast::error::RecvError;

use super::{
    ApplicationView, BuyerView, ChatView, Control, ControlError, ItemView, MessageView, NewApplication,
    NewBuyer, NewChat, NewItem, NewMessage, NewSeller, SellerPatch, SellerView,
};
use crate::faults::{Fault, NewFault};
use crate::media::MAX_BYTES;
use crate::stats::{RequestEntry, Stats};
use crate::webhooks::Delivery;
use crate::world::{Side, World};

type Answer<T> = Result<Json<T>, ControlError>;

impl IntoResponse for ControlError {
    fn into_response(self) -> Response {
        let (status, code) = match self {
            Self::NotFound(_) => (StatusCode::NOT_FOUND, "not_found"),
            Self::Taken(_) => (StatusCode::CONFLICT, "taken"),
            Self::Invalid(_) => (StatusCode::BAD_REQUEST, "invalid"),
        };
        (status, Json(json!({ "code": code, "message": self.to_string() }))).into_response()
    }
}

/// Routes under `/_sandbox`.
pub(crate) fn routes(world: &Arc<World>) -> Router {
    let api = Router::new()
        .merge(people_routes())
        .merge(chat_routes())
        .merge(lab_routes())
        .with_state(Control::new(Arc::clone(world)));
    Router::new().nest("/_sandbox", api)
}

fn people_routes() -> Router<Control> {
    Router::new()
        .route("/sellers", get(sellers).post(add_seller))
        .route("/sellers/{user_id}", patch(change_seller))
        .route("/applications", post(add_application))
        .route("/buyers", get(buyers).post(add_buyer))
        .route("/items", get(items).post(add_item))
}

fn chat_routes() -> Router<Control> {
    Router::new()
        .route("/chats", get(chats).post(open_chat))
        .route("/chats/{chat_id}", get(chat))
        .route("/chats/{chat_id}/messages", get(messages).post(say))
        .route("/chats/{chat_id}/messages/{message_id}", delete(delete_message))
        .route("/chats/{chat_id}/read", post(mark_read))
        .route("/pictures", post(add_picture).layer(DefaultBodyLimit::max(MAX_BYTES + 1)))
        .route("/events", get(events))
}

fn lab_routes() -> Router<Control> {
    Router::new()
        .route("/faults", get(faults).post(add_fault).delete(clear_faults))
        .route("/faults/{id}", delete(remove_fault))
        .route("/stats", get(stats).delete(reset_stats))
        .route("/requests", get(requests))
        .route("/deliveries", get(deliveries))
        .route("/deliveries/settled", get(settled))
        .route("/time/travel", post(travel))
        .route("/health", get(health))
}

async fn sellers(State(control): State<Control>) -> Json<Vec<SellerView>> {
    Json(control.sellers())
}

async fn add_seller(State(control): State<Control>, Json(new): Json<NewSeller>) -> Answer<SellerView> {
    control.add_seller(new).map(Json)
}

async fn change_seller(
    State(control): State<Control>,
    Path(user_id): Path<i64>,
    Json(change): Json<SellerPatch>,
) -> Answer<SellerView> {
    control.change_seller(user_id, &change).map(Json)
}

async fn add_application(
    State(control): State<Control>,
    Json(new): Json<NewApplication>,
) -> Answer<ApplicationView> {
    control.add_application(new).map(Json)
}

async fn buyers(State(control): State<Control>) -> Json<Vec<BuyerView>> {
    Json(control.buyers())
}

async fn add_buyer(State(control): State<Control>, Json(new): Json<NewBuyer>) -> Answer<BuyerView> {
    control.add_buyer(new).map(Json)
}

async fn items(State(control): State<Control>) -> Json<Vec<ItemView>> {
    Json(control.items())
}

async fn add_item(State(control): State<Control>, Json(new): Json<NewItem>) -> Answer<ItemView> {
    control.add_item(new).map(Json)
}

#[derive(Debug, Deserialize)]
struct ChatsQuery {
    buyer_id: Option<i64>,
}

async fn chats(State(control): State<Control>, Query(query): Query<ChatsQuery>) -> Json<Vec<ChatView>> {
    Json(control.chats(query.buyer_id))
}

async fn open_chat(State(control): State<Control>, Json(new): Json<NewChat>) -> Answer<ChatView> {
    control.open_chat(&new).map(Json)
}

async fn chat(State(control): State<Control>, Path(chat_id): Path<String>) -> Answer<ChatView> {
    control.chat(&chat_id).map(Json)
}

async fn messages(State(control): State<Control>, Path(chat_id): Path<String>) -> Answer<Vec<MessageView>> {
    control.messages(&chat_id).map(Json)
}

async fn say(
    State(control): State<Control>,
    Path(chat_id): Path<String>,
    Json(new): Json<NewMessage>,
) -> Answer<MessageView> {
    control.say(&chat_id, new).map(Json)
}

#[derive(Debug, Deserialize)]
struct SideQuery {
    #[serde(default)]
    from: Side,
}

async fn delete_message(
    State(control): State<Control>,
    Path((chat_id, message_id)): Path<(String, String)>,
    Query(side): Query<SideQuery>,
) -> Answer<Value> {
    control.delete_message(&chat_id, &message_id, side.from)?;
    Ok(Json(json!({ "ok": true })))
}

#[derive(Debug, Deserialize)]
struct ReadBody {
    #[serde(default)]
    by: Side,
}

async fn mark_read(
    State(control): State<Control>,
    Path(chat_id): Path<String>,
    Json(body): Json<ReadBody>,
) -> Answer<Value> {
    control.mark_read(&chat_id, body.by)?;
    Ok(Json(json!({ "ok": true })))
}

async fn add_picture(State(control): State<Control>, headers: HeaderMap, body: Bytes) -> Answer<Value> {
    // A type that a foreign page may send without asking is refused.
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("image/") {
        return Err(ControlError::Invalid("expected Content-Type: image/…".to_owned()));
    }
    Ok(Json(json!({ "image_id": control.add_picture(body)? })))
}

async fn faults(State(control): State<Control>) -> Json<Vec<Fault>> {
    Json(control.faults())
}

async fn add_fault(State(control): State<Control>, Json(rule): Json<NewFault>) -> Json<Fault> {
    Json(control.add_fault(rule))
}

async fn remove_fault(State(control): State<Control>, Path(id): Path<u64>) -> Answer<Value> {
    control.remove_fault(id)?;
    Ok(Json(json!({ "ok": true })))
}

async fn clear_faults(State(control): State<Control>) -> Json<Value> {
    control.clear_faults();
    Json(json!({ "ok": true }))
}

async fn stats(State(control): State<Control>) -> Json<Stats> {
    Json(control.stats())
}

async fn reset_stats(State(control): State<Control>) -> Json<Value> {
    control.reset_stats();
    Json(json!({ "ok": true }))
}

#[derive(Debug, Deserialize)]
struct RequestsQuery {
    account: Option<i64>,
}

async fn requests(
    State(control): State<Control>,
    Query(query): Query<RequestsQuery>,
) -> Json<Vec<RequestEntry>> {
    Json(control.requests(query.account))
}

#[derive(Debug, Deserialize)]
struct DeliveriesQuery {
    #[serde(default)]
    after: u64,
}

async fn deliveries(
    State(control): State<Control>,
    Query(query): Query<DeliveriesQuery>,
) -> Json<Vec<Delivery>> {
    Json(control.deliveries(query.after))
}

#[derive(Debug, Deserialize)]
struct SettledQuery {
    timeout_ms: Option<u64>,
}

async fn settled(State(control): State<Control>, Query(query): Query<SettledQuery>) -> Json<Value> {
    let patience = Duration::from_millis(query.timeout_ms.unwrap_or(10_000));
    Json(json!({ "settled": control.deliveries_settled(patience).await }))
}

#[derive(Debug, Deserialize)]
struct Journey {
    seconds: u64,
}

#[derive(Debug, Serialize)]
struct Now {
    now_ms: i64,
}

async fn travel(State(control): State<Control>, Json(journey): Json<Journey>) -> Json<Now> {
    control.travel(Duration::from_secs(journey.seconds));
    Json(Now { now_ms: control.now_ms() })
}

async fn health(State(control): State<Control>) -> Json<Value> {
    let mode = control.world.config.mode;
    Json(json!({ "status": "ok", "mode": mode, "now_ms": control.now_ms() }))
}

/// Hints for one buyer's page; `resync` tells a page that fell behind to fetch everything.
async fn events(
    State(control): State<Control>,
    Query(query): Query<ChatsQuery>,
) -> Sse<impl Stream<Item = Result<sse::Event, Infallible>>> {
    let stopping = control.world.stopping.clone();
    let receiver = control.world.events.subscribe();
    let stream = futures::stream::unfold(receiver, move |mut receiver| async move {
        loop {
            match receiver.recv().await {
                Ok(event) if query.buyer_id.is_none_or(|id| id == event.buyer_id) => {
                    let event = sse::Event::default().json_data(&event).unwrap_or_default();
                    return Some((Ok(event), receiver));
                }
                Ok(_) => {}
                Err(RecvError::Lagged(_)) => {
                    return Some((Ok(sse::Event::default().data("{\"kind\":\"resync\"}")), receiver));
                }
                Err(RecvError::Closed) => return None,
            }
        }
    });
    let stream = stream.take_until(stopping.cancelled_owned());
    Sse::new(stream).keep_alive(KeepAlive::default())
}
