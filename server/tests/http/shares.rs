//! Links to a conversation's history, and files of it: who may make them, and what they tell.

use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};
use sufler_store::{Author, ContactChange, NewInbound, NewShare, Role};

use crate::client::{Answer, Client};
use crate::fixture::Server;

/// A customer with a name and a phone writes what should not be seen.
async fn telling(server: &Server) {
    let place = server.ours;
    let change = ContactChange { name: Some("Марина Котова".into()), ..ContactChange::default() };
    server.store.contact_update(place.conversation, change, 2).await.expect("named");
    server.customer_writes(place, "Я Марина, звоните 8 912 345-67-89 <b>или</b> kotova@mail.ru").await;
}

async fn make(server: &Server, client: &Client) -> Value {
    let body = json!({"expires_in_hours": 24, "time_zone": "Europe/Moscow"});
    let made = client.post(&path(server), body).await;
    assert_eq!(made.status, 201, "{}", made.text);
    made.json()
}

fn path(server: &Server) -> String {
    format!("/api/v1/conversations/{}/shares", server.ours.conversation)
}

/// Opens a link as somebody who has nothing but the link.
async fn open(server: &Server, url: &str) -> Answer {
    let path = url.split_once("/share/").expect("a link").1;
    server.nobody().get(&format!("/share/{path}")).await
}

#[tokio::test]
async fn whoever_has_the_link_reads_a_masked_page() {
    let server =
        Server::start_with(|config| config.public_url = Some("https://help.example.ru".into())).await;
    telling(&server).await;
    let operator = server.user(Role::Operator, None).await;
    server.failed_message(server.ours, operator.session.as_ref().expect("a session").user.id).await;
    let share = make(&server, &operator).await;
    let url = share["url"].as_str().expect("an address");
    assert!(url.starts_with("https://help.example.ru/share/"), "{url}");

    let page = open(&server, url).await;
    assert_eq!(page.status, 200);
    assert!(
        page.text.contains("Я Клиент, звоните +7 900 000-00-01 &lt;b&gt;или&lt;/b&gt; client1@example.com")
    );
    for secret in ["Марина", "Котова", "345-67-89", "kotova@", "Сотрудник", "не дошло", "<script"]
    {
        assert!(!page.text.contains(secret), "{secret}: {}", page.text);
    }
    let policy = page.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-") && !policy.contains("unsafe"));
    assert_eq!(page.header("x-robots-tag"), "noindex, nofollow, noarchive");
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    assert_eq!(page.header("cache-control"), "private, no-store");
}

#[tokio::test]
async fn a_revoked_expired_or_changed_link_shows_nothing() {
    let server = Server::start().await;
    let operator = server.user(Role::Operator, None).await;
    let share = make(&server, &operator).await;
    let url = share["url"].as_str().expect("an address").to_owned();

    let revoked = operator.call(Method::DELETE, &format!("{}/{}", path(&server), share["id"]), None).await;
    assert_eq!(revoked.status, 200, "{}", revoked.text);
    assert!(revoked.json()["url"].is_null() && revoked.json()["revoked_at"].is_i64());
    let page = open(&server, &url).await;
    assert_eq!(page.status, 410);
    assert!(page.text.contains("Ссылку отозвали") && !page.text.contains("Здравствуйте"), "{}", page.text);

    // One that has run out cannot be asked for; it is made in the store.
    let user_id = operator.session.as_ref().expect("a session").user.id;
    let old = NewShare {
        conversation_id: server.ours.conversation,
        user_id,
        time_zone: "UTC".into(),
        expires_at: 1_700_000_000_000,
    };
    let old = server.store.share_create(old, 1).await.expect("made");
    let listed = operator.get(&path(&server)).await.json();
    let listed = listed.as_array().expect("links");
    assert_eq!(listed.len(), 2);
    assert!(listed.iter().all(|share| share["url"].is_null()), "no link works: {listed:?}");
    assert!(listed.iter().any(|share| share["id"] == old.id));

    for wrong in
        [format!("{url}A"), url.replace("/share/A", "/share/B"), "x/share/".to_owned() + &"A".repeat(64)]
    {
        let page = open(&server, &wrong).await;
        assert_eq!((page.status.as_u16(), page.text.contains("Такой ссылки нет")), (404, true), "{wrong}");
    }
}

#[tokio::test]
async fn an_expired_link_says_so() {
    let server = Server::start().await;
    let operator = server.user(Role::Operator, None).await;
    let share = make(&server, &operator).await;
    let token = share["url"].as_str().expect("an address").rsplit('/').next().expect("a token").to_owned();
    // The signature covers the time: it cannot be moved by whoever holds the link.
    let mut bytes = token.into_bytes();
    bytes[12] = if bytes[12] == b'A' { b'B' } else { b'A' };
    let moved = format!("/share/{}", String::from_utf8(bytes).expect("ascii"));
    assert_eq!(server.nobody().get(&moved).await.status, 404);
}

#[tokio::test]
async fn only_operators_of_the_account_make_list_and_revoke() {
    let server = Server::start().await;
    let owner = server.user(Role::Operator, None).await;
    let share = make(&server, &owner).await;
    let one = format!("{}/{}", path(&server), share["id"]);
    let body = json!({"expires_in_hours": 24});
    let stranger = server.user(Role::Operator, Some(vec![server.theirs.account])).await;
    let qa = server.user(Role::Qa, None).await;
    for (client, expected) in [(&stranger, 404), (&qa, 403), (&server.nobody(), 401)] {
        assert_eq!(client.get(&path(&server)).await.status, expected);
        assert_eq!(client.post(&path(&server), body.clone()).await.status, expected);
        assert_eq!(client.call(Method::DELETE, &one, None).await.status, expected);
    }
    // Neither through a conversation of one's own.
    let own = format!("/api/v1/conversations/{}/shares/{}", server.theirs.conversation, share["id"]);
    assert_eq!(stranger.call(Method::DELETE, &own, None).await.error(), (404, "share.not_found".into()));
    assert_eq!(open(&server, share["url"].as_str().expect("an address")).await.status, 200);

    let audit = server.store.audit_list(None, 10).await.expect("the log");
    let made: Vec<_> = audit.iter().filter(|entry| entry.action == "share.create").collect();
    assert_eq!(
        (made.len(), made[0].object.as_str()),
        (1, format!("conversation:{}", server.ours.conversation).as_str())
    );
}

#[rstest]
#[case(json!({"expires_in_hours": 0}), "expires_in_hours")]
#[case(json!({"expires_in_hours": 2161}), "expires_in_hours")]
#[case(json!({"expires_in_hours": 1, "time_zone": "Mars/Olympus"}), "time_zone")]
#[tokio::test]
async fn a_link_needs_an_end_and_a_zone(#[case] body: Value, #[case] field: &str) {
    let server = Server::start().await;
    let operator = server.user(Role::Operator, None).await;
    let refused = operator.post(&path(&server), body).await;
    assert_eq!(refused.error(), (422, "request.invalid".into()));
    assert!(refused.json()["details"]["fields"][field].is_string(), "{}", refused.text);
}

#[tokio::test]
async fn links_of_a_conversation_are_limited() {
    let server = Server::start().await;
    let operator = server.user(Role::Operator, None).await;
    for _ in 0..20 {
        make(&server, &operator).await;
    }
    let refused = operator.post(&path(&server), json!({"expires_in_hours": 1})).await;
    assert_eq!(refused.error(), (409, "share.too_many".into()));
}

#[tokio::test]
async fn readers_are_limited_and_guessing_counts() {
    let server = Server::start().await;
    let operator = server.user(Role::Operator, None).await;
    let share = make(&server, &operator).await;
    let url = share["url"].as_str().expect("an address");
    for _ in 0..60 {
        assert_eq!(open(&server, "x/share/guess").await.status, 404);
    }
    let refused = open(&server, url).await;
    assert_eq!(refused.status, 429);
    assert!(refused.headers.contains_key("retry-after") && refused.text.contains("Подождите минуту"));
}

#[tokio::test]
async fn a_long_history_is_read_page_by_page_and_no_further() {
    let server = Server::start().await;
    let place = server.ours;
    let message = |number: i64| NewInbound {
        account_id: place.account,
        chat_external_id: "chat".into(),
        contact_external_id: Some("buyer".into()),
        external_id: format!("long{number}"),
        author: Author::Contact,
        kind: "text".into(),
        text: format!("сообщение {number}."),
        content: None,
        at: 1_700_000_001_000 + number * 1000,
        live: false,
    };
    server.store.ingest((0..350).map(message).collect(), 0, 1_700_000_900_000).await.expect("ingested");
    let operator = server.user(Role::Operator, None).await;
    let url = make(&server, &operator).await["url"].as_str().expect("an address").to_owned();
    let last = open(&server, &url).await.text;
    assert!(
        last.contains("сообщение 349.") && last.contains("сообщение 50.") && !last.contains("сообщение 49.")
    );
    let earlier = last.split("?before=").nth(1).and_then(|rest| rest.split('"').next()).expect("more");
    let first = open(&server, &format!("{url}?before={earlier}")).await.text;
    assert!(
        first.contains("сообщение 0.") && first.contains("сообщение 49.") && !first.contains("сообщение 50.")
    );
    for wrong in [server.theirs.message.to_string(), "1".into(), "x".into()] {
        assert_eq!(open(&server, &format!("{url}?before={wrong}")).await.status, 404, "{wrong}");
    }
}

#[rstest]
#[case("json")]
#[case("html")]
#[case("csv")]
#[tokio::test]
async fn a_file_is_masked_unless_the_role_may_see(#[case] format: &str) {
    let server = Server::start().await;
    telling(&server).await;
    let path = format!("/api/v1/conversations/{}/export?format={format}", server.ours.conversation);
    let viewer = server.user(Role::Viewer, None).await;
    let masked = viewer.get(&path).await;
    assert_eq!(masked.status, 200, "{}", masked.text);
    assert!(masked.text.contains("Я Клиент, звоните +7 900 000-00-01"), "{}", masked.text);
    assert!(!masked.text.contains("Котова"), "{}", masked.text);
    let name = format!("attachment; filename=\"conversation-{}.{format}\"", server.ours.conversation);
    assert_eq!(masked.header("content-disposition"), name);
    let refused = viewer.get(&format!("{path}&personal=true")).await;
    assert_eq!(refused.error(), (403, "auth.forbidden".into()));

    let operator = server.user(Role::Operator, None).await;
    let open = operator.get(&format!("{path}&personal=true&time_zone=Europe/Moscow&lang=ru")).await;
    assert!(open.text.contains("Марина Котова") && open.text.contains("8 912 345-67-89"), "{}", open.text);
    assert_eq!(open.text.contains("<b>или"), format != "html", "{}", open.text);
    let stranger = server.user(Role::Operator, Some(vec![server.theirs.account])).await;
    assert_eq!(stranger.get(&path).await.error(), (404, "conversation.not_found".into()));
    let audit = server.store.audit_list(None, 10).await.expect("the log");
    assert_eq!(audit.iter().filter(|entry| entry.action == "conversation.export").count(), 2);
}
