//! What is not granted does not exist: no list, no id, no change and no event gives it away.

use reqwest::Method;
use rstest::rstest;
use serde_json::json;
use sufler_store::Role;

use crate::fixture::Server;

#[rstest]
#[case(Method::GET, "conversations/{c}")]
#[case(Method::GET, "conversations/{c}/messages")]
#[case(Method::GET, "conversations/{c}/turns")]
#[case(Method::GET, "conversations/{c}/dialog")]
#[case(Method::POST, "conversations/{c}/take_over")]
#[case(Method::POST, "conversations/{c}/hand_back")]
#[case(Method::POST, "conversations/{c}/close")]
#[case(Method::POST, "conversations/{c}/read")]
#[case(Method::POST, "conversations/{c}/assign")]
#[case(Method::POST, "conversations/{c}/presence")]
#[case(Method::POST, "conversations/{c}/draft")]
#[case(Method::POST, "conversations/{c}/draft/fate")]
#[case(Method::GET, "conversations/{c}/export?format=json")]
#[case(Method::GET, "conversations/{c}/shares")]
#[case(Method::POST, "conversations/{c}/shares")]
#[case(Method::DELETE, "conversations/{c}/shares/1")]
#[case(Method::GET, "conversations/{c}/colleagues")]
#[case(Method::GET, "conversations/{c}/notes")]
#[case(Method::POST, "conversations/{c}/notes")]
#[case(Method::POST, "conversations/{c}/snooze")]
#[case(Method::PUT, "conversations/{c}/unsent")]
#[case(Method::POST, "conversations/{c}/messages")]
#[case(Method::POST, "conversations/{c}/images")]
#[case(Method::GET, "messages/{m}/turn")]
#[case(Method::POST, "messages/{m}/retry")]
#[case(Method::POST, "messages/{m}/cancel")]
#[tokio::test]
async fn a_foreign_id_is_like_one_that_is_not_there(#[case] method: Method, #[case] path: &str) {
    let server = Server::start().await;
    let operator = server.user(Role::Operator, Some(vec![server.ours.account])).await;
    let before = server.store.conversation(server.theirs.conversation).await.expect("there");
    let call = async |conversation: i64, message: i64| {
        let path = path.replace("{c}", &conversation.to_string()).replace("{m}", &message.to_string());
        let mut request = operator.request(method.clone(), &format!("/api/v1/{path}"));
        if path.ends_with("/images") {
            request = request.multipart(crate::bodies::picture("c"));
        } else if path.ends_with("/presence") {
            request = request.json(&json!({"stance": "looking"}));
        } else if path.ends_with("/shares") && method == Method::POST {
            request = request.json(&json!({"expires_in_hours": 24}));
        } else if path.ends_with("/fate") {
            request = request.json(&json!({"id": 1, "fate": "dropped"}));
        } else if path.ends_with("/notes") && method == Method::POST {
            request = request.json(&json!({"client_id": "c", "text": "Торгуется"}));
        } else if path.ends_with("/snooze") {
            request = request.json(&json!({"until": 9_000_000_000_000_i64}));
        } else if path.ends_with("/unsent") {
            request = request.json(&json!({"text": "Добрый", "page": "p"}));
        } else if path.ends_with("/assign") {
            request = request.json(&json!({"user_id": null}));
        } else if path.ends_with("/messages") && method == Method::POST {
            request = request.json(&json!({"client_id": "c", "text": "привет"}));
        }
        crate::client::answer(request).await
    };
    let foreign = call(server.theirs.conversation, server.theirs.message).await;
    let absent = call(1, 1).await;
    assert_eq!(foreign.status, 404, "{}", foreign.text);
    assert_eq!(foreign.text, absent.text);
    let after = server.store.conversation(server.theirs.conversation).await.expect("there");
    assert_eq!(before, after);
}

#[tokio::test]
async fn lists_and_changes_hold_granted_accounts_only() {
    let server = Server::start().await;
    let operator = server.user(Role::Operator, Some(vec![server.ours.account])).await;

    let page = operator.get("/api/v1/conversations").await.json();
    assert_eq!(page["items"].as_array().expect("rows").len(), 1);
    assert_eq!(page["items"][0]["conversation"]["id"], server.ours.conversation);
    assert_eq!(page["counts"]["bot"], 1);

    let asked = format!("/api/v1/conversations?accounts={}", server.theirs.account);
    let page = operator.get(&asked).await.json();
    assert_eq!((page["items"].clone(), page["counts"]["bot"].clone()), (json!([]), json!(0)));

    let changes = operator.get("/api/v1/changes?after=0").await.json();
    let ids = |rows: &serde_json::Value, path: &str| -> Vec<i64> {
        rows.as_array().expect("rows").iter().filter_map(|row| row.pointer(path)?.as_i64()).collect()
    };
    assert_eq!(ids(&changes["conversations"], "/conversation/id"), [server.ours.conversation]);
    assert_eq!(ids(&changes["messages"], "/id"), [server.ours.message]);
    assert_eq!(ids(&changes["accounts"], "/id"), [server.ours.account]);

    let accounts = operator.get("/api/v1/accounts").await.json();
    assert_eq!(ids(&accounts, "/id"), [server.ours.account]);
}

#[tokio::test]
async fn no_grant_at_all_shows_nothing() {
    let server = Server::start().await;
    let viewer = server.user(Role::Viewer, Some(vec![])).await;
    assert_eq!(viewer.get("/api/v1/conversations").await.json()["items"], json!([]));
    assert_eq!(viewer.get("/api/v1/accounts").await.json(), json!([]));
    assert_eq!(viewer.get("/api/v1/changes?after=0").await.json()["messages"], json!([]));
}

#[tokio::test]
async fn an_admin_sees_every_account_whatever_is_granted() {
    let server = Server::start().await;
    let admin = server.user(Role::Admin, Some(vec![])).await;
    let page = admin.get("/api/v1/conversations").await.json();
    assert_eq!(page["items"].as_array().expect("rows").len(), 2);
}
