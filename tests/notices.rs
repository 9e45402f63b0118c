//! What people outside the page are told: once, whoever dies or refuses in between, and never by holding up a turn.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a failing test says why by panicking"
)]

use std::net::{Ipv4Addr, SocketAddr};
use std::os::unix::process::ExitStatusExt as _;

use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};
use sufler_sandbox::push::PushService;
use sufler_sandbox::telegram::{Accident, Chat, Telegram};
use sufler_store::Owner;
use sufler_tests::{Api, Buyer, Setup, Stage, wait::holds};

const TOKEN: &str = "123456:a-token_nobody-may-see";
const GROUP: i64 = -1_001_234;
const ABORTED: i32 = 6;

async fn telegram() -> Telegram {
    let chats = vec![Chat::new(GROUP)];
    Telegram::start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), TOKEN, chats).await.unwrap()
}

fn told(telegram: &Telegram) -> Setup {
    let url = telegram.url();
    Setup::flow("echo").settings(move |settings| {
        settings.more =
            format!("[telegram]\nbase_url = \"{url}\"\nbot_token = \"{TOKEN}\"\nchat_id = \"{GROUP}\"\n");
    })
}

/// The customer asks for a person, and the bot lets go.
async fn hand_off(stage: &Stage, name: &str) -> (Buyer, i64) {
    let buyer = stage.buyer(name);
    buyer.says("Позовите оператора, пожалуйста");
    let id = waits(stage, &buyer).await;
    (buyer, id)
}

async fn waits(stage: &Stage, buyer: &Buyer) -> i64 {
    let id = stage.conversation(buyer).await.id;
    stage
        .until("the conversation waits for an operator", async || {
            let owner = stage.api.conversation(id).await.owner;
            holds(owner == Owner::Queue, owner)
        })
        .await;
    id
}

async fn arrives(stage: &Stage, telegram: &Telegram, count: usize) {
    stage.until("the notice arrives", async || holds(telegram.sent().len() == count, telegram.sent())).await;
}

#[tokio::test]
async fn a_server_that_dies_between_handoff_and_send_tells_once() {
    let telegram = telegram().await;
    let mut stage = told(&telegram).dies_at("notices.queued").start().await;
    let buyer = stage.buyer("Вера <b>");
    buyer.says("Позовите оператора, пожалуйста");
    let status = stage.server.ended("the server dies with the notice queued").await;
    assert_eq!((status.signal(), telegram.calls()), (Some(ABORTED), 0));
    stage.server.start(None).await;
    arrives(&stage, &telegram, 1).await;
    let id = waits(&stage, &buyer).await;
    let text = telegram.sent()[0].text.clone();
    assert!(text.starts_with("Диалог ждёт оператора\nАккаунт: Магазин 1\n"), "{text}");
    assert!(text.ends_with(&format!("/inbox?tab=queue&chat={id}")), "{text}");
    assert!(!text.contains("Вера") && !text.contains("Позовите"), "nobody is named or quoted: {text}");

    // Another handoff is told too, the first not again.
    hand_off(&stage, "Борис").await;
    arrives(&stage, &telegram, 2).await;
    stage.settles().await;
    assert_eq!(telegram.calls(), 2);
    assert!(!stage.server.log().contains("nobody-may-see"), "the token is not logged");
}

#[rstest]
#[case::too_many(Accident::TooMany { retry_after: 1 })]
#[case::proxy(Accident::Status { status: 502 })]
#[tokio::test]
async fn what_telegram_puts_off_arrives_later_and_holds_up_nobody(#[case] accident: Accident) {
    let telegram = telegram().await;
    telegram.befall(accident);
    let stage = told(&telegram).start().await;
    let (buyer, _) = hand_off(&stage, "Вера").await;
    stage.hears_anything(&buyer).await;
    arrives(&stage, &telegram, 1).await;
    assert_eq!(telegram.calls(), 2);
}

#[tokio::test]
async fn what_may_have_arrived_is_not_sent_again() {
    let telegram = telegram().await;
    telegram.befall(Accident::LostAnswer);
    let stage = told(&telegram).start().await;
    hand_off(&stage, "Вера").await;
    let problem = problem(&stage).await;
    assert!(problem.contains("Неизвестно, дошло ли"), "{problem}");
    hand_off(&stage, "Борис").await;
    arrives(&stage, &telegram, 2).await;
    assert_eq!(telegram.calls(), 2, "one call each");
}

#[tokio::test]
async fn a_refusal_is_told_to_the_admin_in_words() {
    let telegram = telegram().await;
    telegram.put(Chat { kicked: true, ..Chat::new(GROUP) });
    let stage = told(&telegram).start().await;
    hand_off(&stage, "Вера").await;
    let problem = problem(&stage).await;
    assert!(problem.contains("Верните бота в чат"), "{problem}");
    let test = async || {
        stage.api.raw(Method::POST, "/api/v1/telegram/test", Some(String::new()), "text/plain").await
    };
    let (status, text) = test().await;
    assert!(status == 502 && text.contains("Верните бота в чат"), "{status} {text}");

    // The group became a supergroup: the test finds it under its new number.
    telegram.put(Chat { migrated_to: Some(-1_009_999), ..Chat::new(GROUP) });
    telegram.put(Chat::new(-1_009_999));
    let (status, text) = test().await;
    assert_eq!(status, 204, "{text}");
    assert_eq!(telegram.sent()[0].chat_id, -1_009_999);
}

#[tokio::test]
async fn whoever_was_faster_than_the_notice_makes_it_needless() {
    let telegram = telegram().await;
    telegram.befall(Accident::TooMany { retry_after: 2 });
    let stage = told(&telegram).start().await;
    let (_, id) = hand_off(&stage, "Вера").await;
    stage.until("Telegram was asked", async || holds(telegram.calls() == 1, telegram.calls())).await;
    stage.api.take_over(id, None).await.unwrap();
    stage
        .until("nothing waits", async || {
            let status: Value = stage.api.get("telegram").await;
            holds(status["waiting"] == 0, status)
        })
        .await;
    assert_eq!(telegram.sent(), []);
}

/// What the admin is shown.
async fn problem(stage: &Stage) -> String {
    stage
        .until("the admin is told what is wrong", async || {
            let status: Value = stage.api.get("telegram").await;
            status["problem"].as_str().map(str::to_owned).ok_or_else(|| status.to_string())
        })
        .await
}

const BROWSER: [(&str, &str); 2] = [
    ("p256dh", "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
    ("auth", "BTBZMqHH6r4Tts7J_aSIgg"),
];

async fn joins(api: &Api, endpoint: &str, mine: bool, queue: bool) {
    let mut body = json!({ "endpoint": endpoint, "device": "Chrome, Linux", "lang": "ru", "mine": mine, "queue": queue });
    for (name, key) in BROWSER {
        body[name] = key.into();
    }
    api.post::<Value>("push/subscriptions", &body).await.unwrap();
}

#[tokio::test]
async fn browsers_are_told_of_what_concerns_their_user_and_of_nothing_else() {
    let service = PushService::start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await.unwrap();
    let setup =
        Setup::flow("echo").sellers(2).settings(|it| it.more = "[push]\nallow_private = true\n".into());
    let stage = setup.start().await;
    let accounts = stage.api.accounts().await;
    let of = |seller: usize| {
        accounts.iter().find(|it| it.title == stage.sellers[seller].view.name).map(|it| it.id).unwrap()
    };
    let anna = stage.api.add_operator_of("anna", &[of(0)]).await;
    let boris = stage.api.add_operator_of("boris", &[of(1)]).await;
    joins(&anna, &service.subscribe("anna"), true, true).await;
    joins(&boris, &service.subscribe("boris"), true, true).await;
    joins(&stage.api, &service.subscribe("admin"), true, false).await;

    let (buyer, id) = hand_off(&stage, "Вера").await;
    let topics = |browser: &str| {
        service.taken(browser).into_iter().map(|push| push.topic.unwrap_or_default()).collect::<Vec<_>>()
    };
    let chat = format!("chat-{id}");
    stage.until("anna is pushed", async || holds(topics("anna") == [chat.as_str()], topics("anna"))).await;

    // Anna takes it: the customer's next message is for her alone.
    anna.take_over(id, None).await.unwrap();
    buyer.says("Вы тут?");
    stage.until("anna is pushed again", async || holds(topics("anna").len() == 2, topics("anna"))).await;
    assert_eq!((topics("boris"), topics("admin")), (vec![], vec![]));
    assert_eq!(service.refused(), Vec::<String>::new(), "signature, headers and coding are in order");

    // While she looks at the page, nothing comes; a browser that unsubscribed is forgotten.
    anna.post::<Value>("me/look", &json!({ "looking": true })).await.ok();
    joins(&stage.api, &service.subscribe("admin"), true, true).await;
    service.unsubscribe("boris");
    let other = stage.shop.add_buyer(&stage.sellers[1], "Зоя");
    other.says("Позовите оператора, пожалуйста");
    buyer.says("Ау!");
    stage.until("the admin is pushed", async || holds(topics("admin").len() == 1, topics("admin"))).await;
    stage
        .until("boris' browser is forgotten", async || {
            let settings: Value = boris.get("push").await;
            holds(settings["devices"] == json!([]), settings)
        })
        .await;
    assert_eq!(topics("anna").len(), 2);
}
