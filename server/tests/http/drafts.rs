//! Drafts of the bot for operators: offered, never sent, counted.

use serde_json::json;
use sufler_store::Role;

use crate::fixture::Server;

#[tokio::test]
async fn a_draft_is_offered_and_nothing_is_sent() {
    let server = Server::start().await;
    let operator = server.user(Role::Operator, Some(vec![server.ours.account])).await;
    let path = format!("/api/v1/conversations/{}", server.ours.conversation);
    let before = operator.get(&path).await.json();

    let draft = operator.post(&format!("{path}/draft"), json!({})).await.json();
    assert_eq!(draft["text"], "Ответ на «Здравствуйте!»");
    assert_eq!(draft["after"], server.ours.message);
    assert_eq!(draft["confidence"], 0.9);

    assert_eq!(operator.get(&path).await.json(), before, "the conversation is as it was");
    let messages = operator.get(&format!("{path}/messages")).await.json();
    assert_eq!(messages["items"].as_array().expect("messages").len(), 1);
}

#[tokio::test]
async fn what_became_of_a_draft_is_counted() {
    let server = Server::start().await;
    let operator = server.user(Role::Operator, None).await;
    let path = format!("/api/v1/conversations/{}/draft/fate", server.ours.conversation);
    for fate in ["accepted", "edited", "dropped", "outdated"] {
        assert_eq!(operator.post(&path, json!({"fate": fate})).await.status, 204);
    }
    let wrong = operator.post(&path, json!({"fate": "liked"})).await;
    assert_eq!(wrong.error(), (422, "request.invalid".into()));

    let metrics = server.nobody().get("/metrics").await.text;
    for fate in ["accepted", "edited", "dropped", "outdated"] {
        let line = format!("sufler_drafts_total{{outcome=\"{fate}\"}}");
        assert!(metrics.contains(&line), "{metrics}");
    }
}
