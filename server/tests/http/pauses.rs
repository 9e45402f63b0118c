//! Silencing the bot, and giving conversations to colleagues: by whom and how far.

use serde_json::json;
use sufler_store::Role;

use crate::fixture::Server;

const PAUSE: &str = "/api/v1/bot/pause";

#[tokio::test]
async fn an_operator_silences_what_is_granted_only() {
    let server = Server::start().await;
    let operator = server.user(Role::Operator, Some(vec![server.ours.account])).await;
    let pause = async |scope: serde_json::Value| operator.post(PAUSE, json!({"scope": scope})).await;
    let account = |account_id: i64| json!({"kind": "account", "account_id": account_id});
    let conversation =
        |conversation_id: i64| json!({"kind": "conversation", "conversation_id": conversation_id});
    assert_eq!(pause(json!({"kind": "all"})).await.error(), (403, "auth.forbidden".into()));
    assert_eq!(pause(account(server.theirs.account)).await.error(), (404, "account.not_found".into()));
    let foreign = pause(conversation(server.theirs.conversation)).await;
    assert_eq!(foreign.error(), (404, "conversation.not_found".into()));
    assert!(server.store.bot_pauses().await.expect("pauses").is_empty());

    assert_eq!(pause(account(server.ours.account)).await.status, 200);
    let held = pause(conversation(server.ours.conversation)).await.json();
    assert_eq!(held.as_array().expect("pauses").len(), 2);
    assert_eq!(held[0]["user_name"], "Сотрудник 0");
    let stranger = server.user(Role::Viewer, Some(vec![server.theirs.account])).await;
    assert_eq!(stranger.get("/api/v1/bot/pauses").await.json(), json!([]));

    let resumed = operator.post("/api/v1/bot/resume", json!({"scope": account(server.ours.account)})).await;
    assert_eq!(resumed.json()[0]["scope"], conversation(server.ours.conversation));
}

#[tokio::test]
async fn a_conversation_goes_to_a_colleague_who_may_lead_it() {
    let server = Server::start().await;
    let anna = server.user(Role::Operator, Some(vec![server.ours.account])).await;
    let boris = server.user(Role::Operator, None).await;
    let stranger = server.user(Role::Operator, Some(vec![server.theirs.account])).await;
    let viewer = server.user(Role::Viewer, None).await;
    let id = |client: &crate::client::Client| client.session.as_ref().expect("a session").user.id;
    let path = format!("/api/v1/conversations/{}", server.ours.conversation);

    let able = anna.get(&format!("{path}/colleagues")).await.json();
    let able: Vec<_> = able.as_array().expect("people").iter().map(|one| one["id"].as_i64()).collect();
    assert_eq!(able, [Some(id(&anna)), Some(id(&boris))]);

    let assign = format!("{path}/assign");
    for who in [id(&stranger), id(&viewer), 1] {
        let refused = anna.post(&assign, json!({"user_id": who})).await;
        assert_eq!(refused.error(), (422, "request.invalid".into()));
    }
    let given = anna.post(&assign, json!({"user_id": id(&boris), "epoch": 1})).await;
    assert_eq!(given.status, 200, "{}", given.text);
    assert_eq!(given.json()["owner_name"], "Сотрудник 1");
    let late = anna.post(&assign, json!({"user_id": id(&anna), "epoch": 1})).await;
    assert_eq!(late.error(), (409, "conversation.owner_changed".into()));
    let queued = boris.post(&assign, json!({"user_id": null})).await.json();
    assert_eq!(queued["conversation"]["owner"]["kind"], "queue");
}
