//! Pushes to browsers: which of my browsers want them, and of what; whether my page is looked at.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use sufler_store::{Id, Millis, NewPushSubscription, PushAddress, PushSubscription};
use utoipa::ToSchema;

use crate::auth::{Operator, Viewer};
use crate::clock;
use crate::http::AppState;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{ApiJson, ApiPath};
use crate::push::{checked, hash, readable};
use crate::share::Lang;

/// Browsers of one user.
const MOST: usize = 20;
/// Longest name of a device, in characters.
const DEVICE: usize = 100;

/// What a browser needs to subscribe, and which of mine have.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct PushSettings {
    /// `applicationServerKey` of a subscription.
    pub public_key: String,
    /// My browsers, oldest first.
    pub devices: Vec<PushDevice>,
}

/// A browser that wants to be told.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct PushDevice {
    /// Its id.
    pub id: Id,
    /// Browser and system, for people.
    pub device: String,
    /// Told of messages in my conversations.
    pub mine: bool,
    /// Told of conversations that wait for anybody.
    pub queue: bool,
    /// Since when.
    pub created_at: Millis,
}

impl From<PushSubscription> for PushDevice {
    fn from(row: PushSubscription) -> Self {
        let PushSubscription { id, device, mine, queue, created_at, .. } = row;
        Self { id, device, mine, queue, created_at }
    }
}

/// A browser's own subscription, and of what it wants to be told.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PushRequest {
    /// Address at the browser's push service.
    endpoint: String,
    /// The browser's public key, in base64url.
    p256dh: String,
    /// Secret shared with the browser, in base64url.
    auth: String,
    /// Browser and system, for people.
    device: String,
    /// Language of the notices.
    lang: Lang,
    /// Told of messages in my conversations.
    mine: bool,
    /// Told of conversations that wait for anybody.
    queue: bool,
}

/// What a browser needs to subscribe, and which of mine have.
#[utoipa::path(get, operation_id = "push_settings", path = "/api/v1/push", tag = "push", responses(
    (status = 200, body = PushSettings),
    (status = "default", body = ErrorBody),
))]
pub(crate) async fn settings(
    State(state): State<AppState>,
    Operator(actor): Operator,
) -> ApiResult<Json<PushSettings>> {
    let mine = of_user(&state, actor.user.id).await?;
    let devices = mine.into_iter().map(PushDevice::from).collect();
    Ok(Json(PushSettings { public_key: state.runtime.push_key(), devices }))
}

/// Keeps the browser's subscription, in place of the one it had.
#[utoipa::path(post, operation_id = "push_subscribe", path = "/api/v1/push/subscriptions", tag = "push",
    request_body = PushRequest, responses(
    (status = 201, body = PushDevice),
    (status = "default", body = ErrorBody, description = "422 for an address that leads nowhere public"),
))]
pub(crate) async fn subscribe(
    State(state): State<AppState>,
    Operator(actor): Operator,
    ApiJson(request): ApiJson<PushRequest>,
) -> ApiResult<(StatusCode, Json<PushDevice>)> {
    checked(&request.endpoint, state.config.push.allow_private)
        .map_err(|problem| ApiError::field("endpoint", problem))?;
    if !readable(&request.p256dh, &request.auth) {
        return Err(ApiError::field("p256dh", "ключи браузера не читаются"));
    }
    if of_user(&state, actor.user.id).await?.len() >= MOST {
        let words = "У вас уже 20 устройств с уведомлениями. Отключите лишние.";
        return Err(ApiError::new(StatusCode::CONFLICT, "push.too_many", words));
    }
    let new = NewPushSubscription {
        user_id: actor.user.id,
        endpoint_hash: hash(&request.endpoint),
        address: PushAddress { endpoint: request.endpoint, p256dh: request.p256dh, auth: request.auth },
        device: request.device.chars().filter(|c| !c.is_control()).take(DEVICE).collect(),
        lang: if request.lang == Lang::En { "en".into() } else { "ru".into() },
        mine: request.mine,
        queue: request.queue,
    };
    let kept = state.store.push_subscribe(new, clock::now()).await?;
    Ok((StatusCode::CREATED, Json(kept.into())))
}

/// Forgets one of my browsers.
#[utoipa::path(delete, operation_id = "push_unsubscribe", path = "/api/v1/push/subscriptions/{id}", tag = "push",
    params(("id" = i64, Path)), responses(
    (status = 204),
    (status = "default", body = ErrorBody),
))]
pub(crate) async fn unsubscribe(
    State(state): State<AppState>,
    Operator(actor): Operator,
    ApiPath(id): ApiPath<Id>,
) -> ApiResult<StatusCode> {
    if of_user(&state, actor.user.id).await?.iter().all(|device| device.id != id) {
        return Err(ApiError::not_found("push_subscription"));
    }
    state.store.push_unsubscribe(id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whether my page is looked at.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LookRequest {
    /// `true` is to be said again every half minute, as long as it lasts.
    looking: bool,
}

/// Whoever looks at a page gets no pushes.
#[utoipa::path(post, operation_id = "me_look", path = "/api/v1/me/look", tag = "push", request_body = LookRequest,
    responses(
    (status = 204),
    (status = "default", body = ErrorBody),
))]
pub(crate) async fn look(
    State(state): State<AppState>,
    Viewer(actor): Viewer,
    ApiJson(request): ApiJson<LookRequest>,
) -> StatusCode {
    state.runtime.looked_at(actor.user.id, request.looking);
    StatusCode::NO_CONTENT
}

async fn of_user(state: &AppState, user_id: Id) -> ApiResult<Vec<PushSubscription>> {
    let mut all = state.store.push_subscriptions().await?;
    all.retain(|row| row.user_id == user_id);
    Ok(all)
}
