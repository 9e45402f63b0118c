//! Parsing of webhooks: every type of content, what production sent, and what nobody should send.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed assumption in a test should fail the test")]

use insta::assert_yaml_snapshot;
use proptest::prelude::*;
use rstest::rstest;
use serde_json::{Value, json};
use sufler_channels::avito::inbound::MAX_WEBHOOK_BYTES;
use sufler_channels::avito::{ParseError, WebhookEvent, parse_webhook};
use sufler_channels::{Author, InboundMessage, MessageKind};

const PRODUCTION: &[u8] = include_bytes!("data/webhook_production.json");

fn message(body: &[u8]) -> InboundMessage {
    match parse_webhook(body).unwrap() {
        WebhookEvent::Message(message) => *message,
        other => panic!("a message was expected, not {other:?}"),
    }
}

/// The production body with some fields of `payload.value` replaced.
fn with(changes: Value) -> Vec<u8> {
    let mut body: Value = serde_json::from_slice(PRODUCTION).unwrap();
    let value = body.pointer_mut("/payload/value").unwrap().as_object_mut().unwrap();
    for (name, change) in changes.as_object().unwrap() {
        value.insert(name.clone(), change.clone());
    }
    serde_json::to_vec(&body).unwrap()
}

fn content(kind: &str, content: Value) -> InboundMessage {
    message(&with(json!({"type": kind, "content": content})))
}

#[test]
fn the_production_body_is_taken_as_it_is() {
    assert_yaml_snapshot!(message(PRODUCTION));
}

#[test]
fn the_documented_version_reads_the_same() {
    let documented = String::from_utf8(PRODUCTION.to_vec()).unwrap().replace("v3.0.0", "v1.1");
    assert_eq!(message(documented.as_bytes()), message(PRODUCTION));
}

/// What is special to the kind; the rest is the same for all.
#[test]
fn every_type_of_content() {
    let cases = [
        ("text", json!({"text": " как есть,\nс пробелами "})),
        ("text", json!({"text": null, "image": null})),
        (
            "image",
            json!({"image": {"sizes": {"32x32": "https://i/32", "1280x960": "https://i/1280", "140x105": "https://i/140", "odd": "https://i/odd", "1x1": "javascript:alert(1)"}}}),
        ),
        ("image", json!({"image": null})),
        ("voice", json!({"voice": {"voice_id": "v-1"}})),
        (
            "link",
            json!({"link": {"text": "смотрите habr.com", "url": "habr.com", "preview": {"title": "Хабр", "description": "Статьи", "domain": "habr.com", "url": "https://habr.com/", "images": {"1280x960": "https://i/p"}}}}),
        ),
        (
            "link",
            json!({"link": {"text": "javascript:alert(1)", "url": "javascript:alert(1)", "preview": null}}),
        ),
        (
            "item",
            json!({"item": {"title": "Обогреватель", "item_url": "https://a/1", "image_url": "https://a/1.webp", "price_string": "1 232 ₽"}}),
        ),
        ("item", json!({"item": {"title": "Без цены", "item_url": "https://a/2", "price_string": null}})),
        (
            "location",
            json!({"location": {"kind": "street", "lat": 55.599_799, "lon": 37.603_954, "text": "Москва, Варшавское шоссе", "title": "Варшавское шоссе"}}),
        ),
        ("location", json!({"location": {"lat": 55.6, "lon": 37.6}})),
        ("call", json!({"call": {"status": "missed", "target_user_id": 353_000_001}})),
        ("system", json!({"flow_id": "seller_audience_discount", "text": "Покупатель принял предложение"})),
        ("deleted", json!({})),
        ("appCall", json!({})),
        ("file", json!({})),
        ("video", json!({})),
        ("hologram", json!({"hologram": {"depth": 3}})),
    ];
    let read: Vec<Value> = cases
        .into_iter()
        .map(|(wire, wire_content)| {
            let message = content(wire, wire_content);
            json!({"wire": wire, "kind": message.kind, "author": message.author, "text": message.text, "content": message.content})
        })
        .collect();
    assert_yaml_snapshot!(read);
}

#[rstest]
#[case::buyer(json!({}), Author::Contact)]
#[case::our_echo(json!({"author_id": 353_000_001}), Author::Native)]
#[case::ids_as_text(json!({"author_id": "353000001"}), Author::Native)]
#[case::platform_bot(json!({"type": "system", "content": {"flow_id": "x", "text": "y"}}), Author::System)]
#[case::platform_chat(json!({"chat_type": "a2u"}), Author::System)]
#[case::nobody(json!({"author_id": null}), Author::Unknown)]
fn knows_who_wrote(#[case] changes: Value, #[case] author: Author) {
    assert_eq!(message(&with(changes)).author, author);
}

#[test]
fn a_quote_is_kept_short() {
    let quote = json!({"id": "q", "author_id": 1, "created": 1, "type": "image", "content": {"image": {}}});
    let message = message(&with(json!({"quote": quote})));
    assert_eq!(
        message.content,
        json!({"quote": {"external_id": "q", "kind": "image", "text": "[Изображение]"}})
    );
}

#[test]
fn odd_fields_do_not_lose_the_message() {
    let odd = json!({
        "type": null, "content": {"voice": {"voice_id": 7}}, "item_id": [], "read": "yesterday", "chat_type": 5,
        "created": "soon", "new_field": {"deep": [1]},
    });
    let message = message(&with(odd));
    assert_eq!(message.kind, MessageKind::Voice, "guessed from the filled key");
    assert_eq!(message.content, json!({"voice_id": "7"}));
    assert_eq!(message.at_ms, 1_693_831_255_000, "time of the envelope");
    assert_eq!((message.item_external_id, message.read_at_ms, message.chat_type), (None, None, None));
}

#[test]
fn half_an_emoji_does_not_lose_the_message() {
    let body = String::from_utf8(PRODUCTION.to_vec()).unwrap().replace("Добрый день", r"Добрый день \ud83d");
    assert_eq!(message(body.as_bytes()).text, "Добрый день \u{fffd}, кондиционер ещё в продаже?");
}

#[rstest]
#[case::probe("{}", WebhookEvent::Probe)]
#[case::probe_with_space(" \n{ }", WebhookEvent::Probe)]
#[case::other_event(
    r#"{"payload":{"type":"chat_read","value":5}}"#,
    WebhookEvent::Ignored { event: "chat_read".to_owned() }
)]
fn what_is_no_message(#[case] body: &str, #[case] event: WebhookEvent) {
    assert_eq!(parse_webhook(body.as_bytes()), Ok(event));
}

#[rstest]
#[case::empty(b"  ".to_vec())]
#[case::not_utf8(b"{\"a\":\"\xff\"}".to_vec())]
#[case::cut_off(PRODUCTION.get(..120).unwrap().to_vec())]
#[case::deep("[".repeat(100_000).into_bytes())]
#[case::list(b"[]".to_vec())]
#[case::huge(vec![b' '; MAX_WEBHOOK_BYTES + 1])]
#[case::no_payload(br#"{"id":"1"}"#.to_vec())]
#[case::payload_no_object(br#"{"payload":"message"}"#.to_vec())]
#[case::no_value(br#"{"payload":{"type":"message"}}"#.to_vec())]
#[case::no_account(with(json!({"user_id": null})))]
#[case::no_chat(with(json!({"chat_id": ""})))]
#[case::no_id(with(json!({"id": {}})))]
#[case::no_time(br#"{"payload":{"type":"message","value":{"id":"1","chat_id":"c","user_id":1}}}"#.to_vec())]
fn errors_say_what_and_where(#[case] body: Vec<u8>) {
    let case = std::thread::current().name().unwrap().rsplit("case_").next().unwrap().to_owned();
    insta::assert_snapshot!(format!("error_{case}"), parse_webhook(&body).unwrap_err().to_string());
}

/// Any JSON at all, to be put in the place of any field.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::hash_map("[a-z_]{1,8}", inner, 0..4).prop_map(|map| json!(map)),
        ]
    })
}

proptest! {
    #[test]
    fn any_value_in_any_field_gives_a_message_or_an_error(
        field in prop::sample::select(vec!["id", "chat_id", "user_id", "author_id", "created", "type", "chat_type", "content", "item_id", "read", "quote"]),
        value in any_json(),
    ) {
        match parse_webhook(&with(json!({field: value}))) {
            Ok(WebhookEvent::Message(message)) => {
                prop_assert!(!message.external_id.is_empty() && message.at_ms > 0 && message.content.is_object());
            }
            Ok(other) => prop_assert!(false, "{other:?}"),
            Err(error) => {
                let is_missing = matches!(error, ParseError::MissingField { .. });
                prop_assert!(is_missing);
            }
        }
    }

    #[test]
    fn any_content_of_any_type_is_readable(
        kind in prop::sample::select(vec!["text", "image", "voice", "link", "item", "location", "call", "system", "deleted", "file", "new"]),
        inner in any_json(),
    ) {
        let message = content(kind, json!({kind: inner}));
        prop_assert!(kind == "text" || !message.text.trim().is_empty());
    }
}
