//! Webhooks: delivered more than once, out of order, during a restart, broken or lost.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failing test says why")]

use std::collections::BTreeSet;

use futures::{StreamExt as _, stream};
use rstest::rstest;
use serde_json::{Value, json};
use sufler_sandbox::{
    Action, Content, DeliveryOutcome, NewBuyer, NewChat, NewFault, NewItem, NewMessage, NewSeller,
};
use sufler_tests::{Backend, Buyer, Setup, Stage, api::http_client, stage};

/// A real delivery with ids, names and words replaced.
const PRODUCTION: &str = include_str!("data/webhook_production.json");

/// Where the simulated Avito was asked to deliver the first seller's messages.
fn webhook_url(stage: &Stage) -> String {
    stage.control().sellers()[0].subscriptions[0].clone()
}

async fn post(url: &str, body: impl Into<reqwest::Body>) -> (u16, Value) {
    let request = http_client().post(url).header("content-type", "application/json").body(body);
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

fn delivery(seller: i64, buyer: &Buyer, id: &str, text: &str) -> String {
    let value = json!({ "id": id, "chat_id": buyer.chat_id, "user_id": seller, "author_id": buyer.user_id,
        "created": 1_893_456_000, "type": "text", "chat_type": "u2i", "content": { "text": text }, "item_id": 1 });
    json!({ "id": format!("envelope-{id}"), "version": "v3.0.0", "timestamp": 1_893_456_000,
        "payload": { "type": "message", "value": value } })
    .to_string()
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn a_message_delivered_three_times_is_stored_once_and_answered_once(#[case] backend: Backend) {
    let Some(setup) = stage::open(backend).await else { return };
    let stage = setup.start().await;
    let _fault = stage.control().add_fault(NewFault::always(Action::Duplicate { copies: 2 }));
    let buyer = stage.buyer("Ирина");
    buyer.says("Ещё продаёте?");
    stage.hears(&buyer, &["Вы написали: Ещё продаёте?"]).await;
    stage.settles().await;
    let first = buyer.thread()[0].id.clone();
    let copies = stage.control().deliveries(0).into_iter().filter(|delivery| delivery.message_id == first);
    let copies = copies.filter(|delivery| delivery.outcome == DeliveryOutcome::Delivered);
    assert_eq!(copies.count(), 3, "all three copies were taken");
    assert_eq!(stage.stored_questions(&buyer).await, ["Ещё продаёте?"]);
    assert_eq!(buyer.hears(), ["Вы написали: Ещё продаёте?"]);
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn messages_delivered_out_of_order_are_answered_in_the_order_they_were_written(
    #[case] backend: Backend,
) {
    let Some(setup) = stage::open(backend).await else { return };
    let stage = setup.settings(|settings| settings.settle_ms = 400).start().await;
    let _fault = stage.control().add_fault(NewFault::always(Action::Reorder { window: 3 }).times(3));
    let buyer = stage.buyer("Олег");
    let now = stage.control().now_ms() / 1000;
    for (second, text) in ["Здравствуйте", "Доставка есть?", "А в Казань?"].into_iter().enumerate()
    {
        let created = now + i64::try_from(second).unwrap();
        buyer.posts(NewMessage { created: Some(created), ..NewMessage::buyer(Content::text(text)) });
    }
    stage.hears(&buyer, &["Вы написали: Здравствуйте\nДоставка есть?\nА в Казань?"]).await;
    let arrived: Vec<String> = stage.control().deliveries(0).into_iter().map(|d| d.message_id).collect();
    let written: Vec<String> = buyer.thread().into_iter().map(|m| m.id).collect();
    assert_ne!(arrived[arrived.len() - 3..], written[..3], "the simulator shuffled the deliveries");
    assert_eq!(stage.stored_questions(&buyer).await, ["Здравствуйте", "Доставка есть?", "А в Казань?"]);
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn a_message_delivered_before_during_and_after_a_restart_is_answered_once(#[case] backend: Backend) {
    let Some(setup) = stage::open(backend).await else { return };
    let mut stage = setup.start().await;
    let url = webhook_url(&stage);
    let buyer = stage.buyer("Мария");
    let early = buyer.says("Первое");
    stage.hears(&buyer, &["Вы написали: Первое"]).await;
    stage.server.kill();
    let late = buyer.says("Второе");
    stage.server.start(None).await;
    stage.hears(&buyer, &["Вы написали: Первое", "Вы написали: Второе"]).await;
    for (id, text) in [(late, "Второе"), (early, "Первое")] {
        let (status, _) = post(&url, delivery(stage.seller().view.user_id, &buyer, &id, text)).await;
        assert_eq!(status, 200, "a repeated delivery is taken");
    }
    stage.settles().await;
    assert_eq!(stage.stored_questions(&buyer).await, ["Первое", "Второе"]);
    assert_eq!(buyer.hears(), ["Вы написали: Первое", "Вы написали: Второе"]);
}

#[tokio::test]
async fn a_body_captured_in_production_is_taken_as_it_is() {
    let stage = Setup::flow("echo").sellers(0).unconnected().start().await;
    let value = &serde_json::from_str::<Value>(PRODUCTION).unwrap()["payload"]["value"];
    let number = |name: &str| value[name].as_i64().unwrap();
    let seller =
        stage.shop.add(NewSeller { user_id: Some(number("user_id")), ..NewSeller::named("Магазин") });
    let control = stage.control();
    let item = NewItem {
        id: Some(number("item_id")),
        ..NewItem::titled(number("user_id"), "Кондиционер", 25_000)
    };
    control.add_item(item).unwrap();
    control.add_buyer(NewBuyer { user_id: Some(number("author_id")), ..NewBuyer::named("Анна") }).unwrap();
    let chat_id = value["chat_id"].as_str().unwrap();
    let chat =
        NewChat { id: Some(chat_id.to_owned()), ..NewChat::about(number("item_id"), number("author_id")) };
    control.open_chat(&chat).unwrap();
    let account = json!({ "channel": "avito", "title": "Магазин",
        "client_id": seller.view.client_id, "client_secret": seller.view.client_secret });
    stage.api.post::<Value>("accounts", &account).await.unwrap();
    stage.until_connected().await;

    assert_eq!(post(&webhook_url(&stage), PRODUCTION).await, (200, json!({ "ok": true })));
    let text = value["content"]["text"].as_str().unwrap();
    stage
        .until("the reply arrives in the chat", async || {
            let heard = control.messages(chat_id).unwrap();
            let found = heard.iter().any(|m| m.content == Content::text(format!("Вы написали: {text}")));
            found.then_some(()).ok_or_else(|| format!("{heard:?}"))
        })
        .await;
    let row = stage.api.conversation_of(chat_id).await.unwrap();
    let stored = &stage.api.messages(row.conversation.id).await[0];
    assert_eq!((stored.text.as_str(), stored.at), (text, number("created") * 1000));
    assert_eq!(stored.external_id.as_deref(), value["id"].as_str());
}

#[tokio::test]
async fn bad_deliveries_are_refused_in_words_and_nothing_is_stored_or_stopped() {
    let stage = Setup::flow("echo").start().await;
    let url = webhook_url(&stage);
    let buyer = stage.buyer("Пётр");
    let good = delivery(stage.seller().view.user_id, &buyer, "0123456789abcdef0123456789abcdef", "Привет");
    let (address, _secret) = url.rsplit_once('/').unwrap();
    let unknown_account = url.replace(&format!("/{}/", stage.api.accounts().await[0].id), "/999/");
    let wrong_secret = format!("{address}/wrong");
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    let cases: Vec<(&str, &str, Vec<u8>, u16, &str)> = vec![
        ("no JSON", &url, b"{\"id\":".to_vec(), 400, "webhook.malformed"),
        ("no object", &url, b"[1,2]".to_vec(), 400, "webhook.malformed"),
        ("empty", &url, Vec::new(), 400, "webhook.malformed"),
        ("no payload", &url, b"{\"id\":\"1\"}".to_vec(), 400, "webhook.malformed"),
        ("deep", &url, deep.into_bytes(), 400, "webhook.malformed"),
        (
            "invalid UTF-8",
            &url,
            good.clone().into_bytes().iter().map(|b| b | 0x80).collect(),
            400,
            "webhook.malformed",
        ),
        ("10 MB", &url, vec![b' '; 10 * 1024 * 1024], 413, "request.too_large"),
        ("wrong secret", &wrong_secret, good.clone().into_bytes(), 404, "webhook.unknown_address"),
        ("unknown account", &unknown_account, good.into_bytes(), 404, "webhook.unknown_address"),
    ];
    for (name, url, body, status, code) in cases {
        let (found, answer) = post(url, body).await;
        assert_eq!((found, answer["code"].as_str().unwrap()), (status, code), "{name}: {answer}");
        assert!(!answer["message"].as_str().unwrap().is_empty(), "{name} is explained");
    }
    assert!(stage.api.conversations().await.is_empty(), "nothing was stored");
    buyer.says("Всё работает?");
    stage.hears(&buyer, &["Вы написали: Всё работает?"]).await;
}

#[tokio::test]
async fn an_empty_probe_and_events_of_other_kinds_are_answered_200() {
    let stage = Setup::flow("echo").start().await;
    let url = webhook_url(&stage);
    for body in ["{}", r#"{"id":"1","version":"v3.0.0","timestamp":1,"payload":{"type":"call","value":{}}}"#]
    {
        assert_eq!(post(&url, body).await, (200, json!({ "ok": true })), "{body}");
    }
    assert!(stage.api.conversations().await.is_empty());
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn a_delivery_answered_200_has_survived_when_the_server_is_killed_in_the_middle(
    #[case] backend: Backend,
) {
    const DELIVERIES: usize = 400;
    let Some(setup) = stage::open(backend).await else { return };
    let mut stage = setup.start().await;
    let (url, seller) = (webhook_url(&stage), stage.seller().view.user_id);
    let buyer = stage.buyer("Настойчивый");
    let http = http_client();
    let send = |n: usize| {
        let request =
            http.post(&url).body(delivery(seller, &buyer, &format!("{n:032x}"), &format!("Вопрос {n}")));
        async move { request.send().await.is_ok_and(|answer| answer.status() == 200).then_some(n) }
    };
    let mut answers = stream::iter((0..DELIVERIES).map(send)).buffer_unordered(16);
    let mut accepted = BTreeSet::new();
    while let Some(answer) = answers.next().await {
        accepted.extend(answer);
        if accepted.len() == DELIVERIES / 4 && answer.is_some() {
            stage.server.kill();
        }
    }
    drop(answers);
    assert!(
        (DELIVERIES / 4..DELIVERIES).contains(&accepted.len()),
        "killed in the middle: {}",
        accepted.len()
    );
    stage.server.start(None).await;
    let changes = stage.api.changes(0).await;
    let stored: Vec<String> =
        changes.messages.into_iter().filter_map(|message| message.external_id).collect();
    let unique: BTreeSet<&String> = stored.iter().collect();
    assert_eq!(unique.len(), stored.len(), "no message is stored twice");
    let lost: Vec<_> = accepted.iter().filter(|n| !unique.contains(&format!("{n:032x}"))).collect();
    assert!(lost.is_empty(), "answered 200 and lost: {lost:?}");
}

#[tokio::test]
async fn messages_whose_webhooks_were_lost_are_found_by_polling_and_answered_once() {
    let stage = Setup::flow("echo").settings(|settings| settings.poll_interval_s = 1).start().await;
    let _fault = stage.control().add_fault(NewFault::always(Action::Lose).times(2));
    let buyer = stage.buyer("Тихий");
    buyer.says("Меня слышно?");
    stage.hears(&buyer, &["Вы написали: Меня слышно?"]).await;
    let lost = stage.control().deliveries(0).iter().any(|delivery| delivery.outcome == DeliveryOutcome::Lost);
    assert!(lost, "the webhook was lost");
    stage.settles().await;
    assert_eq!(buyer.hears(), ["Вы написали: Меня слышно?"]);
    assert_eq!(stage.stored_questions(&buyer).await, ["Меня слышно?"]);
}
