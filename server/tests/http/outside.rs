//! What monitoring, tools and browsers see around the API.

use reqwest::Method;
use serde_json::json;
use sufler_server::http::runtime_port::{FlowProblem, FlowsHealth};
use sufler_store::{AccountProblem, Role};

use crate::client::answer;
use crate::fixture::Server;

#[tokio::test]
async fn health_tells_what_is_broken_and_where() {
    let server = Server::start().await;
    let nobody = server.nobody();
    let health = nobody.get("/health").await.json();
    assert_eq!(
        (health["status"].clone(), health["accounts"].clone()),
        (json!("ok"), json!({"ok": 2, "problem": 0}))
    );
    assert_eq!(health["database"], json!({"ok": true, "backend": "sqlite"}));

    let problem = FlowProblem {
        file: "support/flow.yaml".into(),
        line: 12,
        column: 5,
        code: "F203".into(),
        severity: "error".into(),
        message: "нет узла «оператор»".into(),
        help: Some("возможно, «operator»".into()),
    };
    *server.runtime.flows.lock().expect("lock") = FlowsHealth { active: 1, problems: vec![problem] };
    let account = AccountProblem {
        code: "unauthorized".into(), message: "Ключ не подошёл".into(), since: 1
    };
    server.store.account_set_problem(server.ours.account, Some(account)).await.expect("set");
    let answer = nobody.get("/health").await;
    let health = answer.json();
    assert_eq!((answer.status.as_u16(), health["status"].clone()), (200, json!("degraded")));
    assert_eq!(health["flows"]["problems"][0]["line"], 12);
    assert_eq!(health["accounts"], json!({"ok": 1, "problem": 1}));

    server.store.close().await.expect("closed");
    let answer = nobody.get("/health").await;
    assert_eq!((answer.status.as_u16(), answer.json()["status"].clone()), (503, json!("down")));
}

#[tokio::test]
async fn metrics_need_the_token_when_there_is_one() {
    let server = Server::start_with(|config| config.metrics_token = Some("t0ken".to_owned().into())).await;
    let nobody = server.nobody();
    nobody.get("/health").await;
    assert_eq!(nobody.get("/metrics").await.error(), (403, "metrics.forbidden".into()));
    let wrong = nobody.request(Method::GET, "/metrics").bearer_auth("t0ke");
    assert_eq!(answer(wrong).await.status, 403);
    let metrics = answer(nobody.request(Method::GET, "/metrics").bearer_auth("t0ken")).await;
    assert!(metrics.header("content-type").starts_with("text/plain"));
    let line = "sufler_http_requests_total{method=\"GET\",route=\"/health\",status=\"200\"}";
    assert!(metrics.text.contains(line), "{}", metrics.text);
}

#[tokio::test]
async fn metrics_without_a_token_are_for_this_machine() {
    let server = Server::start_with(|config| config.behind_proxy = true).await;
    let outside = server.nobody().request(Method::GET, "/metrics").header("x-forwarded-for", "8.8.8.8");
    assert_eq!(answer(outside).await.status, 403);
    assert_eq!(server.nobody().get("/metrics").await.status, 200);
}

#[tokio::test]
async fn unknown_paths_lead_programs_to_an_error_and_people_to_the_page() {
    let server = Server::start().await;
    let nobody = server.nobody();
    assert_eq!(nobody.get("/api/v1/nope").await.error(), (404, "page.not_found".into()));
    assert_eq!(nobody.get("/api/v1/conversations/abc").await.error(), (401, "auth.required".into()));
    let wrong = nobody.call(Method::PUT, "/api/v1/login", None).await;
    assert_eq!(wrong.error(), (405, "request.method_not_allowed".into()));
    assert_eq!(nobody.call(Method::POST, "/chats/1", None).await.error().0, 405);
    let page = nobody.get("/chats/1").await;
    assert_eq!(page.status, 200);
    assert!(page.header("content-type").starts_with("text/html"));
    let other = nobody.get("/chats/1").await;
    assert_ne!(page.header("content-security-policy"), other.header("content-security-policy"));
}

#[tokio::test]
async fn every_answer_carries_the_safety_headers() {
    let server = Server::start().await;
    for path in ["/", "/api/v1/me", "/health", "/socket.io/?EIO=4&transport=polling"] {
        let answer = server.nobody().get(path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"), "{path}");
        assert!(!answer.header("x-request-id").is_empty(), "{path}");
        assert!(!answer.headers.contains_key("strict-transport-security"), "{path}");
    }
    let server =
        Server::start_with(|config| config.public_url = Some("https://help.example.ru".into())).await;
    let secure = server.nobody().get("/").await;
    assert_eq!(secure.header("strict-transport-security"), "max-age=31536000");
}

#[tokio::test]
async fn the_consent_page_is_entered_and_left_by_redirects() {
    let server =
        Server::start_with(|config| config.public_url = Some("https://help.example.ru".into())).await;
    let admin = server.user(Role::Admin, None).await;
    let account = server.ours.account;
    let start = admin.get(&format!("/api/v1/accounts/{account}/oauth")).await;
    assert!(start.header("location").ends_with("redirect_uri=https://help.example.ru/oauth/avito"));
    let back = admin.get(&format!("/oauth/avito?code=good&state={account}&extra=1")).await;
    assert_eq!(back.header("location"), format!("/accounts?connected={account}"));
    let refused = admin.get("/oauth/avito?error=access_denied").await;
    assert_eq!(refused.header("location"), "/accounts?problem=oauth.refused");
    let nobody = server.nobody().get("/oauth/avito?code=good&state=1").await;
    assert_eq!(nobody.header("location"), "/accounts?problem=auth.required");
}

#[tokio::test]
async fn keys_of_an_account_are_written_and_never_shown() {
    let server = Server::start().await;
    let admin = server.user(Role::Admin, None).await;
    let new = json!({"channel": "avito", "title": "Новый", "client_id": "id-7", "client_secret": "secret-7"});
    let created = admin.post("/api/v1/accounts", new).await;
    assert_eq!((created.status.as_u16(), created.json()["status"].clone()), (201, json!("ok")));
    let listed = admin.get("/api/v1/accounts").await.text;
    let log = format!("{:?}", server.store.audit_list(None, 10).await.expect("the log"));
    for text in [&created.text, &listed, &log] {
        assert!(!text.contains("secret-7") && !text.contains("id-7"), "{text}");
    }
    assert!(log.contains("account.create"), "{log}");
    let lone = admin
        .call(
            Method::PATCH,
            &format!("/api/v1/accounts/{}", server.ours.account),
            Some(json!({"client_secret": "x"})),
        )
        .await;
    assert!(lone.json()["details"]["fields"]["client_secret"].is_string(), "{}", lone.text);
}

#[tokio::test]
async fn a_large_answer_is_compressed() {
    let server = Server::start().await;
    let request = server.nobody().request(Method::GET, "/openapi.json").header("accept-encoding", "gzip");
    let response = request.send().await.expect("an answer");
    // The client unpacks and drops the header; what is left of it shows that it was packed.
    assert!(response.headers().get("content-length").is_none());
    assert!(response.headers().get("vary").is_some());
    let document: serde_json::Value = response.json().await.expect("json");
    assert_eq!(document["info"]["title"], "Sufler");
}
