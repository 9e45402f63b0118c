//! Two operators at one customer, and what each has begun to write.

use reqwest::Method;
use serde_json::json;
use sufler_store::Role;

use crate::fixture::Server;
use crate::polling::Live;

#[tokio::test]
async fn who_sends_second_sees_what_was_answered_first() {
    let server = Server::start().await;
    let (anna, oleg) = (server.user(Role::Operator, None).await, server.user(Role::Operator, None).await);
    let path = format!("/api/v1/conversations/{}/messages", server.ours.conversation);
    let seen = server.ours.message;
    let words = |client_id: &str, text: &str| json!({"client_id": client_id, "text": text, "seen": seen});
    let first = anna.post(&path, words("a", "Отправим завтра")).await;
    assert_eq!(first.status, 202, "{}", first.text);
    assert_eq!(anna.post(&path, words("a", "Отправим завтра")).await.json(), first.json(), "tried again");
    assert_eq!(anna.post(&path, words("a2", "Или сегодня")).await.status, 202, "one's own answer is no news");

    let refused = oleg.post(&path, words("b", "Завтра отправим")).await;
    assert_eq!(refused.error(), (409, "conversation.answered".into()));
    let answers = refused.json()["details"]["messages"].clone();
    assert_eq!(answers[0]["text"], "Отправим завтра");
    let messages = oleg.get(&path).await.json();
    assert_eq!(messages["items"].as_array().expect("messages").len(), 3, "nothing was sent");

    let take = format!("/api/v1/conversations/{}/take_over", server.ours.conversation);
    oleg.call(Method::POST, &take, None).await;
    let now_seen = answers[1]["id"].as_i64().expect("an id");
    let anyway = json!({"client_id": "b", "text": "Завтра отправим", "seen": now_seen});
    assert_eq!(oleg.post(&path, anyway).await.status, 202, "sent anyway, by one's own will");
    let foreign = json!({"client_id": "c", "text": "?", "seen": server.theirs.message});
    assert_eq!(oleg.post(&path, foreign).await.error(), (422, "request.invalid".into()));
}

#[tokio::test]
async fn an_unsent_answer_is_told_to_ones_own_pages_only() {
    let server = Server::start().await;
    let (anna, oleg) = (server.user(Role::Operator, None).await, server.user(Role::Operator, None).await);
    let (mut at_anna, mut at_oleg) = (Live::of(&anna).await, Live::of(&oleg).await);
    for live in [&mut at_anna, &mut at_oleg] {
        assert_eq!(live.event().await.expect("a greeting").0, "hello");
    }
    let path = format!("/api/v1/conversations/{}/unsent", server.ours.conversation);
    let put = async |text: &str| {
        anna.call(Method::PUT, &path, Some(json!({"text": text, "page": "p1"}))).await.json()
    };
    let kept = put("Добрый день").await;
    let (name, event) = at_anna.event().await.expect("an event");
    assert_eq!(
        (name.as_str(), &event["text"], &event["page"]),
        ("unsent", &json!("Добрый день"), &json!("p1"))
    );
    assert_eq!(event["revision"], kept["revision"]);
    assert_eq!(anna.get("/api/v1/me/unsent").await.json(), json!([kept]));
    assert_eq!(oleg.get("/api/v1/me/unsent").await.json(), json!([]));

    put("").await;
    assert_eq!(anna.get("/api/v1/me/unsent").await.json(), json!([]));
    server.customer_writes(server.ours, "алло").await;
    assert_eq!(at_oleg.event().await.expect("an event").0, "change", "a colleague heard nothing of it");
    let long = "ы".repeat(10_001);
    let refused = anna.call(Method::PUT, &path, Some(json!({"text": long, "page": "p1"}))).await;
    assert_eq!(refused.error(), (422, "request.invalid".into()));
}
