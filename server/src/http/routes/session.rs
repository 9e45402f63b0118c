//! Logging in and out, and who am I.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::audit;
use super::users::hash;
use crate::auth::{self, ClientAddress, Viewer};
use crate::http::AppState;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::ApiJson;
use crate::http::wire::User;

/// Longest login looked at, in bytes.
const LOGIN_LIMIT: usize = 256;

/// Who logs in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LoginRequest {
    login: String,
    password: String,
}

/// The user of this session.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Me {
    /// The user.
    pub user: User,
    /// Value for the header `x-csrf-token` of every request that changes something.
    pub csrf: String,
}

/// Checks the password and sets the session cookie.
#[utoipa::path(post, operation_id = "session_login", path = "/api/v1/login", tag = "session", security(()), request_body = LoginRequest, responses(
    (status = 200, body = Me, headers(("set-cookie" = String))),
    (status = "default", body = ErrorBody, description = "401 `login.wrong`, 429 `login.too_many`"),
))]
pub(crate) async fn login(
    State(state): State<AppState>,
    ClientAddress(address): ClientAddress,
    ApiJson(request): ApiJson<LoginRequest>,
) -> ApiResult<impl IntoResponse> {
    let login: String = request.login.trim().chars().take(LOGIN_LIMIT).collect();
    let session = auth::log_in(&state, address, &login, request.password).await?;
    let cookie = auth::cookie(&session.token, &state.config);
    let me = Me { user: session.user.into(), csrf: session.csrf };
    Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), Json(me)))
}

/// Ends the session everywhere it is used.
#[utoipa::path(post, operation_id = "session_logout", path = "/api/v1/logout", tag = "session", responses(
    (status = 204),
    (status = "default", body = ErrorBody),
))]
pub(crate) async fn logout(
    State(state): State<AppState>,
    Viewer(actor): Viewer,
) -> ApiResult<impl IntoResponse> {
    state.store.session_delete(&actor.session).await?;
    state.hub.disconnect_session(&actor.session).await;
    let cookie = auth::expired_cookie(&state.config);
    Ok((StatusCode::NO_CONTENT, AppendHeaders([(header::SET_COOKIE, cookie)])))
}

/// A change of one's own password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasswordRequest {
    /// The password so far.
    current: String,
    /// The new one, at least 10 characters.
    new: String,
}

/// Changes my own password; my sessions elsewhere end.
#[utoipa::path(post, operation_id = "session_password", path = "/api/v1/me/password", tag = "session", request_body = PasswordRequest, responses(
    (status = 204),
    (status = "default", body = ErrorBody, description = "422 `password.wrong`, 429 `login.too_many`"),
))]
pub(crate) async fn password(
    State(state): State<AppState>,
    ClientAddress(address): ClientAddress,
    Viewer(actor): Viewer,
    ApiJson(request): ApiJson<PasswordRequest>,
) -> ApiResult<StatusCode> {
    if !auth::confirm_password(&state, address, &actor.user.login, request.current).await? {
        return Err(ApiError::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "password.wrong",
            "Прежний пароль указан неверно.",
        )
        .with("fields", json!({ "current": "неверный пароль" })));
    }
    let hash = hash("new", request.new).await?;
    state.store.user_password(actor.user.id, &hash, &actor.session).await?;
    // Every page of the user connects again; those whose session has ended are refused.
    state.hub.disconnect_user(actor.user.id).await;
    audit::record(&state, &actor, "user.password", "user", actor.user.id, None).await;
    Ok(StatusCode::NO_CONTENT)
}

/// Who am I.
#[utoipa::path(get, operation_id = "session_me", path = "/api/v1/me", tag = "session", responses(
    (status = 200, body = Me),
    (status = "default", body = ErrorBody),
))]
pub(crate) async fn me(Viewer(actor): Viewer) -> Json<Me> {
    Json(Me { user: actor.user.into(), csrf: actor.csrf })
}
