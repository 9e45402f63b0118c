//! Browsers that want to be told: kept for their user alone, and only where a push may go.

use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};
use sufler_store::Role;

use crate::fixture::Server;

/// Keys of RFC 8291's example.
pub(crate) fn subscription() -> Value {
    json!({
        "endpoint": "https://push.example.com/send/abc",
        "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "auth": "BTBZMqHH6r4Tts7J_aSIgg",
        "device": "Chrome, Linux",
        "lang": "ru",
        "mine": true,
        "queue": false,
    })
}

#[tokio::test]
async fn a_browser_is_kept_for_its_user_alone() {
    let server = Server::start().await;
    let (anna, boris) = (server.user(Role::Operator, None).await, server.user(Role::Admin, None).await);
    let kept = anna.post("/api/v1/push/subscriptions", subscription()).await;
    assert_eq!(kept.status, 201, "{}", kept.text);
    let again = anna.post("/api/v1/push/subscriptions", subscription()).await.json();
    let mine = anna.get("/api/v1/push").await.json();
    assert_eq!(
        (mine["devices"].as_array().map(Vec::len), &mine["devices"][0]["id"]),
        (Some(1), &again["id"])
    );
    assert!(!mine.to_string().contains("push.example.com"), "addresses are secret: {mine}");
    assert_eq!(boris.get("/api/v1/push").await.json()["devices"], json!([]));

    let path = format!("/api/v1/push/subscriptions/{}", again["id"]);
    let foreign = boris.call(Method::DELETE, &path, None).await;
    assert_eq!(foreign.error(), (404, "push_subscription.not_found".into()));
    assert_eq!(anna.call(Method::DELETE, &path, None).await.status, 204);
    assert_eq!(anna.get("/api/v1/push").await.json()["devices"], json!([]));
}

#[rstest]
#[case("endpoint", json!("http://push.example.com/1"))]
#[case("endpoint", json!("https://127.0.0.1/1"))]
#[case("endpoint", json!("https://169.254.169.254/latest"))]
#[case("endpoint", json!("https://intranet/1"))]
#[case("p256dh", json!("AAAA"))]
#[tokio::test]
async fn an_address_that_leads_inside_is_refused(#[case] field: &str, #[case] value: Value) {
    let server = Server::start().await;
    let anna = server.user(Role::Operator, None).await;
    let mut wrong = subscription();
    wrong[field] = value;
    let refused = anna.post("/api/v1/push/subscriptions", wrong).await;
    assert_eq!(refused.error(), (422, "request.invalid".into()));
    assert!(refused.json()["details"]["fields"][field].is_string(), "{}", refused.text);
}

#[tokio::test]
async fn a_page_says_whether_it_is_looked_at() {
    let server = Server::start().await;
    let anna = server.user(Role::Viewer, None).await;
    for looking in [true, false] {
        assert_eq!(anna.post("/api/v1/me/look", json!({"looking": looking})).await.status, 204);
    }
    let id = anna.session.as_ref().expect("a session").user.id;
    assert_eq!(*server.runtime.looks.lock().expect("lock"), [(id, true), (id, false)]);
}
