//! The calls: `POST /bot<token>/<method>`, and a few of ours under `/_sandbox`.

use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{any, get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use super::markup::plain;
use super::{Accident, Chat, Sent, World};

/// Longest text, in UTF-16 units.
const LONGEST: usize = 4096;

type Shared = Arc<Mutex<World>>;

/// A refusal in the API's words.
struct Refusal(u16, &'static str, Value);

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let Self(code, description, parameters) = self;
        let mut body = json!({ "ok": false, "error_code": code, "description": description });
        if let (Some(fields), false) = (body.as_object_mut(), parameters.is_null()) {
            fields.insert("parameters".to_owned(), parameters);
        }
        (StatusCode::from_u16(code).unwrap_or(StatusCode::BAD_REQUEST), Json(body)).into_response()
    }
}

fn refuse(code: u16, description: &'static str) -> Refusal {
    Refusal(code, description, Value::Null)
}

pub(super) fn routes(world: Shared) -> Router {
    Router::new()
        .route("/_sandbox/messages", get(messages))
        .route("/_sandbox/accidents", post(accident))
        .route("/_sandbox/chats", post(chat))
        .route("/{bot}/{method}", any(call))
        .with_state(world)
}

async fn messages(State(world): State<Shared>) -> Json<Vec<Sent>> {
    Json(lock(&world).sent.clone())
}

async fn accident(State(world): State<Shared>, Json(accident): Json<Accident>) -> StatusCode {
    lock(&world).accidents.push_back(accident);
    StatusCode::NO_CONTENT
}

async fn chat(State(world): State<Shared>, Json(chat): Json<Chat>) -> StatusCode {
    let mut world = lock(&world);
    world.chats.retain(|held| held.id != chat.id);
    world.chats.push(chat);
    StatusCode::NO_CONTENT
}

/// Methods are known in any case of letters; what is asked for in the wrong form is not found.
async fn call(
    State(world): State<Shared>,
    Path((bot, method)): Path<(String, String)>,
    body: Bytes,
) -> Response {
    let mut world = lock(&world);
    let Some(token) = bot.strip_prefix("bot").filter(|token| token.contains(':')) else {
        return refuse(404, "Not Found").into_response();
    };
    if token != world.token {
        return refuse(401, "Unauthorized").into_response();
    }
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    match method.to_ascii_lowercase().as_str() {
        "getme" => {
            let id = token.split(':').next().and_then(|id| id.parse::<i64>().ok()).unwrap_or(1);
            ok(json!({ "id": id, "is_bot": true, "first_name": "Суфлёр", "username": "sufler_bot" }))
        }
        "sendmessage" => {
            world.calls += 1;
            match world.accidents.pop_front() {
                None => answer(&mut world, &body),
                Some(Accident::TooMany { retry_after }) => {
                    let wait = json!({ "retry_after": retry_after });
                    Refusal(429, "Too Many Requests: retry later", wait).into_response()
                }
                Some(Accident::Status { status }) => {
                    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
                    (status, Html("<html><h1>Bad Gateway</h1></html>")).into_response()
                }
                Some(Accident::LostAnswer) => {
                    answer(&mut world, &body);
                    cut_off()
                }
            }
        }
        _ => refuse(404, "Not Found").into_response(),
    }
}

fn answer(world: &mut World, body: &Value) -> Response {
    match send(world, body) {
        Ok(message) => ok(message),
        Err(refusal) => refusal.into_response(),
    }
}

fn send(world: &mut World, body: &Value) -> Result<Value, Refusal> {
    let chat_id = body.get("chat_id").and_then(Value::as_i64);
    let chat = world.chats.iter().find(|chat| Some(chat.id) == chat_id);
    let chat = chat.ok_or(refuse(400, "Bad Request: chat not found"))?;
    if let Some(moved) = chat.migrated_to {
        let parameters = json!({ "migrate_to_chat_id": moved });
        return Err(Refusal(400, "Bad Request: group chat was upgraded to a supergroup chat", parameters));
    }
    if chat.kicked {
        return Err(refuse(403, "Forbidden: bot was kicked from the supergroup chat"));
    }
    let thread_id = body.get("message_thread_id").and_then(Value::as_i64);
    if thread_id.is_some_and(|thread| !chat.topics.contains(&thread)) {
        return Err(refuse(400, "Bad Request: message thread not found"));
    }
    let written = body.get("text").and_then(Value::as_str).unwrap_or_default();
    let text = match body.get("parse_mode").and_then(Value::as_str) {
        Some("HTML") => {
            plain(written).ok_or(refuse(400, "Bad Request: can't parse entities: unsupported tag"))?
        }
        _ => written.to_owned(),
    };
    if text.trim().is_empty() {
        return Err(refuse(400, "Bad Request: message text is empty"));
    }
    if text.encode_utf16().count() > LONGEST {
        return Err(refuse(400, "Bad Request: message is too long"));
    }
    let message_id = i64::try_from(world.sent.len()).unwrap_or(i64::MAX).saturating_add(1);
    let chat_id = chat.id;
    world.sent.push(Sent { message_id, chat_id, thread_id, text: text.clone() });
    Ok(
        json!({ "message_id": message_id, "chat": { "id": chat_id, "type": "supergroup" }, "date": 1, "text": text }),
    )
}

fn ok(result: Value) -> Response {
    Json(json!({ "ok": true, "result": result })).into_response()
}

/// Promises more than comes: the connection ends in the middle of the body.
fn cut_off() -> Response {
    let broken = futures::stream::iter([
        Ok(Bytes::from_static(b"{\"ok\":")),
        Err(std::io::Error::new(std::io::ErrorKind::ConnectionReset, "cut off")),
    ]);
    Response::new(axum::body::Body::from_stream(broken))
}

fn lock(world: &Shared) -> std::sync::MutexGuard<'_, World> {
    world.lock().unwrap_or_else(PoisonError::into_inner)
}
