//! Accounts: everybody sees those granted, admins change them.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};
use sufler_store::{Account, Id};
use utoipa::ToSchema;

use super::audit;
use crate::auth::{Admin, Viewer};
use crate::http::AppState;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{ApiJson, ApiPath};
use crate::http::runtime_port::{AccountPatch, NewAccount};
use crate::http::wire::AccountView;

/// Longest name and longest key, in characters.
const TITLE_LIMIT: usize = 100;
const KEY_LIMIT: usize = 500;

/// An account to connect.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccountRequest {
    /// `avito`.
    channel: String,
    /// Name for people.
    title: String,
    /// Key given by the channel.
    client_id: String,
    /// Its secret; never shown again.
    client_secret: String,
    /// Channel-specific settings.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    settings: Option<serde_json::Map<String, Value>>,
    /// Flow that answers; left out: the flows' `serves` decide.
    #[serde(default)]
    flow_id: Option<String>,
}

/// A change of an account; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
pub(crate) struct AccountChange {
    /// Name for people.
    title: Option<String>,
    /// New key; comes with its secret.
    client_id: Option<String>,
    /// Its secret.
    client_secret: Option<String>,
    /// All settings anew.
    #[schema(value_type = Option<Object>)]
    settings: Option<serde_json::Map<String, Value>>,
    /// `null` returns to the choice by `serves`.
    #[serde(deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    flow_id: Option<Option<String>>,
    /// Works or rests.
    enabled: Option<bool>,
}

/// Tells `null` from a field left out.
pub(super) fn present<'de, D, T>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(deserializer).map(Some)
}

/// Accounts the user may see.
#[utoipa::path(get, operation_id = "accounts_list", path = "/api/v1/accounts", tag = "accounts", responses(
    (status = 200, body = [AccountView]),
    (status = "default", body = ErrorBody),
))]
pub(crate) async fn list(
    State(state): State<AppState>,
    Viewer(actor): Viewer,
) -> ApiResult<Json<Vec<AccountView>>> {
    let grants = actor.grants();
    let mut accounts = state.store.account_list().await?;
    accounts.retain(|account| grants.allow(account.id));
    Ok(Json(views(&state, accounts)))
}

/// Connects an account.
#[utoipa::path(post, operation_id = "accounts_create", path = "/api/v1/accounts", tag = "accounts", request_body = AccountRequest, responses(
    (status = 201, body = AccountView),
    (status = "default", body = ErrorBody),
))]
pub(crate) async fn create(
    State(state): State<AppState>,
    Admin(actor): Admin,
    ApiJson(request): ApiJson<AccountRequest>,
) -> ApiResult<(StatusCode, Json<AccountView>)> {
    if request.channel != "avito" {
        return Err(ApiError::field("channel", "допустимы avito"));
    }
    let account = NewAccount {
        channel: request.channel,
        title: text("title", request.title, TITLE_LIMIT)?,
        client_id: text("client_id", request.client_id, KEY_LIMIT)?,
        client_secret: text("client_secret", request.client_secret, KEY_LIMIT)?,
        settings: Value::Object(request.settings.unwrap_or_default()),
        flow_id: request.flow_id,
    };
    let account = state.runtime.connect_account(account).await?;
    let details = json!({ "channel": account.channel, "title": account.title });
    audit::record(&state, &actor, "account.create", "account", account.id, Some(details)).await;
    Ok((StatusCode::CREATED, Json(view(&state, account))))
}

/// Changes an account.
#[utoipa::path(patch, operation_id = "accounts_update", path = "/api/v1/accounts/{id}", tag = "accounts", params(("id" = i64, Path)),
    request_body = AccountChange, responses(
    (status = 200, body = AccountView),
    (status = "default", body = ErrorBody),
))]
pub(crate) async fn update(
    State(state): State<AppState>,
    Admin(actor): Admin,
    ApiPath(id): ApiPath<Id>,
    ApiJson(change): ApiJson<AccountChange>,
) -> ApiResult<Json<AccountView>> {
    if change.client_id.is_some() != change.client_secret.is_some() {
        return Err(ApiError::field("client_secret", "ключ и его секрет меняются вместе"));
    }
    let details = named(&change);
    let optional =
        |name, value: Option<String>, limit| value.map(|value| text(name, value, limit)).transpose();
    let patch = AccountPatch {
        title: optional("title", change.title, TITLE_LIMIT)?,
        client_id: optional("client_id", change.client_id, KEY_LIMIT)?,
        client_secret: optional("client_secret", change.client_secret, KEY_LIMIT)?,
        settings: change.settings.map(Value::Object),
        flow_id: change.flow_id,
        enabled: change.enabled,
    };
    state.store.account_get(id).await?;
    let account = state.runtime.update_account(id, patch).await?;
    audit::record(&state, &actor, "account.update", "account", id, Some(details)).await;
    Ok(Json(view(&state, account)))
}

/// Disconnects an account and deletes its conversations.
#[utoipa::path(delete, operation_id = "accounts_delete", path = "/api/v1/accounts/{id}", tag = "accounts", params(("id" = i64, Path)), responses(
    (status = 204),
    (status = "default", body = ErrorBody),
))]
pub(crate) async fn delete(
    State(state): State<AppState>,
    Admin(actor): Admin,
    ApiPath(id): ApiPath<Id>,
) -> ApiResult<StatusCode> {
    let account = state.store.account_get(id).await?;
    state.runtime.remove_account(id).await?;
    let details = json!({ "channel": account.channel, "title": account.title });
    audit::record(&state, &actor, "account.delete", "account", id, Some(details)).await;
    Ok(StatusCode::NO_CONTENT)
}

/// Asks the channel now whether all is well.
#[utoipa::path(post, operation_id = "accounts_check", path = "/api/v1/accounts/{id}/check", tag = "accounts", params(("id" = i64, Path)), responses(
    (status = 200, body = AccountView),
    (status = "default", body = ErrorBody),
))]
pub(crate) async fn check(
    State(state): State<AppState>,
    _admin: Admin,
    ApiPath(id): ApiPath<Id>,
) -> ApiResult<Json<AccountView>> {
    state.store.account_get(id).await?;
    let account = state.runtime.check_account(id).await?;
    Ok(Json(view(&state, account)))
}

/// Accounts with their status.
pub(super) fn views(state: &AppState, accounts: Vec<Account>) -> Vec<AccountView> {
    let status = state.runtime.accounts_status();
    let with_status = |account: Account| {
        let status = status.get(&account.id).copied().unwrap_or_default();
        AccountView::new(account, status)
    };
    accounts.into_iter().map(with_status).collect()
}

fn view(state: &AppState, account: Account) -> AccountView {
    let status = state.runtime.accounts_status().get(&account.id).copied().unwrap_or_default();
    AccountView::new(account, status)
}

/// A text that is there and not too long.
pub(super) fn text(field: &str, value: String, limit: usize) -> ApiResult<String> {
    let value = value.trim();
    match value.chars().count() {
        0 => Err(ApiError::field(field, "обязательно для заполнения")),
        length if length > limit => Err(ApiError::field(field, format!("не длиннее {limit} символов"))),
        _ => Ok(value.to_owned()),
    }
}

/// What was changed, by name: values may be secrets.
fn named(change: &AccountChange) -> Value {
    let fields = [
        ("title", change.title.is_some()),
        ("keys", change.client_id.is_some()),
        ("settings", change.settings.is_some()),
        ("flow_id", change.flow_id.is_some()),
        ("enabled", change.enabled.is_some()),
    ];
    let changed: Vec<_> =
        fields.iter().filter(|(_, is_changed)| *is_changed).map(|(name, _)| *name).collect();
    json!({ "changed": changed })
}
