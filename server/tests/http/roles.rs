//! Every route against every role: one table says who may call what.

use std::collections::BTreeSet;
use std::sync::Arc;

use reqwest::Method;
use serde_json::{Value, json};
use sufler_server::http::openapi;
use sufler_store::Role;
use tokio::task::JoinSet;

use crate::client::{Client, answer};
use crate::fixture::Server;
use crate::runtime::{OAUTH_CODE, WEBHOOK_SECRET};

/// Roles from the least to the most.
const ROLES: [Role; 4] = [Role::Viewer, Role::Qa, Role::Operator, Role::Admin];

struct Route {
    method: Method,
    /// As in the OpenAPI document.
    path: &'static str,
    /// The least role that may call it; `None` = anybody.
    least: Option<Role>,
    /// Status for whoever may.
    status: u16,
    body: Body,
}

enum Body {
    Empty,
    Json(Value),
    Picture,
}

fn route(method: Method, path: &'static str, least: impl Into<Option<Role>>, status: u16) -> Route {
    Route { method, path, least: least.into(), status, body: Body::Empty }
}

impl Route {
    fn json(mut self, body: Value) -> Self {
        self.body = Body::Json(body);
        self
    }

    fn picture(mut self) -> Self {
        self.body = Body::Picture;
        self
    }
}

fn table() -> Vec<Route> {
    use Role::{Admin, Operator, Qa, Viewer};
    const CONVERSATION: &str = "/api/v1/conversations/{id}";
    let get = |path, least: Role, status| route(Method::GET, path, least, status);
    let post = |path, least: Role, status| route(Method::POST, path, least, status);
    let patch = |path, least: Role, status| route(Method::PATCH, path, least, status);
    let wrong = json!({"login": "x", "password": "y"});
    let account = json!({"channel": "avito", "title": "Новый", "client_id": "a", "client_secret": "b"});
    let reply =
        json!({"scope": {"kind": "team"}, "title": "Привет", "keyword": "Привет", "text": "Здравствуйте!"});
    let edit = json!({"revision": 1, "reply": reply});
    let password = json!({"current": "не тот", "new": "длинный пароль"});
    let user = json!({"login": "new", "name": "Новый", "role": "viewer", "password": "длинный пароль"});
    vec![
        route(Method::POST, "/api/v1/login", None, 401).json(wrong),
        post("/api/v1/logout", Viewer, 204),
        get("/api/v1/me", Viewer, 200),
        post("/api/v1/me/password", Viewer, 422).json(password),
        get("/api/v1/conversations", Viewer, 200),
        get(CONVERSATION, Viewer, 200),
        get("/api/v1/conversations/{id}/messages", Viewer, 200),
        post("/api/v1/conversations/{id}/messages", Operator, 202)
            .json(json!({"client_id": "c", "text": "Добрый день"})),
        post("/api/v1/conversations/{id}/images", Operator, 202).picture(),
        post("/api/v1/conversations/{id}/take_over", Operator, 200),
        post("/api/v1/conversations/{id}/hand_back", Operator, 200),
        post("/api/v1/conversations/{id}/close", Operator, 200),
        post("/api/v1/conversations/{id}/read", Operator, 200),
        post("/api/v1/conversations/{id}/assign", Operator, 200).json(json!({"user_id": null})),
        get("/api/v1/conversations/{id}/colleagues", Viewer, 200),
        post("/api/v1/conversations/{id}/presence", Operator, 200).json(json!({"stance": "typing"})),
        post("/api/v1/conversations/{id}/draft", Operator, 200),
        get("/api/v1/conversations/{id}/export", Viewer, 200),
        get("/api/v1/conversations/{id}/shares", Operator, 200),
        post("/api/v1/conversations/{id}/shares", Operator, 201).json(json!({"expires_in_hours": 24})),
        route(Method::DELETE, "/api/v1/conversations/{id}/shares/{share_id}", Operator, 200),
        post("/api/v1/conversations/{id}/draft/fate", Operator, 404)
            .json(json!({"id": 1, "fate": "dropped"})),
        get("/api/v1/conversations/{id}/notes", Qa, 200),
        post("/api/v1/conversations/{id}/notes", Qa, 201)
            .json(json!({"client_id": "c", "text": "Торгуется"})),
        route(Method::PUT, "/api/v1/notes/{id}", Qa, 200).json(json!({"text": "Иначе"})),
        route(Method::DELETE, "/api/v1/notes/{id}", Qa, 204),
        post("/api/v1/conversations/{id}/snooze", Operator, 200).json(json!({"until": null})),
        route(Method::PUT, "/api/v1/conversations/{id}/unsent", Operator, 200)
            .json(json!({"text": "Добрый", "page": "p"})),
        get("/api/v1/me/unsent", Operator, 200),
        get("/api/v1/channels", Viewer, 200),
        get("/api/v1/colleagues", Viewer, 200),
        get("/api/v1/bot/pauses", Viewer, 200),
        post("/api/v1/bot/pause", Admin, 200).json(json!({"scope": {"kind": "all"}})),
        post("/api/v1/bot/resume", Admin, 200).json(json!({"scope": {"kind": "all"}})),
        get("/api/v1/conversations/{id}/turns", Qa, 200),
        get("/api/v1/conversations/{id}/dialog", Qa, 409),
        get("/api/v1/messages/{id}/turn", Qa, 404),
        post("/api/v1/messages/{id}/retry", Operator, 200),
        post("/api/v1/messages/{id}/cancel", Operator, 200),
        get("/api/v1/search", Viewer, 200),
        get("/api/v1/changes", Viewer, 200),
        get("/api/v1/accounts", Viewer, 200),
        post("/api/v1/accounts", Admin, 201).json(account),
        patch("/api/v1/accounts/{id}", Admin, 200).json(json!({"title": "Иначе"})),
        route(Method::DELETE, "/api/v1/accounts/{id}", Admin, 204),
        post("/api/v1/accounts/{id}/check", Admin, 200),
        get("/api/v1/accounts/{id}/oauth", Admin, 302),
        get("/api/v1/quick_replies", Operator, 200),
        post("/api/v1/quick_replies", Operator, 201).json(reply),
        route(Method::PUT, "/api/v1/quick_replies/{id}", Operator, 200).json(edit),
        route(Method::DELETE, "/api/v1/quick_replies/{id}", Operator, 204),
        post("/api/v1/quick_replies/{id}/used", Operator, 200).json(json!({"use_id": "u"})),
        post("/api/v1/me/look", Viewer, 204).json(json!({"looking": true})),
        get("/api/v1/push", Operator, 200),
        post("/api/v1/push/subscriptions", Operator, 201).json(crate::push::subscription()),
        route(Method::DELETE, "/api/v1/push/subscriptions/{id}", Operator, 204),
        get("/api/v1/telegram", Admin, 200),
        post("/api/v1/telegram/test", Admin, 204),
        get("/api/v1/users", Admin, 200),
        post("/api/v1/users", Admin, 201).json(user),
        patch("/api/v1/users/{id}", Admin, 200).json(json!({"name": "Иначе"})),
        get("/api/v1/flows", Viewer, 200),
        post("/api/v1/flows/preview", Admin, 200).json(json!({"files": [{"text": "flow: a"}]})),
        get("/api/v1/articles", Viewer, 200),
        // A person comes back here from the channel: a refusal leads to the page as well.
        route(Method::GET, "/oauth/avito", None, 302),
        route(Method::GET, "/share/{token}", None, 404),
        route(Method::POST, "/webhooks/avito/{account_id}/{secret}", None, 200).json(json!({})),
        route(Method::GET, "/health", None, 200),
        route(Method::GET, "/metrics", None, 200),
        route(Method::GET, "/openapi.json", None, 200),
    ]
}

#[tokio::test]
async fn every_route_refuses_whom_it_should() {
    let server = Server::start().await;
    let nobody = server.nobody();
    let mut clients = Vec::new();
    for role in ROLES {
        clients.push(server.user(role, None).await);
    }
    for route in table() {
        let Some(least) = route.least else { continue };
        check(&server, &nobody, &route, 401).await;
        for (_, client) in ROLES.iter().zip(&clients).filter(|(role, _)| rank(**role) < rank(least)) {
            check(&server, client, &route, 403).await;
        }
    }
}

/// Each on a server of its own, since they change things.
#[tokio::test(flavor = "multi_thread")]
async fn every_route_lets_in_whom_it_should() {
    let mut calls = JoinSet::new();
    for route in table() {
        let route = Arc::new(route);
        let allowed =
            ROLES.into_iter().filter(|role| route.least.is_none_or(|least| rank(*role) >= rank(least)));
        for role in allowed.map(Some).chain(route.least.is_none().then_some(None)) {
            let route = Arc::clone(&route);
            calls.spawn(async move {
                let server = Server::start().await;
                let client = match role {
                    Some(role) => server.user(role, None).await,
                    None => server.nobody(),
                };
                check(&server, &client, &route, route.status).await;
            });
        }
    }
    calls.join_all().await;
}

#[tokio::test]
async fn nothing_changes_without_the_csrf_token() {
    let server = Server::start().await;
    let mut client = server.user(Role::Admin, None).await;
    for csrf in ["", "csrf", "csrf00"] {
        client.session.as_mut().expect("a session").csrf = csrf.into();
        for route in table().iter().filter(|route| route.method != Method::GET && route.least.is_some()) {
            let answer = send(&server, &client, route).await;
            assert_eq!(answer.error(), (403, "auth.csrf".into()), "{} {}", route.method, route.path);
        }
    }
}

#[test]
fn the_table_and_the_document_name_the_same_routes() {
    let document: Value = serde_json::from_str(&openapi::json()).expect("json");
    let mut described = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for method in methods.as_object().expect("methods").keys() {
            described.insert(format!("{} {path}", method.to_uppercase()));
        }
    }
    let tested: BTreeSet<_> =
        table().iter().map(|route| format!("{} {}", route.method, route.path)).collect();
    assert_eq!(described, tested);
}

async fn check(server: &Server, client: &Client, route: &Route, expected: u16) {
    let who = client.session.as_ref().map(|session| session.user.role);
    let answer = send(server, client, route).await;
    assert_eq!(answer.status.as_u16(), expected, "{who:?}: {} {}: {}", route.method, route.path, answer.text);
    match expected {
        401 if route.least.is_some() => assert_eq!(answer.error().1, "auth.required"),
        403 => assert_eq!(answer.error().1, "auth.forbidden"),
        // What follows no link shows a page.
        404 if route.path.starts_with("/share/") => assert!(answer.text.starts_with("<!doctype html>")),
        404 => assert!(["turn.not_found", "draft.not_found"].contains(&answer.error().1.as_str())),
        _ => {}
    }
}

async fn send(server: &Server, client: &Client, route: &Route) -> crate::client::Answer {
    let mut request = client.request(route.method.clone(), &address(server, client, route).await);
    match &route.body {
        Body::Empty => {}
        Body::Json(body) => request = request.json(body),
        Body::Picture => request = request.multipart(crate::bodies::picture("c")),
    }
    answer(request).await
}

/// The path with the ids of what is there.
async fn address(server: &Server, client: &Client, route: &Route) -> String {
    let place = server.ours;
    let user = client.session.as_ref().map_or(0, |session| session.user.id);
    let id = match route.path {
        path if path.ends_with("/retry") || path.ends_with("/cancel") => {
            server.failed_message(place, user).await
        }
        path if path.starts_with("/api/v1/messages") => place.message,
        path if path.starts_with("/api/v1/accounts") => place.account,
        path if path.starts_with("/api/v1/push") => server.push_subscription(user).await,
        path if path.starts_with("/api/v1/users") => user,
        path if path.starts_with("/api/v1/notes") => server.note(place, user).await,
        path if path.starts_with("/api/v1/quick_replies") => server.quick_reply(place, user).await,
        _ => place.conversation,
    };
    let query = match route.path {
        "/api/v1/changes" => "?after=0".to_owned(),
        "/api/v1/search" => "?q=привет".to_owned(),
        "/oauth/avito" => format!("?code={OAUTH_CODE}&state={}", place.account),
        _ => String::new(),
    };
    let mut path = route.path.replace("{id}", &id.to_string());
    if path.contains("{share_id}") {
        path = path.replace("{share_id}", &server.share(place, user).await.to_string());
    }
    let path = path.replace("{account_id}", &place.account.to_string()).replace("{secret}", WEBHOOK_SECRET);
    path + &query
}

fn rank(role: Role) -> usize {
    ROLES.iter().position(|other| *other == role).expect("a role")
}
