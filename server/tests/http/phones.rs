//! Telephone numbers are for those who work with customers: a viewer meets none.

use serde_json::Value;
use sufler_store::{ContactChange, Role};

use crate::fixture::Server;
use crate::polling::Live;

#[tokio::test]
async fn a_viewer_meets_no_telephone_number() {
    let server = Server::start().await;
    let phone = ContactChange { phone: Some("+7 900 123-45-67".into()), ..ContactChange::default() };
    server.store.contact_update(server.ours.conversation, phone, 5).await.expect("stored");
    let (viewer, operator) = (server.user(Role::Viewer, None).await, server.user(Role::Operator, None).await);
    let mut live = Live::of(&viewer).await;
    assert_eq!(live.event().await.expect("a greeting").0, "hello");
    server.customer_writes(server.ours, "Пишите на 8 (900) 123-45-67").await;
    let id = server.ours.conversation;
    let heard = live.event().await.expect("an event").1.to_string();

    let readers = [
        "/api/v1/conversations".to_owned(),
        format!("/api/v1/conversations/{id}"),
        format!("/api/v1/conversations/{id}/messages"),
        "/api/v1/changes?after=0".to_owned(),
        "/api/v1/search?q=900".to_owned(),
    ];
    let mut seen = vec![heard];
    for path in &readers {
        seen.push(viewer.get(path).await.text);
        let full: Value = operator.get(path).await.json();
        assert!(full.to_string().contains("123-45-67"), "{path}: an operator does");
    }
    for text in seen {
        assert!(!text.contains("123-45") && text.contains("••-67"), "{text}");
    }
}
