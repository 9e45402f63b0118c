//! Private notes: for colleagues, live; never for customers, viewers, or people without the account.

use reqwest::Method;
use serde_json::json;
use sufler_store::Role;

use crate::fixture::Server;
use crate::polling::Live;

#[tokio::test]
async fn colleagues_hear_of_a_note_and_viewers_do_not() {
    let server = Server::start().await;
    let anna = server.user(Role::Operator, None).await;
    let (oleg, viewer) = (server.user(Role::Qa, None).await, server.user(Role::Viewer, None).await);
    let (mut at_oleg, mut at_viewer) = (Live::of(&oleg).await, Live::of(&viewer).await);
    for live in [&mut at_oleg, &mut at_viewer] {
        assert_eq!(live.event().await.expect("a greeting").0, "hello");
    }
    let path = format!("/api/v1/conversations/{}/notes", server.ours.conversation);
    let note = anna.post(&path, json!({"client_id": "c", "text": " Просит скидку "})).await;
    assert_eq!(note.status, 201, "{}", note.text);
    let note = note.json();
    assert_eq!((&note["text"], &note["user_name"]), (&json!("Просит скидку"), &json!("Сотрудник 0")));

    let (name, change) = at_oleg.event().await.expect("an event");
    assert_eq!((name.as_str(), &change["notes"]), ("change", &json!([note])));
    let (_, change) = at_viewer.event().await.expect("an event");
    assert_eq!(change, json!({"version": note["version"]}), "the number alone, so that nothing seems missed");

    assert_eq!(oleg.get(&path).await.json(), json!([note]));
    assert_eq!(viewer.get("/api/v1/changes?after=0").await.json()["notes"], json!([]));
    assert_eq!(oleg.get("/api/v1/changes?after=0").await.json()["notes"], json!([note]));
}

#[tokio::test]
async fn only_the_author_changes_a_note() {
    let server = Server::start().await;
    let (anna, oleg) = (server.user(Role::Operator, None).await, server.user(Role::Admin, None).await);
    let author = anna.session.as_ref().expect("a session").user.id;
    let path = format!("/api/v1/notes/{}", server.note(server.ours, author).await);
    let edit = json!({"text": "Скидка 5 %"});
    let refused = oleg.call(Method::PUT, &path, Some(edit.clone())).await;
    assert_eq!(refused.error(), (404, "note.not_found".into()));
    assert_eq!(oleg.call(Method::DELETE, &path, None).await.status, 404);
    let edited = anna.call(Method::PUT, &path, Some(edit)).await.json();
    assert_eq!(edited["text"], "Скидка 5 %");
    assert!(edited["edited_at"].is_i64());
    assert_eq!(anna.call(Method::DELETE, &path, None).await.status, 204);
    let list = format!("/api/v1/conversations/{}/notes", server.ours.conversation);
    assert_eq!(oleg.get(&list).await.json(), json!([]));
}

#[tokio::test]
async fn a_note_is_no_message() {
    let server = Server::start().await;
    let admin = server.user(Role::Admin, None).await;
    let path = format!("/api/v1/conversations/{}", server.ours.conversation);
    let before = admin.get(&path).await.json();
    admin.post(&format!("{path}/notes"), json!({"client_id": "c", "text": "тайный шифр"})).await;
    assert_eq!(admin.get(&path).await.json(), before, "the list shows nothing of it");
    for reader in [format!("{path}/messages"), "/api/v1/search?q=шифр".into(), format!("{path}/turns")] {
        let answer = admin.get(&reader).await;
        assert!(answer.status.is_success() && !answer.text.contains("шифр"), "{reader}: {}", answer.text);
    }
    let draft = admin.post(&format!("{path}/draft"), json!({})).await;
    assert!(!draft.text.contains("шифр"), "{}", draft.text);
}

#[tokio::test]
async fn a_note_of_another_account_is_not_there() {
    let server = Server::start().await;
    let operator = server.user(Role::Operator, Some(vec![server.ours.account])).await;
    let author = operator.session.as_ref().expect("a session").user.id;
    let path = format!("/api/v1/notes/{}", server.note(server.theirs, author).await);
    let edit = operator.call(Method::PUT, &path, Some(json!({"text": "Иначе"}))).await;
    assert_eq!(edit.error(), (404, "note.not_found".into()));
    assert_eq!(operator.call(Method::DELETE, &path, None).await.error(), (404, "note.not_found".into()));
    assert_eq!(operator.get("/api/v1/changes?after=0").await.json()["notes"], json!([]));
}
