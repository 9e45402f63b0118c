//! Connecting an account by the channel's consent page.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sufler_store::Id;
use utoipa::IntoParams;

use super::audit;
use crate::auth::Admin;
use crate::http::AppState;
use crate::http::error::{ApiResult, ErrorBody};
use crate::http::extract::{ApiPath, ApiQuery};
use crate::http::runtime_port::OauthCallback;

/// What the channel's consent page sends back; unknown parameters are its own business.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct CallbackQuery {
    /// Code to exchange.
    code: Option<String>,
    /// Our state, if the channel returned it.
    state: Option<String>,
    /// Why it was refused.
    error: Option<String>,
}

/// Sends the admin to the channel's consent page.
#[utoipa::path(get, operation_id = "oauth_start", path = "/api/v1/accounts/{id}/oauth", tag = "accounts", params(("id" = i64, Path)), responses(
    (status = 302, headers(("location" = String))),
    (status = "default", body = ErrorBody),
))]
pub(crate) async fn start(
    State(state): State<AppState>,
    _admin: Admin,
    ApiPath(id): ApiPath<Id>,
) -> ApiResult<Response> {
    state.store.account_get(id).await?;
    let consent = state.runtime.oauth_start(id, redirect_uri(&state)).await?;
    Ok(redirect(&consent))
}

/// Takes the admin back from the consent page to the list of accounts.
#[utoipa::path(get, operation_id = "oauth_finish", path = "/oauth/avito", tag = "outside", params(CallbackQuery), responses(
    (status = 302, description = "To `/accounts?connected=ID` or `/accounts?problem=CODE`",
        headers(("location" = String))),
))]
pub(crate) async fn finish(
    State(state): State<AppState>,
    admin: ApiResult<Admin>,
    ApiQuery(query): ApiQuery<CallbackQuery>,
) -> Response {
    match connect(&state, admin, query).await {
        Ok(id) => redirect(&format!("/accounts?connected={id}")),
        Err(error) => redirect(&format!("/accounts?problem={}", error.code())),
    }
}

async fn connect(state: &AppState, admin: ApiResult<Admin>, query: CallbackQuery) -> ApiResult<Id> {
    let Admin(actor) = admin?;
    let callback = OauthCallback {
        code: query.code,
        state: query.state,
        error: query.error,
        redirect_uri: redirect_uri(state),
    };
    let id = state.runtime.oauth_finish(callback).await?;
    audit::record(state, &actor, "account.authorize", "account", id, None).await;
    Ok(id)
}

fn redirect_uri(state: &AppState) -> String {
    format!("{}/oauth/avito", state.config.public_url())
}

fn redirect(to: &str) -> Response {
    let mut headers = HeaderMap::new();
    match to.parse() {
        Ok(location) => {
            headers.insert(header::LOCATION, location);
            (StatusCode::FOUND, headers).into_response()
        }
        Err(_) => crate::http::error::ApiError::internal().into_response(),
    }
}
