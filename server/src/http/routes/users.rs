//! Users; for admins.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::json;
use sufler_store::{Id, NewUser, UserChange};
use utoipa::ToSchema;

use super::accounts::{present, text};
use super::audit;
use crate::auth::{Admin, password};
use crate::clock;
use crate::http::AppState;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{ApiJson, ApiPath};
use crate::http::wire::{Role, User};

const NAME_LIMIT: usize = 100;
const LOGIN_LIMIT: usize = 64;

/// A user to add.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UserRequest {
    /// Letters, digits and `. _ - @`; case does not matter.
    login: String,
    /// Name for colleagues.
    name: String,
    /// What they may do.
    role: Role,
    /// At least 10 characters.
    password: String,
    /// Accounts they may see; `null` or left out = all.
    #[serde(default)]
    accounts: Option<Vec<Id>>,
}

/// A change of a user; what is left out stays.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct UserPatch {
    /// Name for colleagues.
    name: Option<String>,
    /// What they may do.
    role: Option<Role>,
    /// New password; ends the user's sessions.
    password: Option<String>,
    /// Accounts they may see; `null` = all.
    #[serde(deserialize_with = "present")]
    #[schema(value_type = Option<Vec<i64>>)]
    accounts: Option<Option<Vec<Id>>>,
    /// May log in; `false` ends the user's sessions.
    active: Option<bool>,
}

/// Every user.
#[utoipa::path(get, operation_id = "users_list", path = "/api/v1/users", tag = "users", responses(
    (status = 200, body = [User]),
    (status = "default", body = ErrorBody),
))]
pub(crate) async fn list(State(state): State<AppState>, _admin: Admin) -> ApiResult<Json<Vec<User>>> {
    let users = state.store.users().await?;
    Ok(Json(users.into_iter().map(User::from).collect()))
}

/// Adds a user.
#[utoipa::path(post, operation_id = "users_create", path = "/api/v1/users", tag = "users", request_body = UserRequest, responses(
    (status = 201, body = User),
    (status = "default", body = ErrorBody, description = "409 `user.conflict` when the login is taken"),
))]
pub(crate) async fn create(
    State(state): State<AppState>,
    Admin(actor): Admin,
    ApiJson(request): ApiJson<UserRequest>,
) -> ApiResult<(StatusCode, Json<User>)> {
    let login = check_login(request.login)?;
    let name = text("name", request.name, NAME_LIMIT)?;
    check_accounts(&state, request.accounts.as_deref()).await?;
    let new = NewUser {
        login,
        name,
        role: request.role.into(),
        password_hash: hash("password", request.password).await?,
        accounts: request.accounts,
    };
    let user = state.store.user_create(new, clock::now()).await?;
    let details = json!({ "login": user.login, "role": user.role, "accounts": user.accounts });
    audit::record(&state, &actor, "user.create", "user", user.id, Some(details)).await;
    Ok((StatusCode::CREATED, Json(user.into())))
}

/// Changes a user; new rights reach their open pages at once.
#[utoipa::path(patch, operation_id = "users_update", path = "/api/v1/users/{id}", tag = "users", params(("id" = i64, Path)),
    request_body = UserPatch, responses(
    (status = 200, body = User),
    (status = "default", body = ErrorBody, description = "409 `user.last_admin`"),
))]
pub(crate) async fn update(
    State(state): State<AppState>,
    Admin(actor): Admin,
    ApiPath(id): ApiPath<Id>,
    ApiJson(patch): ApiJson<UserPatch>,
) -> ApiResult<Json<User>> {
    state.store.user(id).await?;
    check_accounts(&state, patch.accounts.as_ref().and_then(Option::as_deref)).await?;
    keep_an_admin(&state, id, &patch).await?;
    let details = json!({
        "name": patch.name, "role": patch.role, "accounts": patch.accounts, "active": patch.active,
        "password": patch.password.is_some(),
    });
    let change = UserChange {
        name: patch.name.map(|name| text("name", name, NAME_LIMIT)).transpose()?,
        role: patch.role.map(Into::into),
        password_hash: match patch.password {
            Some(password) => Some(hash("password", password).await?),
            None => None,
        },
        accounts: patch.accounts,
        active: patch.active,
    };
    let user = state.store.user_update(id, change).await?;
    state.hub.disconnect_user(id).await;
    audit::record(&state, &actor, "user.update", "user", id, Some(details)).await;
    Ok(Json(user.into()))
}

/// Without an admin nobody could ever let anybody in again.
async fn keep_an_admin(state: &AppState, id: Id, patch: &UserPatch) -> ApiResult<()> {
    let stays = patch.role.is_none_or(|role| role == Role::Admin) && patch.active != Some(false);
    if stays {
        return Ok(());
    }
    let users = state.store.users().await?;
    let is_admin = |user: &sufler_store::User| user.active && user.role == sufler_store::Role::Admin;
    if users.iter().any(|user| user.id != id && is_admin(user)) {
        return Ok(());
    }
    Err(ApiError::new(
        StatusCode::CONFLICT,
        "user.last_admin",
        "Это последний администратор. Сначала назначьте другого.",
    ))
}

fn check_login(login: String) -> ApiResult<String> {
    let login = text("login", login, LOGIN_LIMIT)?;
    let is_fine = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '@');
    if login.chars().all(is_fine) {
        return Ok(login);
    }
    Err(ApiError::field("login", "допустимы буквы, цифры и знаки . _ - @"))
}

async fn check_accounts(state: &AppState, ids: Option<&[Id]>) -> ApiResult<()> {
    let Some(ids) = ids else { return Ok(()) };
    let known = state.store.account_list().await?;
    match ids.iter().find(|id| !known.iter().any(|account| account.id == **id)) {
        None => Ok(()),
        Some(id) => Err(ApiError::field("accounts", format!("аккаунта {id} нет"))),
    }
}

/// Hash of a new password, if it is neither too short nor too long.
pub(super) async fn hash(field: &str, password: String) -> ApiResult<String> {
    if password.chars().count() < password::MIN_LENGTH {
        return Err(ApiError::field(field, format!("не короче {} символов", password::MIN_LENGTH)));
    }
    if password.len() > password::MAX_LENGTH {
        return Err(ApiError::field(field, format!("не длиннее {} байт", password::MAX_LENGTH)));
    }
    password::hash(password).await.map_err(|error| {
        tracing::error!(%error, "a password could not be hashed");
        ApiError::internal()
    })
}
