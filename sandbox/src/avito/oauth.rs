//! The token endpoint and the authorize page (contract §3).

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use super::Routes;
use super::error::ApiError;
use super::gate::suffer;
use crate::auth::{Issued, KeyOwner, Keys, Refusal};
use crate::faults::Subject;
use crate::operation::Operation;
use crate::page::html;
use crate::stats::RequestEntry;
use crate::world::{Seller, World};

pub(super) fn routes() -> Routes {
    Router::new()
        .route("/token", post(token))
        // Clients in the wild add a slash.
        .route("/token/", post(token))
        .route("/oauth", get(authorize))
}

type Form = HashMap<String, String>;

async fn token(State(world): State<Arc<World>>, headers: HeaderMap, body: Bytes) -> Response {
    let form: Form = url::form_urlencoded::parse(&body).into_owned().collect();
    let keys = form.get("client_id").and_then(|id| world.auth.keys(id));
    let seller = keys.as_ref().and_then(|keys| match keys.owner {
        KeyOwner::Seller(user_id) => world.people.seller(user_id),
        KeyOwner::Application => None,
    });
    let account = seller.as_ref().map(|seller| seller.user_id);
    let operation = Operation::GetAccessToken;
    let action = world.faults.for_request(operation, Subject { account, chat_id: None });
    let work = async {
        match issue(&world, &headers, &form) {
            Ok(answer) => ([(CACHE_CONTROL, "no-store")], Json(answer)).into_response(),
            Err(error) => error.into_response(),
        }
    };
    let note = |status| {
        let entry = RequestEntry { at_ms: world.clock.now_ms(), account, operation, status };
        world.ledger.answered(seller.as_ref().map(|seller| &seller.ledger), entry);
    };
    suffer(&world, action, operation, work, note).await
}

fn issue(world: &World, headers: &HeaderMap, form: &Form) -> Result<Value, ApiError> {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("application/x-www-form-urlencoded") {
        let message = "expected Content-Type: application/x-www-form-urlencoded";
        return Err(ApiError::new(StatusCode::BAD_REQUEST, message));
    }
    let field =
        |name: &str| form.get(name).map(String::as_str).ok_or_else(|| ApiError::field(name, "required"));
    let grant_type = field("grant_type")?;
    let keys = world.auth.check(field("client_id")?, field("client_secret")?)?;
    let (auth, ids, now_ms) = (&world.auth, &world.ids, world.clock.now_ms());
    let issued = match grant_type {
        "client_credentials" => auth.by_credentials(&keys, now_ms, ids)?,
        "authorization_code" => auth.by_code(&keys, field("code")?, now_ms, ids)?,
        "refresh_token" => auth.by_refresh(&keys, field("refresh_token")?, now_ms, ids)?,
        _ => return Err(ApiError::field("grant_type", "unsupported grant_type")),
    };
    Ok(answer(world, issued))
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        let status = match refusal {
            Refusal::Client => StatusCode::UNAUTHORIZED,
            Refusal::Code | Refusal::RefreshToken | Refusal::NoAccount => StatusCode::BAD_REQUEST,
        };
        Self::new(status, refusal.to_string())
    }
}

fn answer(world: &World, issued: Issued) -> Value {
    let Issued { access_token, refresh_token, scope } = issued;
    let mut value = json!({
        "access_token": access_token,
        "expires_in": world.auth.access_ttl().as_secs(),
        "token_type": "Bearer",
    });
    if let Some(object) = value.as_object_mut() {
        for (name, extra) in [("refresh_token", refresh_token), ("scope", scope)] {
            if let Some(extra) = extra {
                object.insert(name.to_owned(), extra.into());
            }
        }
    }
    value
}

#[derive(Debug, Clone, Deserialize)]
struct AuthorizeQuery {
    response_type: Option<String>,
    client_id: Option<String>,
    scope: Option<String>,
    redirect_uri: Option<String>,
    state: Option<String>,
    /// Whom to sign in as; the real page knows it from its own session.
    user_id: Option<i64>,
    /// What the person pressed on the consent page.
    decision: Option<String>,
}

async fn authorize(State(world): State<Arc<World>>, Query(query): Query<AuthorizeQuery>) -> Response {
    match decide(&world, &query) {
        Ok(response) => response,
        // Never redirect when the application or its address is in doubt.
        Err(problem) => (StatusCode::BAD_REQUEST, html::page("Вход не удался", &html::paragraph(&problem)))
            .into_response(),
    }
}

fn decide(world: &World, query: &AuthorizeQuery) -> Result<Response, String> {
    let client_id = query.client_id.as_deref().ok_or("В ссылке нет client_id.")?;
    let keys = world.auth.keys(client_id).ok_or("Приложение с таким client_id не зарегистрировано.")?;
    let back = redirect_target(&keys, query.redirect_uri.as_deref())?;
    if query.response_type.as_deref() != Some("code") {
        return Ok(redirect(back, "error", "unsupported_response_type", query.state.as_deref()));
    }
    let candidates = candidates(world, &keys);
    match (query.decision.as_deref(), world.config.consent) {
        (Some("deny"), _) => Ok(redirect(back, "error", "access_denied", query.state.as_deref())),
        (None, true) => Ok(consent_page(&candidates, query)),
        _ => {
            let seller = candidates
                .iter()
                .find(|seller| query.user_id.is_none_or(|id| id == seller.user_id))
                .ok_or("Нет аккаунта, от имени которого можно войти.")?;
            let now_ms = world.clock.now_ms();
            let scope = query.scope.as_deref();
            let code = world.auth.issue_code(client_id, seller.user_id, scope, now_ms, &world.ids);
            Ok(redirect(back, "code", &code, query.state.as_deref()))
        }
    }
}

/// A seller's own keys let in that seller; an application may be let in by any.
fn candidates(world: &World, keys: &Keys) -> Vec<Arc<Seller>> {
    match keys.owner {
        KeyOwner::Seller(user_id) => world.people.seller(user_id).into_iter().collect(),
        KeyOwner::Application => world.people.sellers(),
    }
}

fn redirect_target(keys: &Keys, asked: Option<&str>) -> Result<Url, String> {
    let target = match (&keys.redirect_uri, asked) {
        (Some(registered), Some(asked)) if registered != asked => {
            return Err("redirect_uri не совпадает с зарегистрированным у приложения.".to_owned());
        }
        (Some(registered), _) => registered.as_str(),
        (None, Some(asked)) => asked,
        (None, None) => return Err("У приложения нет redirect_uri, и в ссылке его нет.".to_owned()),
    };
    let url = Url::parse(target).map_err(|_| "redirect_uri — не адрес.".to_owned())?;
    if matches!(url.scheme(), "http" | "https") {
        Ok(url)
    } else {
        Err("redirect_uri должен быть адресом http или https.".to_owned())
    }
}

fn redirect(mut to: Url, name: &str, value: &str, state: Option<&str>) -> Response {
    to.query_pairs_mut().append_pair(name, value);
    if let Some(state) = state {
        to.query_pairs_mut().append_pair("state", state);
    }
    Redirect::to(to.as_str()).into_response()
}

/// Links instead of a form: a form's redirect to another origin would be stopped by the page's own policy.
fn consent_page(candidates: &[Arc<Seller>], query: &AuthorizeQuery) -> Response {
    let link = |decision: &str, user_id: Option<i64>| {
        let mut pairs = url::form_urlencoded::Serializer::new(String::from("/oauth?"));
        let known = [
            ("response_type", query.response_type.as_deref()),
            ("client_id", query.client_id.as_deref()),
            ("scope", query.scope.as_deref()),
            ("redirect_uri", query.redirect_uri.as_deref()),
            ("state", query.state.as_deref()),
            ("decision", Some(decision)),
        ];
        pairs.extend_pairs(known.into_iter().filter_map(|(name, value)| Some((name, value?))));
        if let Some(user_id) = user_id {
            pairs.append_pair("user_id", &user_id.to_string());
        }
        html::escape(&pairs.finish())
    };
    let mut body =
        html::paragraph("Приложение просит доступ к сообщениям. Выберите аккаунт, который его даёт:");
    body.push_str("<ul class=\"plain\">");
    for seller in candidates {
        let href = link("allow", Some(seller.user_id));
        // Writing into a String cannot fail.
        let _ = write!(
            body,
            "<li><a class=\"button\" href=\"{href}\">Разрешить от имени «{}»</a></li>",
            html::escape(&seller.name)
        );
    }
    let _ = write!(body, "</ul><p><a href=\"{}\">Отказать</a></p>", link("deny", None));
    html::page("Доступ к аккаунту", &body).into_response()
}
