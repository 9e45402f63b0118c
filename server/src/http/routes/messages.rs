//! Reading and sending messages.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sufler_store as store;
use sufler_store::{Id, OperatorMessage, Owner};
use utoipa::{IntoParams, ToSchema};

use super::conversations::{granted, limit};
use super::{answered_since, audit, drafts};
use crate::auth::{Actor, Operator, Viewer};
use crate::clock;
use crate::http::AppState;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{ApiJson, ApiPath, ApiQuery};
use crate::http::wire::{Message, SeenBy as _};

/// Longest text of one message, in characters; a channel with a smaller limit gets it in parts.
pub(super) const TEXT_LIMIT: usize = 10_000;
/// Longest id a browser may give a message.
const CLIENT_ID_LIMIT: usize = 64;
const DEFAULT_LIMIT: u32 = 50;
const LARGEST_LIMIT: u32 = 200;

/// Which part of a thread to read.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ThreadQuery {
    /// Read what lies before this message.
    before: Option<Id>,
    /// Read what lies after this message.
    after: Option<Id>,
    /// Messages of a page, 1 to 200.
    #[param(default = 50, minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// A part of a thread.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct MessagePage {
    /// Messages, oldest first.
    pub items: Vec<Message>,
    /// More of them lie beyond, in the direction that was read.
    pub more: bool,
}

/// A message to send.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SendRequest {
    /// The browser's id: the same id is stored once.
    client_id: String,
    /// 1 to 10 000 characters.
    text: String,
    /// Epoch the operator saw.
    epoch: Option<i64>,
    /// The last message the operator had seen when writing: what others answered since refuses this one.
    #[serde(default)]
    seen: Option<Id>,
    /// The bot's draft it was made of.
    #[serde(default)]
    draft_id: Option<Id>,
}

/// Part of a thread: the newest messages when neither `before` nor `after` is given.
#[utoipa::path(get, operation_id = "messages_list", path = "/api/v1/conversations/{id}/messages", tag = "messages",
    params(("id" = i64, Path), ThreadQuery), responses(
    (status = 200, body = MessagePage),
    (status = "default", body = ErrorBody),
))]
pub(crate) async fn list(
    State(state): State<AppState>,
    Viewer(actor): Viewer,
    ApiPath(id): ApiPath<Id>,
    ApiQuery(query): ApiQuery<ThreadQuery>,
) -> ApiResult<Json<MessagePage>> {
    if query.before.is_some() && query.after.is_some() {
        return Err(ApiError::field("after", "укажите что-то одно: before или after"));
    }
    let limit = limit(query.limit, DEFAULT_LIMIT, LARGEST_LIMIT)?;
    granted(&state, &actor, id).await?;
    let page = state.store.messages(id, query.before, query.after, limit).await?;
    let role = actor.user.role;
    let items = page.items.into_iter().map(|message| Message::from(message).seen_by(role)).collect();
    Ok(Json(MessagePage { items, more: page.more }))
}

/// Queues an operator's message; a conversation the bot led becomes the operator's.
#[utoipa::path(post, operation_id = "messages_send", path = "/api/v1/conversations/{id}/messages", tag = "messages",
    params(("id" = i64, Path)), request_body = SendRequest, responses(
    (status = 202, body = Message),
    (status = "default", body = ErrorBody, description = "409 `conversation.owner_changed`, or \
        `conversation.answered` with what others answered since `seen`"),
))]
pub(crate) async fn send(
    State(state): State<AppState>,
    Operator(actor): Operator,
    ApiPath(id): ApiPath<Id>,
    ApiJson(request): ApiJson<SendRequest>,
) -> ApiResult<(StatusCode, Json<Message>)> {
    check_client_id("client_id", &request.client_id)?;
    let text = check_text(request.text)?;
    let row = granted(&state, &actor, id).await?;
    answered_since::check(&state, &actor, id, &request.client_id, request.seen).await?;
    let mut parts = parts(&row, &text).into_iter().enumerate().map(|(number, text)| OperatorMessage {
        conversation_id: id,
        user_id: actor.user.id,
        client_id: if number == 0 {
            request.client_id.clone()
        } else {
            format!("{}/{number}", request.client_id)
        },
        kind: "text".into(),
        text,
        content: None,
        // The first part may take the conversation over and so change the epoch.
        expected_epoch: request.epoch.filter(|_| number == 0),
    });
    let Some(first) = parts.next() else { return Err(ApiError::field("text", "текст пуст")) };
    let stored = queue(&state, &actor, &row.conversation, first).await?;
    for part in parts {
        state.store.operator_send(part, clock::now()).await?;
    }
    if let Some(draft_id) = request.draft_id {
        drafts::sent(&state, &actor, (id, draft_id), &text).await;
    }
    Ok((StatusCode::ACCEPTED, Json(stored)))
}

/// The text in parts that the channel takes; the others follow the first by the live stream.
fn parts(row: &store::ConversationRow, text: &str) -> Vec<String> {
    let channel = sufler_channels::capabilities::of(&row.account.channel);
    channel.map_or_else(|| vec![text.to_owned()], |channel| sufler_channels::split(text, channel.text))
}

/// Queues a message and records the takeover it may be.
pub(super) async fn queue(
    state: &AppState,
    actor: &Actor,
    before: &store::Conversation,
    message: OperatorMessage,
) -> ApiResult<Message> {
    let stored = state.store.operator_send(message, clock::now()).await?;
    let was_mine = before.owner == Owner::Operator { user_id: actor.user.id };
    if !was_mine {
        let details = json!({ "by": "message", "message_id": stored.id });
        audit::record(state, actor, "conversation.take_over", "conversation", before.id, Some(details)).await;
    }
    Ok(stored.into())
}

/// Queues a failed or doubtful message again, by a person's will.
#[utoipa::path(post, operation_id = "messages_retry", path = "/api/v1/messages/{id}/retry", tag = "messages", params(("id" = i64, Path)), responses(
    (status = 200, body = Message),
    (status = "default", body = ErrorBody, description = "409 `message.conflict`"),
))]
pub(crate) async fn retry(
    State(state): State<AppState>,
    Operator(actor): Operator,
    ApiPath(id): ApiPath<Id>,
) -> ApiResult<Json<Message>> {
    check_message(&state, &actor, id).await?;
    Ok(Json(state.store.retry_message(id, clock::now()).await?.into()))
}

/// Withdraws a message that has not left.
#[utoipa::path(post, operation_id = "messages_cancel", path = "/api/v1/messages/{id}/cancel", tag = "messages", params(("id" = i64, Path)), responses(
    (status = 200, body = Message),
    (status = "default", body = ErrorBody, description = "409 `message.conflict`"),
))]
pub(crate) async fn cancel(
    State(state): State<AppState>,
    Operator(actor): Operator,
    ApiPath(id): ApiPath<Id>,
) -> ApiResult<Json<Message>> {
    check_message(&state, &actor, id).await?;
    Ok(Json(state.store.cancel_message(id, clock::now()).await?.into()))
}

/// Whether the user may see the message's account.
pub(super) async fn check_message(state: &AppState, actor: &Actor, id: Id) -> ApiResult<()> {
    let message = state.store.message(id).await?;
    let row = state.store.conversation(message.conversation_id).await?;
    actor.grants().check(row.conversation.account_id, "message")
}

pub(super) fn check_client_id(field: &str, id: &str) -> ApiResult<()> {
    if (1..=CLIENT_ID_LIMIT).contains(&id.len()) {
        return Ok(());
    }
    Err(ApiError::field(field, format!("нужно от 1 до {CLIENT_ID_LIMIT} символов")))
}

fn check_text(text: String) -> ApiResult<String> {
    if text.trim().is_empty() {
        return Err(ApiError::field("text", "напишите что-нибудь"));
    }
    if text.chars().count() > TEXT_LIMIT {
        return Err(ApiError::field("text", format!("не длиннее {TEXT_LIMIT} символов")));
    }
    // PostgreSQL cannot store U+0000 in text; it means nothing in a message.
    Ok(text.replace('\0', ""))
}
