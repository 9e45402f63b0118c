use std::collections::BTreeMap;

use serde_json::json;
use sufler_engine::{CallResult, EffectId};
use wiremock::{
    Mock, MockServer, ResponseTemplate,
    matchers::{body_json, header, method as verb, path, query_param},
};

use super::*;

fn config(base_url: &str, allow: &[&str]) -> ConnectorConfig {
    ConnectorConfig {
        name: "crm".into(),
        base_url: base_url.into(),
        allow: allow.iter().map(|rule| (*rule).to_owned()).collect(),
        headers: BTreeMap::from([("X-Source".into(), "sufler".into())]),
        headers_env: BTreeMap::new(),
        timeout_s: 5,
        max_bytes: 100,
        allow_private: true,
        idempotent: false,
    }
}

fn call(method: Method, path: &str) -> Call {
    Call {
        id: EffectId { turn: 1, seq: 0 },
        node: "status".into(),
        connector: "crm".into(),
        method,
        path: path.into(),
        query: vec![("phone".into(), "+7 900".into())],
        body: (method == Method::Post).then(|| json!({"a": 1})),
        wanted: vec!["order.status".into(), "order.sum".into()],
        timeout_ms: Some(2_000),
        retries: 2,
    }
}

async fn made(config: &ConnectorConfig, call: &Call) -> Outcome {
    HttpConnector::new(config).expect("a connector").perform(call, "key-1").await
}

fn code(outcome: &Outcome) -> &str {
    match outcome {
        Outcome::Failed(failure) => &failure.code,
        _ => "ok",
    }
}

#[tokio::test]
async fn a_call_is_sent_as_written_and_only_the_wanted_parts_come_back() {
    let server = MockServer::start().await;
    Mock::given(verb("POST"))
        .and(path("/api/leads/%D0%90%2F1"))
        .and(query_param("phone", "+7 900"))
        .and(header("idempotency-key", "key-1"))
        .and(header("x-source", "sufler"))
        .and(body_json(json!({"a": 1})))
        .respond_with(
            ResponseTemplate::new(201).set_body_json(json!({"order": {"status": "ok"}, "secret": 1})),
        )
        .expect(1)
        .mount(&server)
        .await;
    let config = config(&format!("{}/api/", server.uri()), &["POST /leads/*"]);
    let outcome = made(&config, &call(Method::Post, "/leads/%D0%90%2F1")).await;
    let values = [("order.status".into(), json!("ok")), ("order.sum".into(), json!(null))];
    assert_eq!(outcome, Outcome::Called(CallResult { status: 201, values: values.into_iter().collect() }));
}

#[tokio::test]
async fn what_the_rules_do_not_allow_is_never_sent() {
    let server = MockServer::start().await;
    Mock::given(verb("GET")).respond_with(ResponseTemplate::new(200)).expect(0).mount(&server).await;
    let config = config(&server.uri(), &["GET /orders/*"]);
    for wrong in [
        "/leads",
        "/orders",
        "/orders/1/2",
        "/orders/%2e%2e",
        "/orders/../admin",
        "/orders//1",
        "//evil.ru/x",
    ] {
        assert_eq!(code(&made(&config, &call(Method::Get, wrong)).await), "call.not_allowed", "{wrong}");
    }
    assert_eq!(code(&made(&config, &call(Method::Delete, "/orders/1")).await), "call.not_allowed");
}

#[tokio::test]
async fn private_addresses_are_refused_unless_allowed() {
    let server = MockServer::start().await;
    Mock::given(verb("GET")).respond_with(ResponseTemplate::new(200)).expect(0).mount(&server).await;
    let port = server.address().port();
    for host in ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1"] {
        let config =
            ConnectorConfig { allow_private: false, ..config(&format!("http://{host}:{port}"), &["GET /x"]) };
        assert_eq!(code(&made(&config, &call(Method::Get, "/x")).await), "call.private", "{host}");
    }
}

#[tokio::test]
async fn redirects_are_not_followed_and_answers_are_bounded() {
    let server = MockServer::start().await;
    let mount = |at: &'static str, answer: ResponseTemplate| {
        Mock::given(verb("GET")).and(path(at)).respond_with(answer).mount(&server)
    };
    mount("/moved", ResponseTemplate::new(302).insert_header("location", "/other")).await;
    mount("/large", ResponseTemplate::new(200).set_body_string("1".repeat(101))).await;
    mount("/text", ResponseTemplate::new(200).set_body_string("<html>")).await;
    mount("/empty", ResponseTemplate::new(204)).await;
    mount("/gone", ResponseTemplate::new(404)).await;
    let config = config(&server.uri(), &["GET /*"]);
    for (at, wanted) in [
        ("/moved", "http.302"),
        ("/large", "call.too_large"),
        ("/text", "call.answer"),
        ("/empty", "ok"),
        ("/gone", "http.404"),
    ] {
        assert_eq!(code(&made(&config, &call(Method::Get, at)).await), wanted, "{at}");
    }
    assert_eq!(
        server.received_requests().await.expect("recorded").len(),
        5,
        "nothing was repeated or followed"
    );
}

#[tokio::test]
async fn only_what_does_no_harm_is_repeated() {
    for (method, idempotent, requests) in
        [(Method::Get, false, 3), (Method::Post, false, 1), (Method::Post, true, 3)]
    {
        let server = MockServer::start().await;
        Mock::given(header("idempotency-key", "key-1"))
            .respond_with(ResponseTemplate::new(503))
            .mount(&server)
            .await;
        let config = ConnectorConfig { idempotent, ..config(&server.uri(), &["* /x"]) };
        assert_eq!(code(&made(&config, &call(method, "/x")).await), "http.503");
        assert_eq!(
            server.received_requests().await.expect("recorded").len(),
            requests,
            "{method:?} {idempotent}"
        );
    }
}

#[tokio::test]
async fn a_slow_service_is_given_up() {
    let server = MockServer::start().await;
    let slow = ResponseTemplate::new(200).set_delay(Duration::from_secs(30));
    Mock::given(verb("GET")).respond_with(slow).mount(&server).await;
    let call = Call { timeout_ms: Some(100), retries: 0, ..call(Method::Get, "/x") };
    assert_eq!(code(&made(&config(&server.uri(), &["GET /x"]), &call).await), "timeout");
}
