//! Live events: who connects, who hears what, and when a connection ends.

use reqwest::Method;
use serde_json::json;
use sufler_store::Role;

use crate::client::Client;
use crate::fixture::Server;
use crate::polling::Live;

#[tokio::test]
async fn a_stranger_is_refused() {
    let server = Server::start().await;
    let mut forger = server.user(Role::Admin, None).await;
    forger.session.as_mut().expect("a session").token = "forged".into();
    for client in [server.nobody(), forger] {
        assert_eq!(Live::connect(&client).await.err().as_deref(), Some("auth.required"));
    }
}

#[tokio::test]
async fn a_foreign_page_is_refused() {
    let server = Server::start().await;
    let viewer = server.user(Role::Viewer, None).await;
    let foreign = Live::open(&viewer, Some("https://evil.example")).await;
    assert_eq!(foreign.error(), (403, "auth.foreign_origin".into()));
    assert_eq!(Live::open(&viewer, Some(&server.base)).await.status, 200);
}

#[tokio::test]
async fn a_page_hears_of_granted_accounts_only() {
    let server = Server::start().await;
    let operator = server.user(Role::Operator, Some(vec![server.ours.account])).await;
    let admin = server.user(Role::Admin, Some(vec![])).await;
    let (mut operator, mut admin) = (greeted(&operator).await, greeted(&admin).await);

    let theirs = server.customer_writes(server.theirs, "чужое").await;
    let ours = server.customer_writes(server.ours, "наше").await;

    let (name, change) = operator.event().await.expect("an event");
    assert_eq!((name.as_str(), &change["messages"][0]["id"]), ("change", &json!(ours)));
    assert_eq!(change["conversation"]["account"]["title"], "Наш магазин");
    assert_eq!(change["conversation"]["conversation"]["last_message"]["text"], "наше");
    assert!(change["version"].as_i64() > Some(0));

    let (_, first) = admin.event().await.expect("an event");
    let (_, second) = admin.event().await.expect("an event");
    assert_eq!(first["messages"][0]["id"], theirs);
    assert_eq!(second["messages"][0]["id"], ours);
}

#[tokio::test]
async fn what_an_operator_does_reaches_the_others() {
    let server = Server::start().await;
    let (anna, oleg) = (server.user(Role::Operator, None).await, server.user(Role::Operator, None).await);
    let mut live = greeted(&oleg).await;
    let path = format!("/api/v1/conversations/{}/take_over", server.ours.conversation);
    let taken = anna.call(Method::POST, &path, None).await.json();
    let (_, change) = live.event().await.expect("an event");
    assert_eq!(change["conversation"], taken);
    assert_eq!(change["conversation"]["owner_name"], "Сотрудник 0");
}

#[tokio::test]
async fn a_page_that_falls_behind_is_told_to_catch_up() {
    let server = Server::start().await;
    let viewer = server.user(Role::Viewer, None).await;
    let mut live = greeted(&viewer).await;
    // More than the server keeps for a page that does not listen.
    for _ in 0..300 {
        server.customer_writes(server.ours, "ещё").await;
    }
    let mut held = 0;
    let resync = loop {
        let (name, event) = live.event().await.expect("an event");
        match name.as_str() {
            "change" => held = event["version"].as_i64().expect("a version"),
            _ => break (name, event["version"].as_i64().expect("a version")),
        }
    };
    assert!(resync.0 == "resync" && resync.1 > held, "{resync:?} after {held}");
    let missed = viewer.get(&format!("/api/v1/changes?after={held}")).await.json();
    assert!(missed["version"].as_i64().expect("a version") >= resync.1, "{missed}");
    assert!(!missed["messages"].as_array().expect("rows").is_empty());
}

#[tokio::test]
async fn logging_out_ends_the_connection() {
    let server = Server::start().await;
    let viewer = server.user(Role::Viewer, None).await;
    let mut live = greeted(&viewer).await;
    viewer.call(Method::POST, "/api/v1/logout", None).await;
    assert_eq!(live.event().await, None);
}

#[tokio::test]
async fn new_rights_end_the_connection() {
    let server = Server::start().await;
    let (viewer, admin) = (server.user(Role::Viewer, None).await, server.user(Role::Admin, None).await);
    let mut live = greeted(&viewer).await;
    let path = format!("/api/v1/users/{}", viewer.session.as_ref().expect("a session").user.id);
    let changed = admin.call(Method::PATCH, &path, Some(json!({"accounts": []}))).await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    assert_eq!(live.event().await, None);
}

#[tokio::test]
async fn stopping_lets_connections_go() {
    let server = Server::start().await;
    let viewer = server.user(Role::Viewer, None).await;
    let _live = greeted(&viewer).await;
    server.stop.cancel();
    server.serving.await.expect("no panic").expect("no error");
}

/// Connected, and past the greeting.
async fn greeted(client: &Client) -> Live {
    let mut live = Live::of(client).await;
    let (name, hello) = live.event().await.expect("a greeting");
    assert_eq!(name, "hello");
    assert!(hello["version"].as_i64() > Some(0), "{hello}");
    live
}

#[tokio::test]
async fn colleagues_see_who_types_and_strangers_do_not() {
    let server = Server::start().await;
    let anna = server.user(Role::Operator, None).await;
    let boris = server.user(Role::Operator, Some(vec![server.ours.account])).await;
    let stranger = server.user(Role::Operator, Some(vec![server.theirs.account])).await;
    let (mut boris, mut stranger) = (greeted(&boris).await, greeted(&stranger).await);
    let path = format!("/api/v1/conversations/{}/presence", server.ours.conversation);
    assert_eq!(anna.post(&path, json!({"stance": "typing"})).await.status, 200);

    let (name, event) = boris.event().await.expect("an event");
    assert_eq!((name.as_str(), &event["conversation_id"]), ("presence", &json!(server.ours.conversation)));
    assert_eq!(event["people"][0]["name"], "Сотрудник 0");
    assert_eq!(event["people"][0]["typing"], true);
    // The next thing the stranger hears is of their own account.
    server.customer_writes(server.theirs, "чужое").await;
    assert_eq!(stranger.event().await.expect("an event").0, "change");
}
