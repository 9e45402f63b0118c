//! Filters, orders and snoozing of the list.

use serde_json::{Value, json};
use sufler_store::Role;

use crate::client::Client;
use crate::fixture::Server;

async fn ids(client: &Client, query: &str) -> Vec<i64> {
    let page = client.get(&format!("/api/v1/conversations?{query}")).await;
    let page: Value = page.json();
    let rows = page["items"].as_array().unwrap_or_else(|| panic!("{query}: {page}"));
    rows.iter().map(|row| row["conversation"]["id"].as_i64().expect("an id")).collect()
}

#[tokio::test]
async fn the_list_is_narrowed_by_status_assignee_and_channel() {
    let server = Server::start().await;
    let (anna, oleg) = (server.user(Role::Operator, None).await, server.user(Role::Operator, None).await);
    let (ours, theirs) = (server.ours.conversation, server.theirs.conversation);
    let me = anna.session.as_ref().expect("a session").user.id;
    server.store.take_over(ours, me, None, 5).await.expect("taken");

    assert_eq!(ids(&anna, "assignee=me").await, [ours]);
    assert_eq!(ids(&oleg, "assignee=me").await, [0_i64; 0]);
    assert_eq!(ids(&oleg, &format!("assignee={me}&status=operator")).await, [ours]);
    assert_eq!(ids(&anna, "assignee=nobody").await, [0_i64; 0]);
    assert_eq!(ids(&anna, "status=bot").await, [theirs]);
    assert_eq!(ids(&anna, "status=waiting&sort=waiting&channel=avito").await, [ours, theirs]);
    assert_eq!(ids(&anna, "channel=pigeon").await, [0_i64; 0]);
    for (query, field) in [("status=odd", "status"), ("assignee=x", "assignee"), ("sort=name", "sort")] {
        let refused = anna.get(&format!("/api/v1/conversations?{query}")).await;
        assert_eq!(refused.error(), (422, "request.invalid".into()), "{field}: {}", refused.text);
    }
}

#[tokio::test]
async fn pages_by_the_wait_go_on_where_they_ended() {
    let server = Server::start().await;
    let admin = server.user(Role::Admin, None).await;
    let first = admin.get("/api/v1/conversations?sort=waiting&limit=1").await.json();
    let next = first["next"].as_str().expect("more").to_owned();
    assert!(next.starts_with('w'), "{next}");
    let second = admin.get(&format!("/api/v1/conversations?sort=waiting&limit=1&before={next}")).await.json();
    assert_ne!(first["items"][0], second["items"][0]);
    assert_eq!(second["next"], json!(null));
}

#[tokio::test]
async fn a_conversation_put_off_leaves_the_list_and_comes_back() {
    let server = Server::start().await;
    let operator = server.user(Role::Operator, None).await;
    let path = format!("/api/v1/conversations/{}/snooze", server.ours.conversation);
    let until = now() + 3_600_000;
    let row = operator.post(&path, json!({"until": until})).await.json();
    assert_eq!(row["conversation"]["snoozed_until"], until);
    assert_eq!(ids(&operator, "tab=bot").await, [server.theirs.conversation]);
    assert_eq!(ids(&operator, "tab=snoozed").await, [server.ours.conversation]);
    let counts = operator.get("/api/v1/conversations?limit=1").await.json()["counts"].clone();
    assert_eq!(counts, json!({"bot": 1, "mine": 0, "queue": 0, "snoozed": 1}));

    operator.post(&path, json!({"until": null})).await;
    assert_eq!(ids(&operator, "tab=snoozed").await, [0_i64; 0]);
    for wrong in [1, until + 400 * 24 * 3_600_000] {
        let refused = operator.post(&path, json!({"until": wrong})).await;
        assert_eq!(refused.error(), (422, "request.invalid".into()));
    }
    operator.post(&format!("/api/v1/conversations/{}/close", server.ours.conversation), json!({})).await;
    let closed = operator.post(&path, json!({"until": until})).await;
    assert_eq!(closed.error(), (409, "conversation.conflict".into()));
}

fn now() -> i64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970");
    i64::try_from(now.as_millis()).expect("before the year 292 million")
}
