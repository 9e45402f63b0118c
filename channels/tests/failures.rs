//! Every way a call can fail, and what the caller and the admin are told.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a failed assumption in a test should fail the test"
)]

mod common;

use std::time::Duration;

use common::{CHAT, account, client, client_at, credentials, fixed};
use insta::assert_yaml_snapshot;
use rstest::rstest;
use serde_json::{Value, json};
use sufler_channels::avito::{Client, Config, SetupError};
use sufler_channels::{AdapterError, AdapterErrorKind as Kind};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use url::Url;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

const HTML: &str = "<html><body><h1>502 Bad Gateway</h1></body></html>";

async fn send_answered(answer: ResponseTemplate) -> AdapterError {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(answer).mount(&server).await;
    account(&server).send_text(CHAT, "да").await.unwrap_err()
}

fn summary(status: u16, error: &AdapterError) -> Value {
    json!({
        "answer": status,
        "log": error.to_string(),
        "code": error.code(),
        "retry": error.is_retryable(),
        "doubt": error.is_in_doubt(),
        "admin": error.admin_message_ru(),
    })
}

#[tokio::test]
async fn every_status_is_told_apart() {
    let mut seen = Vec::new();
    for status in [301, 400, 401, 402, 403, 404, 405, 408, 413, 429, 500, 502, 503, 504] {
        let body = json!({"error": {"code": status, "message": "Слова Авито"}});
        let error = send_answered(ResponseTemplate::new(status).set_body_json(body)).await;
        seen.push(summary(status, &error));
    }
    assert_yaml_snapshot!(seen);
}

#[rstest]
#[case::html_failure(ResponseTemplate::new(502).set_body_raw(HTML, "text/html"), Kind::Server, true)]
#[case::html_success(ResponseTemplate::new(200).set_body_raw(HTML, "text/html; charset=utf-8"), Kind::Protocol, true)]
#[case::broken_json(ResponseTemplate::new(200).set_body_raw("{\"id\":", "application/json"), Kind::Protocol, true)]
#[case::no_id(ResponseTemplate::new(200).set_body_json(json!({"type": "text"})), Kind::Protocol, true)]
#[case::empty(ResponseTemplate::new(200), Kind::Protocol, true)]
#[case::too_large(ResponseTemplate::new(200).set_body_raw(vec![b'['; 9_000_000], "application/json"), Kind::Protocol, true)]
#[case::asked_to_wait(
    ResponseTemplate::new(429).insert_header("Retry-After", "7"),
    Kind::RateLimited { retry_after: Some(Duration::from_secs(7)) },
    false
)]
#[case::asked_to_wait_for_days(
    ResponseTemplate::new(429).insert_header("Retry-After", "999999"),
    Kind::RateLimited { retry_after: Some(Duration::from_secs(3600)) },
    false
)]
#[case::asked_unreadably(
    ResponseTemplate::new(429).insert_header("Retry-After", "soon"),
    Kind::RateLimited { retry_after: None },
    false
)]
#[tokio::test]
async fn odd_answers(#[case] answer: ResponseTemplate, #[case] kind: Kind, #[case] doubt: bool) {
    let error = send_answered(answer).await;
    assert_eq!((&error.kind, error.is_in_doubt()), (&kind, doubt), "{error}");
    assert!(!error.to_string().contains("html>"), "a page is not a message: {error}");
}

#[rstest]
#[case::nested(json!({"error": {"code": 400, "message": "Validation error", "fields": {"text": "too long", "n": 5}}}), "Validation error", &[("n", "5"), ("text", "too long")])]
#[case::flat(json!({"code": "bad", "message": "Плохо"}), "Плохо", &[])]
#[case::oauth(json!({"error": "invalid_request", "error_description": "no code"}), "no code", &[])]
#[case::text_only(json!({"error": "oops\nline two"}), "oops line two", &[])]
#[case::unexpected(json!({"error": {"message": {"a": 1}, "fields": []}}), "", &[])]
#[tokio::test]
async fn bodies_of_every_section(
    #[case] body: Value,
    #[case] detail: &str,
    #[case] expected: &[(&str, &str)],
) {
    let error = send_answered(ResponseTemplate::new(400).set_body_json(body)).await;
    assert_eq!(error.detail, detail);
    let Kind::Invalid { fields } = error.kind else { unreachable!("400 is Invalid") };
    assert!(
        fields.iter().map(|(name, reason)| (name.as_str(), reason.as_str())).eq(expected.iter().copied())
    );
}

#[tokio::test]
async fn a_long_answer_is_cut() {
    let body = json!({"error": {"code": 500, "message": "ы".repeat(10_000)}});
    let error = send_answered(ResponseTemplate::new(500).set_body_json(body)).await;
    assert_eq!(error.detail.chars().count(), 301);
}

/// A port where nobody listens.
#[tokio::test]
async fn no_connection_means_not_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let account = client_at(&address, Duration::from_secs(30)).account("1", fixed("good"));
    let error = account.send_text(CHAT, "да").await.unwrap_err();
    assert_eq!(error.kind, Kind::Network { sent_maybe: false }, "{error}");
    assert!(error.is_retryable() && !error.is_in_doubt());
}

/// Takes the request, writes `answer`, then hangs up or falls silent.
async fn server_that_breaks_off(answer: &'static [u8], silent: bool) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let mut request = vec![0; 64 * 1024];
        assert!(stream.read(&mut request).await.expect("a request") > 0);
        stream.write_all(answer).await.expect("room for an answer");
        if silent {
            std::future::pending::<()>().await;
        }
    });
    address
}

#[rstest]
#[case::hung_up(b"", false, Kind::Network { sent_maybe: true })]
#[case::cut_off(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"id\"", false, Kind::Network { sent_maybe: true })]
#[case::silent(b"", true, Kind::Timeout { sent_maybe: true })]
#[case::silent_in_the_body(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{", true, Kind::Timeout { sent_maybe: true })]
#[tokio::test]
async fn a_broken_exchange_leaves_doubt(
    #[case] answer: &'static [u8],
    #[case] silent: bool,
    #[case] kind: Kind,
) {
    let address = server_that_breaks_off(answer, silent).await;
    let timeout = if silent { Duration::from_secs(1) } else { Duration::from_secs(30) };
    let account = client_at(&address, timeout).account("1", fixed("good"));
    let error = account.send_text(CHAT, "да").await.unwrap_err();
    assert_eq!(error.kind, kind, "{error}");
    assert!(error.is_in_doubt());
}

#[rstest]
#[case::as_oauth_says(400, json!({"error": "invalid_client", "error_description": "secret top-secret is wrong"}))]
#[case::as_the_api_says(401, json!({"error": {"code": 401, "message": "Unauthorized"}}))]
#[case::as_forbidden(403, json!({}))]
#[case::as_a_success(200, json!({"error": "access_denied"}))]
#[tokio::test]
async fn refused_keys_are_told_whatever_the_status(#[case] status: u16, #[case] body: Value) {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(status).set_body_json(body)).mount(&server).await;
    let error = client(&server).token(&credentials(), 0).await.unwrap_err();
    assert_eq!(error.kind, Kind::Unauthorized);
    assert!(error.admin_message_ru().contains("Client ID"), "{}", error.admin_message_ru());
    let everything = format!("{error} {error:?} {}", error.admin_message_ru());
    assert!(!everything.contains("top-secret"), "{everything}");
}

#[tokio::test]
async fn an_answer_that_repeats_a_secret_is_cleaned() {
    let hook = "https://shop.example/hook/very-secret";
    let server = MockServer::start().await;
    let body = json!({"error": {"message": format!("{hook} or good"), "fields": {"url": format!("{hook} is down")}}});
    Mock::given(any()).respond_with(ResponseTemplate::new(400).set_body_json(body)).mount(&server).await;
    let error = account(&server).subscribe(hook).await.unwrap_err();
    assert_eq!(error.detail, "*** or ***");
    let everything = format!("{error} {error:?} {}", error.admin_message_ru());
    assert!(!everything.contains("very-secret"), "{everything}");
    assert!(everything.contains("*** is down"), "{everything}");
}

#[tokio::test]
async fn a_token_answer_without_a_token_is_no_success() {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(200).set_body_json(json!({}))).mount(&server).await;
    let error = client(&server).token(&credentials(), 0).await.unwrap_err();
    assert_eq!(error.kind, Kind::Protocol);
}

#[test]
fn an_address_that_is_none_is_refused() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let address = Url::parse("mailto:someone@example.org").unwrap();
    let refused = Client::new(Config::new(address.clone(), address)).unwrap_err();
    assert!(matches!(refused, SetupError::Address { .. }), "{refused}");
    Client::new(Config::official().unwrap()).expect("Avito's own addresses are good");
}
