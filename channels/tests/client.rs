//! Requests as they leave and answers as they come, call by call.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a failed assumption in a test should fail the test"
)]

mod common;

use std::sync::Arc;

use bytes::Bytes;
use common::{CHAT, USER, account, client, fixed};
use insta::assert_yaml_snapshot;
use rstest::rstest;
use serde_json::{Value, json};
use sufler_channels::avito::ChatFilter;
use sufler_channels::history::Page;
use sufler_channels::{AdapterErrorKind, Author, OutboundMessage};
use wiremock::matchers::{any, body_json, header, method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

const FIRST: Page = Page { limit: 100, offset: 0 };
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01";

fn ok(body: Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}

/// A server that answers everything with this.
async fn answering(body: Value) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(ok(body)).mount(&server).await;
    server
}

/// The one request made: method and target as sent.
async fn request_line(server: &MockServer) -> String {
    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests.len(), 1);
    let url = &requests[0].url;
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    format!("{} {}{query}", requests[0].method, url.path())
}

fn messages() -> Value {
    json!([
        {"id": "m2", "author_id": 121_000_002, "created": 1_763_800_000, "direction": "in", "type": "text",
         "content": {"text": "Ещё продаёте?"}, "is_read": false, "read": null},
        {"id": "m1", "author_id": 7, "created": 1_763_799_000, "direction": "out", "type": "text",
         "content": {"text": "Добрый день"}, "is_read": true, "read": 1_763_799_500},
        {"created": 1, "type": "text", "content": {"text": "без id"}},
    ])
}

#[rstest]
#[case::as_published(messages())]
#[case::as_clients_read(json!({"messages": messages(), "meta": {"has_more": false}}))]
#[tokio::test]
async fn messages_come_in_two_shapes(#[case] body: Value) {
    let server = answering(body).await;
    let page = account(&server).messages(CHAT, Page { limit: 50, offset: 1_000 }).await.unwrap();
    let target = format!("/messenger/v3/accounts/{USER}/chats/{CHAT}/messages/?limit=50&offset=1000");
    assert_eq!(request_line(&server).await, format!("GET {target}"));
    assert_eq!(page.received, 3, "the unreadable one counts for paging");
    let authors: Vec<Author> = page.messages.iter().map(|message| message.author).collect();
    assert_eq!(authors, [Author::Contact, Author::Native], "an employee's message is ours by its direction");
    assert_eq!(page.messages[1].read_at_ms, Some(1_763_799_500_000));
}

#[tokio::test]
async fn chats_with_every_filter() {
    let chat: Value = serde_json::from_str(include_str!("data/chat_observed.json")).unwrap();
    let bare = json!({"id": "u2u-1", "users": [], "last_message": {}});
    let server = answering(json!({"chats": [chat, bare]})).await;
    let filter = ChatFilter {
        unread_only: true,
        item_ids: vec!["12345".to_owned(), "6789".to_owned()],
        chat_types: vec!["u2i".to_owned(), "u2u".to_owned()],
    };
    let page = account(&server).chats(&filter, Page { limit: 500, offset: 5_000 }).await.unwrap();
    assert_eq!(
        request_line(&server).await,
        format!(
            "GET /messenger/v2/accounts/{USER}/chats?item_ids=12345,6789&unread_only=true\
             &chat_types=u2i,u2u&limit=100&offset=1000"
        )
    );
    assert_yaml_snapshot!(page.chats);
}

#[tokio::test]
async fn a_chat_id_is_one_segment_whatever_it_holds() {
    let server = answering(json!({"id": "x"})).await;
    let account = account(&server);
    account.chat("a/b?c d").await.unwrap();
    assert_eq!(request_line(&server).await, format!("GET /messenger/v2/accounts/{USER}/chats/a%2Fb%3Fc%20d"));
    for id in ["", ".", ".."] {
        let error = account.chat(id).await.unwrap_err();
        assert!(matches!(error.kind, AdapterErrorKind::Invalid { .. }), "{error}");
    }
    assert_eq!(server.received_requests().await.unwrap().len(), 1, "nothing else was sent");
}

#[rstest]
#[case::with_author(json!({"id": "m1", "author_id": 1, "type": "text", "direction": "out", "created": 1_563_202_313, "content": {"text": "да"}}))]
#[case::without_author(json!({"id": "m1", "type": "text", "direction": "out", "created": 1_563_202_313, "content": {"text": "да"}}))]
#[tokio::test]
async fn a_text_is_sent(#[case] answer: Value) {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path(format!("/messenger/v1/accounts/{USER}/chats/{CHAT}/messages")))
        .and(header("authorization", "Bearer good"))
        .and(body_json(json!({"type": "text", "message": {"text": "да"}})))
        .respond_with(ok(answer))
        .expect(1)
        .mount(&server)
        .await;
    let sent = account(&server).send(CHAT, &OutboundMessage::Text { text: "да".to_owned() }).await.unwrap();
    assert_eq!((sent.external_id.as_str(), sent.at_ms), ("m1", Some(1_563_202_313_000)));
}

#[rstest]
#[case::too_long("ж".repeat(1_001), "1001 символов")]
#[case::too_long_in_emoji("😀".repeat(501), "1002 символов")]
#[case::blank(" \n".to_owned(), "пустое")]
#[tokio::test]
async fn a_text_that_avito_would_refuse_is_not_sent(#[case] text: String, #[case] words: &str) {
    let server = answering(json!({})).await;
    let error = account(&server).send_text(CHAT, &text).await.unwrap_err();
    assert!(error.admin_message_ru().contains(words), "{}", error.admin_message_ru());
    assert!(!error.is_in_doubt() && !error.is_retryable());
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn an_image_is_uploaded_and_sent() {
    let sizes = json!({"1280x960": "https://i/1280", "140x105": "https://i/140"});
    let server = MockServer::start().await;
    Mock::given(path(format!("/messenger/v1/accounts/{USER}/uploadImages")))
        .respond_with(ok(json!({"12345.abc": sizes})))
        .mount(&server)
        .await;
    Mock::given(path(format!("/messenger/v1/accounts/{USER}/chats/{CHAT}/messages/image")))
        .and(body_json(json!({"image_id": "12345.abc"})))
        .respond_with(ok(
            json!({"id": "m2", "type": "image", "created": 5, "content": {"image": {"sizes": sizes}}}),
        ))
        .mount(&server)
        .await;
    let account = account(&server);
    let image = account.upload_image(Bytes::from_static(PNG)).await.unwrap();
    assert_eq!(image.url.as_deref(), Some("https://i/1280"));
    let sent = account.send(CHAT, &OutboundMessage::Image { image_id: image.image_id }).await.unwrap();
    assert_eq!(sent.external_id, "m2");

    let upload = &server.received_requests().await.unwrap()[0];
    let body = String::from_utf8_lossy(&upload.body);
    assert!(body.contains("name=\"uploadfile[]\"; filename=\"image.png\""), "{body}");
    assert!(body.contains("Content-Type: image/png"), "{body}");
}

#[tokio::test]
async fn reads_marks_and_deletions_have_no_body() {
    let server = answering(json!({"ok": true})).await;
    let account = account(&server);
    account.mark_read(CHAT).await.unwrap();
    account.delete_message(CHAT, "m/1").await.unwrap();
    let requests = server.received_requests().await.unwrap();
    let base = format!("/messenger/v1/accounts/{USER}/chats/{CHAT}");
    assert_eq!(requests[0].url.path(), format!("{base}/read"));
    assert_eq!(requests[1].url.path(), format!("{base}/messages/m%2F1"));
    assert!(requests.iter().all(|request| request.method == "POST" && request.body.is_empty()));
}

#[tokio::test]
async fn voice_links_by_id() {
    let server = answering(json!({"voices_urls": {"v1": "https://v/1", "v2": "file:///etc/passwd"}})).await;
    let account = account(&server);
    let urls = account.voice_urls(&["v1".to_owned(), "v,2".to_owned()]).await.unwrap();
    assert_eq!(urls, [("v1".to_owned(), "https://v/1".to_owned())]);
    assert_eq!(
        request_line(&server).await,
        format!("GET /messenger/v1/accounts/{USER}/getVoiceFiles?voice_ids=v1,v%2C2")
    );
    assert!(account.voice_urls(&[]).await.unwrap().is_empty());
}

#[tokio::test]
async fn subscriptions_are_listed_made_and_ended() {
    let server = MockServer::start().await;
    let address = json!({"url": "https://shop.example/hook"});
    Mock::given(path("/messenger/v3/webhook"))
        .and(body_json(&address))
        .respond_with(ResponseTemplate::new(409))
        .mount(&server)
        .await;
    Mock::given(path("/messenger/v1/webhook/unsubscribe"))
        .and(body_json(&address))
        .respond_with(ok(json!({"ok": false})))
        .mount(&server)
        .await;
    Mock::given(method("POST"))
        .and(path("/messenger/v1/subscriptions"))
        .respond_with(ok(
            json!({"subscriptions": [{"url": "https://shop.example/hook", "version": "3"}, {}]}),
        ))
        .mount(&server)
        .await;
    let account = account(&server);
    account.subscribe("https://shop.example/hook").await.expect("409 means already registered");
    let error = account.unsubscribe("https://shop.example/hook").await.unwrap_err();
    assert_eq!(error.kind, AdapterErrorKind::Protocol, "`ok: false` is no success");
    let subscriptions = account.subscriptions().await.unwrap();
    assert_eq!(subscriptions.len(), 1);
    assert_eq!(subscriptions[0].version.as_deref(), Some("3"));
}

#[tokio::test]
async fn listings_and_the_profile() {
    let server = MockServer::start().await;
    Mock::given(path("/core/v1/items"))
        .and(query_param("status", "active,old"))
        .and(query_param("per_page", "99"))
        .and(query_param("page", "1"))
        .respond_with(ok(json!({"meta": {"page": 1}, "resources": [
            {"id": 1, "title": "Сплит", "price": 25_000, "status": "active", "url": "https://a/1", "address": "Москва"},
            {"id": 2, "title": "Без цены", "price": null, "status": "old"},
        ]})))
        .mount(&server)
        .await;
    Mock::given(path("/core/v1/accounts/self"))
        .respond_with(ok(
            json!({"id": 353_000_001, "name": "Магазин", "phone": 7, "profile_url": "https://a/u"}),
        ))
        .mount(&server)
        .await;
    assert_yaml_snapshot!(account(&server).items(0, &["active", "old"]).await.unwrap().items);
    let profile = client(&server).profile(fixed("good").as_ref()).await.unwrap();
    assert_eq!((profile.user_id.as_str(), profile.name.as_deref()), (USER, Some("Магазин")));
}

#[tokio::test]
async fn every_request_passes_the_gate() {
    let server = answering(json!({"id": "m", "chats": []})).await;
    let counter = Arc::new(common::Counter::default());
    let account = account(&server).with_gate(counter.clone());
    account.send_text(CHAT, "да").await.unwrap();
    account.chats(&ChatFilter::default(), FIRST).await.unwrap();
    assert_eq!(
        counter.seen(),
        [("postSendMessage", Some(CHAT.to_owned()), false), ("getChatsV2", None, false)]
    );
}
