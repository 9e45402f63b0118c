//! Bad input: each gets a clear error that names the place, and nothing stops.

use reqwest::Method;
use reqwest::multipart::{Form, Part};
use rstest::rstest;
use serde_json::json;
use sufler_store::Role;

use crate::client::answer;
use crate::fixture::Server;
use crate::runtime::WEBHOOK_SECRET;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\nrest";

/// The form of an operator's picture.
pub(crate) fn picture(client_id: &str) -> Form {
    Form::new().text("client_id", client_id.to_owned()).part("file", Part::bytes(PNG).file_name("a.png"))
}

#[rstest]
#[case::malformed(b"{\"client_id\": ".to_vec(), 400, "request.malformed_json")]
#[case::empty(vec![], 400, "request.malformed_json")]
#[case::invalid_utf8(b"{\"client_id\":\"c\",\"text\":\"\xff\xfe\"}".to_vec(), 400, "request.malformed_json")]
#[case::ten_megabytes(vec![b' '; 10 * 1024 * 1024], 413, "request.too_large")]
#[case::missing_field(b"{\"client_id\":\"c\"}".to_vec(), 422, "request.invalid")]
#[case::unknown_field(b"{\"client_id\":\"c\",\"text\":\"t\",\"x\":1}".to_vec(), 422, "request.invalid")]
#[case::wrong_type(b"{\"client_id\":\"c\",\"text\":7}".to_vec(), 422, "request.invalid")]
#[case::blank(b"{\"client_id\":\"c\",\"text\":\" \\n\"}".to_vec(), 422, "request.invalid")]
#[case::long_id(format!("{{\"client_id\":\"{}\",\"text\":\"t\"}}", "c".repeat(65)).into_bytes(), 422, "request.invalid")]
#[case::long_text(format!("{{\"client_id\":\"c\",\"text\":\"{}\"}}", "ж".repeat(10_001)).into_bytes(), 422, "request.invalid")]
#[tokio::test]
async fn a_bad_message_is_refused_with_a_reason(
    #[case] body: Vec<u8>,
    #[case] status: u16,
    #[case] code: &str,
) {
    let server = Server::start().await;
    let operator = server.user(Role::Operator, None).await;
    let path = format!("/api/v1/conversations/{}/messages", server.ours.conversation);
    let request = operator.request(Method::POST, &path).header("content-type", "application/json");
    let refused = answer(request.body(body)).await;
    assert_eq!(refused.error(), (status, code.to_owned()), "{}", refused.text);
    assert_eq!(server.nobody().get("/health").await.status, 200);
}

#[tokio::test]
async fn depth_is_bounded_before_it_is_built() {
    let server = Server::start().await;
    let admin = server.user(Role::Admin, None).await;
    let deep = format!("{}1{}", "{\"a\":".repeat(20_000), "}".repeat(20_000));
    let body = format!("{{\"channel\":\"avito\",\"settings\":{deep}}}");
    let request = admin.request(Method::POST, "/api/v1/accounts").header("content-type", "application/json");
    let refused = answer(request.body(body)).await;
    assert_eq!(refused.error(), (400, "request.malformed_json".into()), "{}", refused.text);
}

#[tokio::test]
async fn a_form_is_no_json() {
    let server = Server::start().await;
    let request = server.nobody().request(Method::POST, "/api/v1/login");
    let refused = answer(request.header("content-type", "text/plain").body("{}")).await;
    assert_eq!(refused.error(), (415, "request.not_json".into()));
}

#[rstest]
#[case("limit=0", "limit")]
#[case("limit=many", "limit")]
#[case("tab=mien", "tab")]
#[case("accounts=1,x", "accounts")]
#[case("before=5", "before")]
#[case("page=2", "page")]
#[tokio::test]
async fn a_bad_query_names_its_field(#[case] query: &str, #[case] field: &str) {
    let server = Server::start().await;
    let viewer = server.user(Role::Viewer, None).await;
    let refused = viewer.get(&format!("/api/v1/conversations?{query}")).await;
    assert_eq!(refused.error(), (422, "request.invalid".into()), "{}", refused.text);
    assert!(refused.json()["details"]["fields"][field].is_string(), "{}", refused.text);
}

#[rstest]
#[case::accepted("{\"payload\":{}}".into(), 200)]
#[case::malformed("{\"payload\":".into(), 400)]
#[case::ten_megabytes(" ".repeat(10 * 1024 * 1024), 413)]
#[tokio::test]
async fn a_delivery_is_let_in_or_refused_clearly(#[case] body: String, #[case] status: u16) {
    let server = Server::start().await;
    let path = format!("/webhooks/avito/{}/{WEBHOOK_SECRET}", server.ours.account);
    let got = answer(server.nobody().request(Method::POST, &path).body(body)).await;
    assert_eq!(got.status.as_u16(), status, "{}", got.text);
    let kept = server.runtime.deliveries.lock().expect("lock").len();
    assert_eq!(kept, usize::from(status == 200));
}

#[tokio::test]
async fn a_wrong_address_of_a_delivery_tells_nothing() {
    let server = Server::start().await;
    let account = server.ours.account;
    let paths = [format!("{account}/wrong"), format!("1/{WEBHOOK_SECRET}x"), format!("abc/{WEBHOOK_SECRET}")];
    for path in paths {
        let got = server.nobody().post(&format!("/webhooks/avito/{path}"), json!({})).await;
        assert_eq!(got.error(), (404, "webhook.unknown_address".into()), "{path}");
    }
}

#[tokio::test]
async fn a_picture_is_known_by_its_bytes_and_sent_once() {
    let server = Server::start().await;
    let operator = server.user(Role::Operator, None).await;
    let path = format!("/api/v1/conversations/{}/images", server.ours.conversation);
    let send = async |form: Form| answer(operator.request(Method::POST, &path).multipart(form)).await;
    let first = send(picture("one")).await;
    assert_eq!(first.status, 202, "{}", first.text);
    assert_eq!(first.json()["content"], json!({"type": "image/png", "bytes": PNG.len()}));
    assert_eq!(send(picture("one")).await.json()["id"], first.json()["id"]);

    let script = Part::bytes(&b"<svg onload=alert(1)>"[..]).file_name("a.png");
    let refused = send(Form::new().text("client_id", "two").part("file", script)).await;
    assert!(refused.json()["details"]["fields"]["file"].is_string(), "{}", refused.text);
    let refused = send(Form::new().part("file", Part::bytes(PNG))).await;
    assert!(refused.json()["details"]["fields"]["client_id"].is_string(), "{}", refused.text);
    let refused = send(picture("three").text("epoch", "999")).await;
    assert_eq!(refused.error(), (409, "conversation.owner_changed".into()));
}

#[tokio::test]
async fn whoever_decided_on_stale_knowledge_is_told_who_leads() {
    let server = Server::start().await;
    let (anna, oleg) = (server.user(Role::Operator, None).await, server.user(Role::Operator, None).await);
    let conversation = format!("/api/v1/conversations/{}", server.ours.conversation);
    let taken = anna.call(Method::POST, &format!("{conversation}/take_over"), None).await.json();
    let owner = taken["conversation"]["owner"].clone();
    assert_eq!(owner["user_id"], anna.session.as_ref().expect("a session").user.id);

    let message = json!({"client_id": "c", "text": "Добрый день", "epoch": 0});
    let refused = oleg.post(&format!("{conversation}/messages"), message).await;
    assert_eq!(refused.error(), (409, "conversation.owner_changed".into()));
    assert_eq!(refused.json()["details"]["owner"], owner);

    let epoch = taken["conversation"]["epoch"].clone();
    let message = json!({"client_id": "c", "text": "Добрый день", "epoch": epoch});
    let sent = anna.post(&format!("{conversation}/messages"), message.clone()).await;
    assert_eq!(sent.status, 202, "{}", sent.text);
    assert_eq!(anna.post(&format!("{conversation}/messages"), message).await.json()["id"], sent.json()["id"]);
    let page = anna.get(&format!("{conversation}/messages?after={}", server.ours.message)).await.json();
    assert_eq!(page["items"].as_array().expect("rows").len(), 1);

    let acts: Vec<_> = server.store.audit_list(None, 10).await.expect("the log");
    assert_eq!(
        acts.iter().map(|entry| entry.action.as_str()).collect::<Vec<_>>(),
        ["conversation.take_over"]
    );
}
