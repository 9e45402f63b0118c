//! The bank of prepared answers: whose they are, and edits that meet.

use reqwest::Method;
use serde_json::{Value, json};
use sufler_store::Role;

use crate::fixture::Server;

const BANK: &str = "/api/v1/quick_replies";

fn personal(title: &str) -> Value {
    json!({"scope": {"kind": "personal"}, "title": title, "keyword": "Привет", "text": "Здравствуйте, {имя}!"})
}

#[tokio::test]
async fn what_is_not_mine_is_like_what_is_not_there() {
    let server = Server::start().await;
    let anna = server.user(Role::Operator, None).await;
    let boris = server.user(Role::Operator, Some(vec![server.ours.account])).await;
    let annas = anna.post(BANK, personal("Личный")).await.json()["id"].as_i64().expect("an id");
    let foreign = server.quick_reply(server.theirs, 1).await;
    let ours = server.quick_reply(server.ours, 1).await;

    let seen = boris.get(BANK).await.json();
    let ids: Vec<_> = seen.as_array().expect("rows").iter().map(|row| row["id"].as_i64()).collect();
    assert_eq!(ids, [Some(ours)]);
    for id in [annas, foreign, 1] {
        let one = format!("{BANK}/{id}");
        let edit = json!({"revision": 1, "reply": personal("Мой")});
        for (method, path, body) in [
            (Method::PUT, one.clone(), Some(edit)),
            (Method::DELETE, one.clone(), None),
            (Method::POST, format!("{one}/used"), Some(json!({"use_id": "u"}))),
        ] {
            let answer = boris.call(method.clone(), &path, body).await;
            assert_eq!(answer.error(), (404, "quick_reply.not_found".into()), "{method} {path}");
        }
    }
    let into_foreign = json!({
        "scope": {"kind": "account", "account_id": server.theirs.account}, "title": "Т", "text": "т",
    });
    assert_eq!(boris.post(BANK, into_foreign).await.error(), (404, "account.not_found".into()));
    assert_eq!(server.store.quick_reply(annas).await.expect("still there").uses, 0);
}

#[tokio::test]
async fn an_edit_keeps_what_a_colleague_wrote_meanwhile() {
    let server = Server::start().await;
    let anna = server.user(Role::Operator, None).await;
    let boris = server.user(Role::Operator, None).await;
    let mut reply = personal("Приветствие");
    reply["scope"] = json!({"kind": "team"});
    let made = anna.post(BANK, reply.clone()).await.json();
    assert_eq!((made["keyword"].clone(), made["uses"].clone()), (json!("привет"), json!(0)));
    let one = format!("{BANK}/{}", made["id"]);

    let edit = |text: &str| {
        let mut reply = reply.clone();
        reply["text"] = json!(text);
        json!({"revision": made["revision"], "reply": reply})
    };
    assert_eq!(boris.call(Method::PUT, &one, Some(edit("Добрый день!"))).await.status, 200);
    let late = anna.call(Method::PUT, &one, Some(edit("Привет!"))).await;
    assert_eq!(late.error(), (409, "quick_reply.conflict".into()));
    assert_eq!(anna.get(BANK).await.json()[0]["text"], "Добрый день!");

    let mine = json!({"revision": 2, "reply": personal("Только мой")});
    let taken = boris.call(Method::PUT, &one, Some(mine)).await;
    assert_eq!(taken.error(), (422, "request.invalid".into()), "nobody makes a common reply their own");
}

#[tokio::test]
async fn a_use_reported_twice_counts_once() {
    let server = Server::start().await;
    let anna = server.user(Role::Operator, None).await;
    let id = anna.post(BANK, personal("Приветствие")).await.json()["id"].clone();
    for (use_id, uses) in [("one", 1), ("one", 1), ("two", 2)] {
        let counted = anna.post(&format!("{BANK}/{id}/used"), json!({"use_id": use_id})).await;
        assert_eq!(counted.json()["uses"], uses);
    }
}
