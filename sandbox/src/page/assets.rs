//! Files of the page, built into the binary, and pages of listings.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::{art, html};
use crate::world::World;

const INDEX: &str = include_str!("../../page/index.html");
const STYLE: &str = include_str!("../../page/page.css");
const SCRIPT: &str = include_str!("../../page/page.js");

/// Scripts and styles only from files: no text of a customer can become code.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; \
     connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

pub(crate) fn routes(world: &Arc<World>) -> Router {
    Router::new()
        .route("/", get(|| async { file("index.html") }))
        .route("/assets/{name}", get(|Path(name): Path<String>| async move { file(&name) }))
        .route("/item/{id}", get(item))
        .route("/user/{id}", get(person))
        .route("/art/item/{name}", get(item_picture))
        .route("/art/person/{name}", get(avatar))
        .layer(from_fn(protect))
        .with_state(Arc::clone(world))
}

async fn protect(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, POLICY);
    response.headers_mut().insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

fn file(name: &str) -> Response {
    let (kind, text) = match name {
        "index.html" => ("text/html; charset=utf-8", INDEX),
        "page.css" => ("text/css; charset=utf-8", STYLE),
        "page.js" => ("text/javascript; charset=utf-8", SCRIPT),
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    ([(CONTENT_TYPE, kind), (CACHE_CONTROL, "no-cache")], text).into_response()
}

async fn item(State(world): State<Arc<World>>, Path(id): Path<i64>) -> Response {
    let Some(item) = world.people.item(id) else { return StatusCode::NOT_FOUND.into_response() };
    let body = format!(
        "<img class=\"item-picture\" src=\"/art/item/{}.svg\" alt=\"\"><p class=\"price\">{}</p>{}\
         <p><a class=\"button\" href=\"/?item={}\">Написать продавцу</a></p>",
        html::escape(&item.picture),
        html::escape(&item.price_string()),
        html::paragraph(&item.description),
        item.id
    );
    html::page(&item.title, &body).into_response()
}

/// The public profile that chats link to.
async fn person(State(world): State<Arc<World>>, Path(id): Path<i64>) -> Response {
    let Some(name) = world.people.name(id) else { return StatusCode::NOT_FOUND.into_response() };
    let picture = format!("<img class=\"avatar\" src=\"/art/person/{id}.svg\" alt=\"\">");
    html::page(&name, &picture).into_response()
}

fn svg(drawing: String) -> Response {
    let headers = [(CONTENT_TYPE, "image/svg+xml"), (CACHE_CONTROL, "public, max-age=3600")];
    (headers, drawing).into_response()
}

async fn item_picture(Path(name): Path<String>) -> Response {
    svg(art::item(name.trim_end_matches(".svg")))
}

async fn avatar(State(world): State<Arc<World>>, Path(name): Path<String>) -> Response {
    let id = name.trim_end_matches(".svg").parse().unwrap_or_default();
    if let Some(buyer) = world.people.buyer(id) {
        return svg(art::avatar(&buyer.name, buyer.hue));
    }
    match world.people.seller(id) {
        Some(seller) => svg(art::avatar(&seller.name, 212)),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
