//! Every route, and the layers around them.

use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{delete, get, patch, post, put};
use axum::{Router, extract::Request};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::trace::{DefaultOnFailure, TraceLayer};
use tracing::Level;

use super::layers::{self, REQUEST_ID};
use super::routes::{
    accounts, articles, changes, channels, conversations, drafts, export, flows, health, images, lsp,
    messages, metrics, notes, oauth, ownership, pauses, push, quick_replies, search, session, shared, shares,
    snooze, telegram, turns, unsent, users, webhooks,
};
use super::{openapi, state::AppState};
use crate::{assets, live};

/// The whole face of a server.
pub fn router(state: AppState) -> Router {
    let page = api()
        .merge(outside())
        .fallback(assets::serve)
        .layer(CompressionLayer::new())
        .layer(from_fn(layers::limit_time))
        .layer(from_fn(layers::count))
        .with_state(state.clone())
        .layer(state.hub.layer())
        .layer(from_fn_with_state(state.clone(), live::check_origin));
    // Beside the page: deliveries need neither its compression nor its sockets.
    let channels =
        channels().layer(from_fn(layers::limit_time)).layer(from_fn(layers::count)).with_state(state.clone());
    page.merge(channels)
        .method_not_allowed_fallback(layers::wrong_method)
        .layer(CatchPanicLayer::custom(layers::caught_panic))
        .layer(from_fn_with_state(state, layers::harden))
        .layer(
            TraceLayer::new_for_http()
                .make_span_with(|request: &Request| layers::span(request))
                .on_request(())
                .on_response(layers::log_end)
                .on_failure(DefaultOnFailure::new().level(Level::DEBUG)),
        )
        .layer(PropagateRequestIdLayer::new(REQUEST_ID))
        .layer(SetRequestIdLayer::new(REQUEST_ID, MakeRequestUuid))
}

/// What the page calls.
fn api() -> Router<AppState> {
    Router::new()
        .route("/api/v1/login", post(session::login))
        .route("/api/v1/logout", post(session::logout))
        .route("/api/v1/me", get(session::me))
        .route("/api/v1/me/password", post(session::password))
        .route("/api/v1/conversations", get(conversations::list))
        .route("/api/v1/conversations/{id}", get(conversations::one))
        .route("/api/v1/conversations/{id}/messages", get(messages::list).post(messages::send))
        .route(
            "/api/v1/conversations/{id}/images",
            post(images::send).layer(DefaultBodyLimit::max(images::BODY_LIMIT)),
        )
        .route("/api/v1/conversations/{id}/take_over", post(ownership::take_over))
        .route("/api/v1/conversations/{id}/hand_back", post(ownership::hand_back))
        .route("/api/v1/conversations/{id}/assign", post(ownership::assign))
        .route("/api/v1/conversations/{id}/colleagues", get(ownership::colleagues))
        .route("/api/v1/conversations/{id}/presence", post(ownership::presence))
        .route("/api/v1/conversations/{id}/draft", post(drafts::ask))
        .route("/api/v1/conversations/{id}/draft/fate", post(drafts::report))
        .route("/api/v1/conversations/{id}/export", get(export::export))
        .route("/api/v1/conversations/{id}/shares", get(shares::list).post(shares::create))
        .route("/api/v1/conversations/{id}/shares/{share_id}", delete(shares::revoke))
        .route("/api/v1/conversations/{id}/notes", get(notes::list).post(notes::add))
        .route("/api/v1/notes/{id}", put(notes::edit).delete(notes::delete))
        .route("/api/v1/conversations/{id}/snooze", post(snooze::snooze))
        .route("/api/v1/conversations/{id}/unsent", put(unsent::put))
        .route("/api/v1/me/unsent", get(unsent::list))
        .route("/api/v1/channels", get(channels::list))
        .route("/api/v1/colleagues", get(ownership::team))
        .route("/api/v1/bot/pauses", get(pauses::list))
        .route("/api/v1/bot/pause", post(pauses::pause))
        .route("/api/v1/bot/resume", post(pauses::resume))
        .route("/api/v1/conversations/{id}/close", post(ownership::close))
        .route("/api/v1/conversations/{id}/read", post(ownership::read))
        .route("/api/v1/conversations/{id}/turns", get(turns::list))
        .route("/api/v1/conversations/{id}/dialog", get(turns::dialog))
        .route("/api/v1/messages/{id}/turn", get(turns::of_message))
        .route("/api/v1/messages/{id}/retry", post(messages::retry))
        .route("/api/v1/messages/{id}/cancel", post(messages::cancel))
        .route("/api/v1/search", get(search::find))
        .route("/api/v1/changes", get(changes::since))
        .route("/api/v1/accounts", get(accounts::list).post(accounts::create))
        .route("/api/v1/accounts/{id}", patch(accounts::update).delete(accounts::delete))
        .route("/api/v1/accounts/{id}/check", post(accounts::check))
        .route("/api/v1/accounts/{id}/oauth", get(oauth::start))
        .route("/api/v1/users", get(users::list).post(users::create))
        .route("/api/v1/users/{id}", patch(users::update))
        .route("/api/v1/quick_replies", get(quick_replies::list).post(quick_replies::create))
        .route("/api/v1/quick_replies/{id}", put(quick_replies::update).delete(quick_replies::delete))
        .route("/api/v1/quick_replies/{id}/used", post(quick_replies::used))
        .route("/api/v1/me/look", post(push::look))
        .route("/api/v1/push", get(push::settings))
        .route("/api/v1/push/subscriptions", post(push::subscribe))
        .route("/api/v1/push/subscriptions/{id}", delete(push::unsubscribe))
        .route("/api/v1/telegram", get(telegram::status))
        .route("/api/v1/telegram/test", post(telegram::test))
        .route("/api/v1/flows", get(flows::list))
        .route("/api/v1/lsp", get(lsp::connect))
        .route("/api/v1/flows/preview", post(flows::preview))
        .route("/api/v1/articles", get(articles::list))
}

/// What channels call.
fn channels() -> Router<AppState> {
    Router::new().route("/webhooks/avito/{account_id}/{secret}", post(webhooks::avito))
}

/// What others call: monitoring, tools, readers of shared conversations.
fn outside() -> Router<AppState> {
    Router::new()
        .route("/oauth/avito", get(oauth::finish))
        .route("/share/{token}", get(shared::page))
        .route("/health", get(health::health))
        .route("/metrics", get(metrics::metrics))
        .route("/openapi.json", get(openapi::document))
}
