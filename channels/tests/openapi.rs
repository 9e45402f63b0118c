//! Every request the client can make, held against Avito's published description where it is at hand.
//!
//! The description is not part of this repository: the folder is taken from `SUFLER_CONTRACTS`, else from
//! `../shared/contracts` beside the repository. Without it these tests say so and check nothing.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a failed assumption in a test should fail the test; a skipped one should be heard of"
)]

mod common;
mod openapi_check;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use common::{CHAT, Counter, USER, client, credentials, fixed};
use openapi_check::Description;
use secrecy::SecretString;
use serde_json::{Value, json};
use sufler_channels::avito::{ChatFilter, Client};
use sufler_channels::history::Page;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

fn contract(file: &str) -> Option<Value> {
    let folder = std::env::var_os("SUFLER_CONTRACTS").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/contracts"),
        PathBuf::from,
    );
    let path = folder.join(file);
    match std::fs::read(&path) {
        Ok(bytes) => Some(serde_json::from_slice(&bytes).unwrap()),
        Err(error) => {
            eprintln!(
                "SKIPPED: {} can't be read ({error}); set SUFLER_CONTRACTS to its folder",
                path.display()
            );
            None
        }
    }
}

/// Makes every call with everything it can carry; the names of those of an account.
async fn call_everything(client: &Client) -> BTreeSet<&'static str> {
    let names = Arc::new(Counter::default());
    let account = client.account(USER, fixed("good")).with_gate(names.clone());
    let filter = ChatFilter {
        unread_only: true,
        item_ids: vec!["7463793992".to_owned(), "1".to_owned()],
        chat_types: ["u2i", "u2u", "a2u"].map(str::to_owned).to_vec(),
    };
    let page = Page { limit: 100, offset: 1_000 };
    let png = Bytes::from_static(b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01");
    let back = "https://shop.example/oauth/avito".parse().unwrap();
    client.token(&credentials(), 0).await.unwrap();
    client.exchange_code(&credentials(), "code", &back, 0).await.unwrap();
    client.refresh(&credentials(), &SecretString::from("r"), 0).await.unwrap();
    client.profile(fixed("good").as_ref()).await.unwrap();
    account.chats(&ChatFilter::default(), Page { limit: 1, offset: 0 }).await.unwrap();
    account.chats(&filter, page).await.unwrap();
    account.chat(CHAT).await.unwrap();
    account.messages(CHAT, page).await.unwrap();
    account.send_text(CHAT, "да").await.unwrap();
    account.upload_image(png).await.unwrap();
    account.send_image(CHAT, "12345.abc").await.unwrap();
    account.delete_message(CHAT, "m1").await.unwrap();
    account.mark_read(CHAT).await.unwrap();
    account.voice_urls(&["a".to_owned(), "b".to_owned()]).await.unwrap();
    account.subscribe("https://shop.example/hook").await.unwrap();
    account.subscriptions().await.unwrap();
    account.unsubscribe("https://shop.example/hook").await.unwrap();
    account.items(1, &["active", "old"]).await.unwrap();
    let mut names: BTreeSet<&'static str> = names.seen().into_iter().map(|(name, _, _)| name).collect();
    names.extend(["getAccessToken", "getUserInfoSelf"]);
    names
}

#[tokio::test]
async fn every_request_fits_the_published_description() {
    let Some(description) = contract("avito-messenger.openapi.json").map(Description::new) else { return };
    let server = MockServer::start().await;
    let answer_to_all = json!({
        "id": "1", "chats": [], "messages": [], "subscriptions": [], "resources": [], "voices_urls": {},
        "access_token": "t", "expires_in": 60, "12345.abc": {},
    });
    Mock::given(any())
        .respond_with(ResponseTemplate::new(200).set_body_json(answer_to_all))
        .mount(&server)
        .await;
    let names = call_everything(&client(&server)).await;

    let mut matched = BTreeSet::new();
    for request in server.received_requests().await.unwrap() {
        match description.check(&request) {
            Ok(operation) => matched.insert(operation),
            Err(problem) => panic!("{} {}: {problem}", request.method, request.url),
        };
    }
    let names: BTreeSet<String> = names.into_iter().map(str::to_owned).collect();
    assert_eq!(names, matched, "operations carry their published names");
}

#[test]
fn the_checker_finds_faults() {
    let Some(description) = contract("avito-messenger.openapi.json").map(Description::new) else { return };
    let chats = "/messenger/v2/accounts/1/chats";
    let send = "/messenger/v1/accounts/1/chats/c/messages";
    let cases = [
        ("GET", "/messenger/v9/accounts".to_owned(), ""),
        ("DELETE", chats.to_owned(), ""),
        ("GET", "/messenger/v2/accounts/me/chats".to_owned(), ""),
        ("GET", format!("{chats}?limit=101"), ""),
        ("GET", format!("{chats}?limits=10"), ""),
        ("GET", format!("{chats}?chat_types=u2i,u2x"), ""),
        ("GET", "/messenger/v1/accounts/1/getVoiceFiles".to_owned(), ""),
        ("GET", "/messenger/v3/accounts/1/chats/c/messages".to_owned(), ""),
        ("POST", send.to_owned(), r#"{"type":"text"}"#),
        ("POST", send.to_owned(), ""),
        ("POST", "/messenger/v1/accounts/1/chats/c/read".to_owned(), "{}"),
    ];
    for (method, target, body) in cases {
        let found = description.check_parts(method, &target, "application/json", body.as_bytes());
        assert!(found.is_err(), "{method} {target} {body} should be refused");
    }
}

#[test]
fn our_test_data_fits_the_published_description() {
    if let Some(schema) = contract("avito-webhook.schema.json") {
        let body: Value = serde_json::from_str(include_str!("data/webhook_production.json")).unwrap();
        jsonschema::validate(&schema, &body).unwrap();
    }
    if let Some(description) = contract("avito-messenger.openapi.json").map(Description::new) {
        let chat: Value = serde_json::from_str(include_str!("data/chat_observed.json")).unwrap();
        description.check_value(&json!({"$ref": "#/components/schemas/Chat"}), &chat).unwrap();
    }
}
