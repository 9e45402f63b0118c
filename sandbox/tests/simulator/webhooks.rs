//! Deliveries to a real receiver (contract §6).

use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};
use sufler_sandbox::{Action, Content, DeliveryOutcome, Mode, NewBuyer, NewChat, NewFault, NewMessage, Side};

use crate::description::description;
use crate::stage::{Stage, config};

/// A receiver that keeps what it got and answers as told: a status, or `None` for never.
#[derive(Clone, Default)]
struct Receiver {
    got: Arc<Mutex<Vec<Value>>>,
    answers: Arc<Mutex<VecDeque<Option<u16>>>>,
}

impl Receiver {
    /// Starts the receiver and subscribes the stage's account to it.
    async fn subscribed(stage: &Stage) -> (Self, String) {
        let (receiver, url) = Self::start().await;
        stage.post("/messenger/v3/webhook", json!({ "url": url })).await.ok();
        receiver.settle(stage).await;
        assert_eq!(receiver.take(), [json!({})], "an empty object is the probe");
        (receiver, url)
    }

    async fn start() -> (Self, String) {
        let receiver = Self::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook/secret", listener.local_addr().unwrap());
        let app = Router::new().route("/hook/secret", post(take)).with_state(receiver.clone());
        tokio::spawn(axum::serve(listener, app).into_future());
        (receiver, url)
    }

    fn answer_next(&self, answers: &[Option<u16>]) {
        self.answers.lock().unwrap().extend(answers);
    }

    async fn settle(&self, stage: &Stage) {
        assert!(stage.control().deliveries_settled(Duration::from_secs(60)).await);
    }

    fn take(&self) -> Vec<Value> {
        std::mem::take(&mut self.got.lock().unwrap())
    }

    /// Texts of the messages received, in order of arrival.
    fn texts(&self) -> Vec<String> {
        self.take()
            .iter()
            .map(|body| body["payload"]["value"]["content"]["text"].as_str().unwrap_or("?").to_owned())
            .collect()
    }
}

async fn take(State(receiver): State<Receiver>, body: Bytes) -> StatusCode {
    let next = receiver.answers.lock().unwrap().pop_front().unwrap_or(Some(200));
    receiver.got.lock().unwrap().push(serde_json::from_slice(&body).unwrap());
    match next {
        Some(status) => StatusCode::from_u16(status).unwrap(),
        None => std::future::pending().await,
    }
}

fn outcomes(stage: &Stage) -> Vec<DeliveryOutcome> {
    let log = stage.control().deliveries(0);
    log.into_iter().filter(|entry| entry.kind != "probe").map(|entry| entry.outcome).collect()
}

#[rstest]
#[case(Mode::Spec, "v1.1")]
#[case(Mode::Observed, "v3.0.0")]
#[tokio::test]
async fn a_message_of_the_buyer_is_announced(#[case] mode: Mode, #[case] version: &str) {
    let stage = Stage::new(mode).await;
    let (receiver, _) = Receiver::subscribed(&stage).await;
    let id = stage.buyer_says("Здравствуйте!");
    receiver.settle(&stage).await;
    let [body] = &receiver.take()[..] else { panic!("one delivery") };
    description().fits_named("Webhook", body);
    assert_eq!(body["version"], version);
    let value = &body["payload"]["value"];
    assert_eq!(value["id"], id.as_str());
    assert_eq!(value["chat_id"], stage.chat_id.as_str());
    assert_eq!(
        (&value["user_id"], &value["author_id"]),
        (&json!(stage.seller.user_id), &json!(stage.buyer_id))
    );
    assert_eq!((&value["item_id"], &value["chat_type"]), (&json!(stage.item_id), &json!("u2i")));
    assert!(value.get("direction").is_none());
}

#[tokio::test]
async fn own_messages_are_echoed_whether_sent_by_the_api_or_the_app() {
    let stage = Stage::new(Mode::Observed).await;
    let (receiver, _) = Receiver::subscribed(&stage).await;
    let by_api = stage.send("из API").await.ok()["id"].clone();
    let by_app = NewMessage::seller(Content::text("из приложения"));
    let by_app = stage.control().say(&stage.chat_id, by_app).unwrap().id;
    receiver.settle(&stage).await;
    let values: Vec<Value> = receiver.take().iter().map(|body| body["payload"]["value"].clone()).collect();
    assert_eq!(values.iter().map(|value| value["id"].clone()).collect::<Vec<_>>(), [by_api, json!(by_app)]);
    assert!(values.iter().all(|value| value["author_id"] == value["user_id"]));
}

#[tokio::test]
async fn system_and_deleted_messages_are_announced() {
    let stage = Stage::new(Mode::Spec).await;
    let (receiver, _) = Receiver::subscribed(&stage).await;
    let bot = Content::System { flow_id: "sbc_seller_notification".into(), text: "Принято".into() };
    stage.control().say(&stage.chat_id, NewMessage::buyer(bot)).unwrap();
    let id = stage.buyer_says("ой");
    stage.control().delete_message(&stage.chat_id, &id, Side::Buyer).unwrap();
    receiver.settle(&stage).await;
    let got = receiver.take();
    let kinds: Vec<&str> =
        got.iter().map(|body| body["payload"]["value"]["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["system", "text", "deleted"]);
    assert_eq!(got[1]["payload"]["value"]["id"], got[2]["payload"]["value"]["id"]);
}

#[tokio::test]
async fn history_from_before_can_be_silent() {
    let stage = Stage::new(Mode::Spec).await;
    let (receiver, _) = Receiver::subscribed(&stage).await;
    let old = NewMessage {
        silent: true,
        created: Some(1_700_000_000),
        ..NewMessage::buyer(Content::text("давно"))
    };
    stage.control().say(&stage.chat_id, old).unwrap();
    receiver.settle(&stage).await;
    assert!(receiver.take().is_empty());
    assert_eq!(stage.history().await[0]["created"], 1_700_000_000);
}

#[rstest]
#[case::refused(Some(500), DeliveryOutcome::Refused { status: 500 })]
#[case::not_quite_200(Some(204), DeliveryOutcome::Refused { status: 204 })]
#[case::silent(None, DeliveryOutcome::TimedOut)]
#[tokio::test]
async fn anything_but_200_in_time_is_tried_again(
    #[case] first: Option<u16>,
    #[case] outcome: DeliveryOutcome,
) {
    let mut config = config(Mode::Observed);
    if first.is_none() {
        config.webhooks.timeout = Duration::from_millis(500);
    }
    let stage = Stage::with(config).await;
    let (receiver, _) = Receiver::subscribed(&stage).await;
    receiver.answer_next(&[first]);
    stage.buyer_says("раз");
    receiver.settle(&stage).await;
    assert_eq!(outcomes(&stage), [outcome, DeliveryOutcome::Delivered]);
    let got = receiver.take();
    assert_eq!(got[0]["payload"], got[1]["payload"]);
    assert_ne!(got[0]["id"], got[1]["id"], "the envelope is new, the message is not");
}

#[tokio::test]
async fn a_delivery_is_given_up_after_the_last_attempt() {
    let stage = Stage::new(Mode::Observed).await;
    let (receiver, _) = Receiver::subscribed(&stage).await;
    receiver.answer_next(&[Some(500); 3]);
    stage.buyer_says("раз");
    receiver.settle(&stage).await;
    assert_eq!(outcomes(&stage), [DeliveryOutcome::Refused { status: 500 }; 3]);
    assert_eq!(receiver.take().len(), 3);
}

#[tokio::test]
async fn a_sick_message_does_not_hold_up_the_next() {
    let stage = Stage::new(Mode::Observed).await;
    let (receiver, _) = Receiver::subscribed(&stage).await;
    receiver.answer_next(&[Some(500)]);
    stage.buyer_says("раз");
    stage.buyer_says("два");
    receiver.settle(&stage).await;
    let mut got = receiver.texts();
    assert_eq!(got.remove(0), "раз");
    got.sort();
    assert_eq!(got, ["два", "раз"]);
}

#[tokio::test]
async fn without_faults_a_chat_arrives_in_order() {
    let stage = Stage::new(Mode::Observed).await;
    let (receiver, _) = Receiver::subscribed(&stage).await;
    let expected: Vec<String> = (0..100).map(|n| n.to_string()).collect();
    for text in &expected {
        stage.buyer_says(text);
    }
    receiver.settle(&stage).await;
    assert_eq!(receiver.texts(), expected);
}

#[tokio::test]
async fn webhooks_can_be_lost() {
    let stage = Stage::new(Mode::Observed).await;
    let (receiver, _) = Receiver::subscribed(&stage).await;
    let _ = stage.control().add_fault(NewFault { skip: 1, ..NewFault::always(Action::Lose).times(1) });
    for text in ["раз", "два", "три"] {
        stage.buyer_says(text);
    }
    receiver.settle(&stage).await;
    assert_eq!(receiver.texts(), ["раз", "три"]);
    assert_eq!(outcomes(&stage).iter().filter(|one| **one == DeliveryOutcome::Lost).count(), 1);
    assert_eq!(stage.history().await.len(), 3, "the history has all of them");
}

#[tokio::test]
async fn webhooks_can_come_several_times() {
    let stage = Stage::new(Mode::Observed).await;
    let (receiver, _) = Receiver::subscribed(&stage).await;
    let _ = stage.control().add_fault(NewFault::always(Action::Duplicate { copies: 2 }));
    let id = stage.buyer_says("раз");
    receiver.settle(&stage).await;
    let got = receiver.take();
    let ids: HashSet<&Value> = got.iter().map(|body| &body["payload"]["value"]["id"]).collect();
    assert_eq!((got.len(), ids), (3, HashSet::from([&json!(id)])));
}

#[tokio::test]
async fn webhooks_can_come_in_another_order() {
    let stage = Stage::new(Mode::Observed).await;
    let (receiver, _) = Receiver::subscribed(&stage).await;
    let _ = stage.control().add_fault(NewFault::always(Action::Reorder { window: 4 }));
    for text in ["1", "2", "3", "4", "5"] {
        stage.buyer_says(text);
    }
    receiver.settle(&stage).await;
    let got = receiver.texts();
    let (mut first, last) = (got[..4].to_vec(), &got[4]);
    assert_ne!(first, ["1", "2", "3", "4"]);
    first.sort();
    assert_eq!((first, last.as_str()), (["1", "2", "3", "4"].map(String::from).to_vec(), "5"));
}

#[tokio::test]
async fn webhooks_can_come_late() {
    let stage = Stage::new(Mode::Observed).await;
    let (receiver, _) = Receiver::subscribed(&stage).await;
    let _ = stage.control().add_fault(NewFault::always(Action::Delay { delay_ms: 700 }).times(1));
    stage.buyer_says("поздно");
    stage.buyer_says("сразу");
    receiver.settle(&stage).await;
    assert_eq!(receiver.texts(), ["сразу", "поздно"]);
}

#[tokio::test]
async fn addresses_are_listed_once_and_forgotten() {
    let stage = Stage::new(Mode::Spec).await;
    let (receiver, url) = Receiver::subscribed(&stage).await;
    stage.post("/messenger/v3/webhook", json!({ "url": url, "events": ["message"] })).await.ok();
    let list = || stage.call(Method::POST, "/messenger/v1/subscriptions", None);
    assert_eq!(list().await.ok()["subscriptions"], json!([{ "url": url, "version": "3" }]));
    assert_eq!(stage.post("/messenger/v3/webhook", json!({ "url": "ftp://x" })).await.status, 400);
    stage.post("/messenger/v1/webhook/unsubscribe", json!({ "url": url })).await.ok();
    assert_eq!(stage.post("/messenger/v1/webhook/unsubscribe", json!({ "url": url })).await.status, 404);
    assert_eq!(list().await.ok()["subscriptions"], json!([]));
    stage.buyer_says("никому");
    receiver.settle(&stage).await;
    assert!(receiver.take().is_empty());
}

#[tokio::test]
async fn an_account_hears_only_of_its_own_chats() {
    let stage = Stage::new(Mode::Observed).await;
    let (receiver, _) = Receiver::subscribed(&stage).await;
    let (stranger, _) = stage.another_seller().await;
    let buyer = stage.control().add_buyer(NewBuyer::named("Игорь")).unwrap();
    let elsewhere =
        NewChat { buyer_id: buyer.user_id, seller_id: Some(stranger.user_id), ..NewChat::default() };
    let chat = stage.control().open_chat(&elsewhere).unwrap();
    stage.control().say(&chat.id, NewMessage::buyer(Content::text("не вам"))).unwrap();
    receiver.settle(&stage).await;
    assert!(receiver.take().is_empty());
}
