//! Drafts of the bot for operators: offered, never sent, counted.

use serde_json::{Value, json};
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
async fn what_became_of_a_draft_is_seen_by_what_is_sent_and_counted_once() {
    let server = Server::start().await;
    let operator = server.user(Role::Operator, None).await;
    let path = format!("/api/v1/conversations/{}", server.ours.conversation);
    let ask = async || operator.post(&format!("{path}/draft"), json!({})).await.json();
    let send = async |client_id: &str, text: &str, draft: &Value| {
        let words = json!({"client_id": client_id, "text": text, "draft_id": draft["id"]});
        assert_eq!(operator.post(&format!("{path}/messages"), words).await.status, 202);
    };
    let report = async |draft: &Value, fate: &str| {
        let body = json!({"id": draft["id"], "fate": fate});
        operator.post(&format!("{path}/draft/fate"), body).await.status.as_u16()
    };

    let outdated = ask().await;
    server.customer_writes(server.ours, "алло").await;
    assert_eq!(report(&outdated, "outdated").await, 204);
    assert_eq!(report(&outdated, "liked").await, 422);
    let accepted = ask().await;
    send("c1", accepted["text"].as_str().expect("a text"), &accepted).await;
    send("c2", "и ещё раз", &accepted).await;
    assert_eq!(report(&accepted, "dropped").await, 204, "too late to matter");
    let edited = ask().await;
    send("c3", "Иначе", &edited).await;
    let dropped = ask().await;
    assert_eq!(report(&dropped, "outdated").await, 204);
    assert_eq!(report(&dropped, "outdated").await, 204);
    let colleague = server.user(Role::Operator, None).await;
    let theirs = json!({"id": ask().await["id"], "fate": "dropped"});
    let refused = colleague.post(&format!("{path}/draft/fate"), theirs).await;
    assert_eq!(refused.error(), (404, "draft.not_found".into()));

    let audit = server.store.audit_list(None, 50).await.expect("a log");
    let fates: Vec<String> = audit
        .iter()
        .rev()
        .filter(|entry| entry.action == "conversation.draft")
        .filter_map(|entry| Some(entry.details.as_ref()?["fate"].as_str()?.to_owned()))
        .collect();
    assert_eq!(fates, ["outdated", "accepted", "edited", "dropped"], "what the page said is checked");
}
