//! Links to a conversation's history: made, listed and ended by operators.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sufler_store::{self as store, Id, Millis, NewShare, User};
use utoipa::ToSchema;

use super::audit;
use super::conversations::granted;
use crate::auth::Operator;
use crate::clock;
use crate::http::AppState;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{ApiJson, ApiPath};
use crate::share::{Times, link};

/// Longest life of a link: 90 days.
const LONGEST_HOURS: u32 = 90 * 24;
/// Links of one conversation that work at the same time.
const MOST_LIVE: usize = 20;

/// A link to make.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShareRequest {
    /// How long it works, 1 to 2160.
    #[schema(minimum = 1, maximum = 2160)]
    expires_in_hours: u32,
    /// IANA name of the zone its times are shown in; UTC when left out.
    #[serde(default)]
    time_zone: Option<String>,
}

/// A link to a conversation's history.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Share {
    /// Its id.
    pub id: Id,
    /// Its address, as long as it works.
    #[schema(required)]
    pub url: Option<String>,
    /// Name of whoever made it.
    #[schema(required)]
    pub user_name: Option<String>,
    /// When it was made.
    pub created_at: Millis,
    /// When it ends by itself.
    pub expires_at: Millis,
    /// When somebody ended it.
    #[schema(required)]
    pub revoked_at: Option<Millis>,
}

/// Links to the conversation, the newest first, those that ended among them.
#[utoipa::path(get, operation_id = "shares_list", path = "/api/v1/conversations/{id}/shares", tag = "shares",
    params(("id" = i64, Path)), responses(
    (status = 200, body = [Share]),
    (status = "default", body = ErrorBody),
))]
pub(crate) async fn list(
    State(state): State<AppState>,
    Operator(actor): Operator,
    ApiPath(id): ApiPath<Id>,
) -> ApiResult<Json<Vec<Share>>> {
    granted(&state, &actor, id).await?;
    let users = state.store.users().await?;
    let shares = state.store.shares(id).await?;
    Ok(Json(shares.into_iter().map(|share| view(&state, &users, share)).collect()))
}

/// Makes a link for people outside; it shows the history with personal data masked.
#[utoipa::path(post, operation_id = "shares_create", path = "/api/v1/conversations/{id}/shares", tag = "shares",
    params(("id" = i64, Path)), request_body = ShareRequest, responses(
    (status = 201, body = Share),
    (status = "default", body = ErrorBody, description = "409 `share.too_many`"),
))]
pub(crate) async fn create(
    State(state): State<AppState>,
    Operator(actor): Operator,
    ApiPath(id): ApiPath<Id>,
    ApiJson(request): ApiJson<ShareRequest>,
) -> ApiResult<(StatusCode, Json<Share>)> {
    granted(&state, &actor, id).await?;
    let (hours, zone) = checked(&request)?;
    let now = clock::now();
    let live = state.store.shares(id).await?.iter().filter(|share| is_live(share, now)).count();
    if live >= MOST_LIVE {
        let message = format!("На этот диалог уже есть {MOST_LIVE} действующих ссылок. Отзовите лишние.");
        return Err(ApiError::new(StatusCode::CONFLICT, "share.too_many", message));
    }
    let expires_at = now.saturating_add(hours);
    let new = NewShare { conversation_id: id, user_id: actor.user.id, time_zone: zone.name, expires_at };
    let share = state.store.share_create(new, now).await?;
    let details = json!({ "share_id": share.id, "expires_at": expires_at });
    audit::record(&state, &actor, "share.create", "conversation", id, Some(details)).await;
    Ok((StatusCode::CREATED, Json(view(&state, std::slice::from_ref(&actor.user), share))))
}

/// Ends a link at once.
#[utoipa::path(delete, operation_id = "shares_revoke", path = "/api/v1/conversations/{id}/shares/{share_id}",
    tag = "shares", params(("id" = i64, Path), ("share_id" = i64, Path)), responses(
    (status = 200, body = Share),
    (status = "default", body = ErrorBody),
))]
pub(crate) async fn revoke(
    State(state): State<AppState>,
    Operator(actor): Operator,
    ApiPath((id, share_id)): ApiPath<(Id, Id)>,
) -> ApiResult<Json<Share>> {
    granted(&state, &actor, id).await?;
    if state.store.share(share_id).await?.conversation_id != id {
        return Err(ApiError::not_found("share"));
    }
    let share = state.store.share_revoke(share_id, clock::now()).await?;
    let details = json!({ "share_id": share.id });
    audit::record(&state, &actor, "share.revoke", "conversation", id, Some(details)).await;
    let users = state.store.users().await?;
    Ok(Json(view(&state, &users, share)))
}

/// Milliseconds and zone of a request that makes sense.
fn checked(request: &ShareRequest) -> ApiResult<(Millis, Times)> {
    let hours = request.expires_in_hours;
    if !(1..=LONGEST_HOURS).contains(&hours) {
        let problem = format!("нужно число часов от 1 до {LONGEST_HOURS}");
        return Err(ApiError::field("expires_in_hours", problem));
    }
    let zone = match request.time_zone.as_deref() {
        None => Times::utc(),
        Some(name) => Times::of(name)
            .ok_or_else(|| ApiError::field("time_zone", "нужен часовой пояс вида Europe/Moscow"))?,
    };
    let life = Duration::from_secs(u64::from(hours) * 60 * 60);
    Ok((Millis::try_from(life.as_millis()).unwrap_or(Millis::MAX), zone))
}

fn is_live(share: &store::Share, now: Millis) -> bool {
    share.revoked_at.is_none() && share.expires_at > now
}

fn view(state: &AppState, users: &[User], share: store::Share) -> Share {
    let token = is_live(&share, clock::now()).then(|| link::token(&state.store, (&share).into()));
    Share {
        id: share.id,
        url: token.map(|token| format!("{}/share/{token}", state.config.public_url())),
        user_name: users.iter().find(|user| user.id == share.user_id).map(|user| user.name.clone()),
        created_at: share.created_at,
        expires_at: share.expires_at,
        revoked_at: share.revoked_at,
    }
}
