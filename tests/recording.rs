//! A conversation that took place becomes a test, and its turns run again, on the flow that ran and on another one.
#![expect(clippy::unwrap_used, reason = "a failing test says why")]

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use rstest::rstest;
use serde_json::{Value, json};
use sufler_tests::{Backend, Buyer, Setup, Stage, binary, wait::holds};

fn sufler(dir: &Path, arguments: &[&str]) -> Output {
    Command::new(binary::path()).current_dir(dir).args(arguments).output().unwrap()
}

fn told(output: &Output) -> String {
    let [out, err] =
        [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    format!("{out}{err}")
}

/// Waits for the next reply.
async fn ask(stage: &Stage, buyer: &Buyer, text: &str) -> String {
    let before = buyer.hears().len();
    buyer.says(text);
    stage
        .until("the bot answers", async || {
            buyer.hears().get(before).cloned().ok_or_else(|| "silence".to_owned())
        })
        .await
}

/// Waits until people lead, or the bot does.
async fn led_by(stage: &Stage, buyer: &Buyer, bot: bool) {
    stage
        .until("the owner changes", async || {
            let owner = stage.conversation(buyer).await.owner;
            holds((owner == sufler_store::Owner::Bot) == bot, owner)
        })
        .await;
}

/// A conversation with everything in it; its id.
async fn talk(stage: &Stage) -> i64 {
    let buyer = stage.buyer("Анна Петрова");
    ask(stage, &buyer, "А ногти вы делаете?").await;
    let reply = ask(stage, &buyer, "Сколько стоит доставка?").await;
    assert!(reply.contains("500 рублей"), "{reply}");
    ask(stage, &buyer, "Доставка есть? Это Анна, пишите на anna.petrova@mail.ru").await;
    ask(stage, &buyer, "Хочу заказать, мой телефон для заказа 8 912 345-67-89").await;
    led_by(stage, &buyer, false).await;
    buyer.says("Анне Петровой позвоните на +7 912 345 67 89");
    let conversation = stage.conversation(&buyer).await;
    buyer.is_answered_in_the_app("Записал ваш заказ");
    stage
        .until("the seller's words are stored", async || {
            let stored =
                stage.stored(&buyer).await.into_iter().map(|message| message.text).collect::<Vec<_>>();
            holds(stored.iter().any(|text| text.starts_with("Записал")), stored)
        })
        .await;
    let seen = stage.conversation(&buyer).await;
    stage.api.hand_back(conversation.id, Some(seen.epoch)).await.unwrap();
    led_by(stage, &buyer, true).await;
    ask(stage, &buyer, "Доставка в Казань есть?").await;
    conversation.id
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn a_conversation_becomes_a_test_and_its_turns_run_again(#[case] backend: Backend) {
    let Some(database) = backend.open().await else { return };
    let mut stage = Setup::flow("record").on(database).start().await;
    let id = talk(&stage).await.to_string();
    let by_click = stage.api.text(&format!("conversations/{id}/dialog")).await;
    stage.server.ask_to_stop();
    stage.server.ended("the server stops").await;
    let dir = stage.dir().to_owned();

    // The same text from the command line, without anybody's data.
    let dialog = dir.join("flows/record/dialogs/anna.yaml");
    fs::create_dir_all(dialog.parent().unwrap()).unwrap();
    let recorded = sufler(&dir, &["record", &id, "--out", dialog.to_str().unwrap()]);
    assert!(recorded.status.success(), "{}", told(&recorded));
    assert!(!told(&recorded).contains("не так, как было"), "{}", told(&recorded));
    let text = fs::read_to_string(&dialog).unwrap();
    assert_eq!(text, by_click);
    // Parts of the phone are told apart from ids, which are numbers too.
    for personal in ["Анн", "Петров", "912 345", "345-67", "9123456", "anna", "mail.ru"] {
        assert!(!text.contains(personal), "{personal} is still in\n{text}");
    }
    for said in
        ["handback: true", "operator: Записал", "+7 900 000-00-01", "client1@example.com", "500 рублей"]
    {
        assert!(text.contains(said), "{said} is not in\n{text}");
    }
    let tested = sufler(&dir, &["test", "flows/record"]);
    assert!(tested.status.success(), "{}\n{text}", told(&tested));
    assert_eq!(sufler(&dir, &["record", &id, "--out", dialog.to_str().unwrap()]).status.code(), Some(2));
    assert_eq!(sufler(&dir, &["record", "1"]).status.code(), Some(2));

    // Bit for bit on what ran.
    let again = sufler(&dir, &["replay"]);
    assert!(again.status.success(), "{}", told(&again));
    assert!(told(&again).contains("ходов 5, иначе 0, пропущено 0"), "{}", told(&again));
    let last = sufler(&dir, &["replay", "--conversation", &id, "--last", "2"]);
    assert!(told(&last).contains("ходов 2, иначе 0"), "{}", told(&last));

    // Another version: what would change, by name.
    let other = dir.join("other/record");
    fs::create_dir_all(&other).unwrap();
    let flow = fs::read_to_string(dir.join("flows/record/flow.yaml")).unwrap();
    let flow = flow.replace("reason: order, say: Передаю заказ", "reason: sale, say: Отдаю заказ");
    fs::write(other.join("flow.yaml"), flow).unwrap();
    let compared = sufler(&dir, &["replay", "--with", "other", "--json", "-"]);
    assert_eq!(compared.status.code(), Some(1), "{}", told(&compared));
    let report: Value = serde_json::from_slice(&compared.stdout).unwrap();
    assert_eq!((&report["turns"], &report["changed"]), (&json!(5), &json!(1)), "{report}");
    let difference = &report["differences"][0];
    assert_eq!(difference["before"]["handoff"], "order");
    assert_eq!(difference["after"]["handoff"], "sale");
    assert_eq!(difference["after"]["replies"], json!(["Отдаю заказ менеджеру."]));
}

const STALE: &str = "\
dialog: Что скажет модель   # и как
turns:
  - customer: Доставка есть?
    world:
      intent: {name: payment, confidence: 0.5}
      search: []
      answer: {text: Не знаю., confidence: 0.1}  # прежний ответ
    expect: {intent: delivery, reply: {contains: Казань}, cost: {min: 0.0002, max: 0.0002}}
  - customer: Как оплатить?
    world: {intent: {fail: timeout}}
    expect: {handoff: trouble, owner: operator}
";

#[tokio::test]
async fn a_live_run_asks_the_model_and_refreshes_the_recording() {
    let stage = Setup::model().start().await;
    stage.model().says("Доставим в Казань.");
    let dialog = stage.dir().join("flows/model/dialogs/stale.yaml");
    fs::create_dir_all(dialog.parent().unwrap()).unwrap();
    fs::write(&dialog, STALE).unwrap();
    assert_eq!(sufler(stage.dir(), &["test", "flows/model"]).status.code(), Some(1));
    let dir = stage.dir().to_owned();
    // The mock model answers from this thread's runtime: the command must not block it.
    let live =
        tokio::task::spawn_blocking(move || sufler(&dir, &["test", "flows/model", "--live"])).await.unwrap();
    assert!(live.status.success(), "{}", told(&live));
    assert_eq!(stage.model().requests().len(), 2, "the recorded failure stays");
    let text = fs::read_to_string(&dialog).unwrap();
    assert!(text.contains("{name: delivery, confidence: 0.97, cost: 0.0001}"), "{text}");
    assert!(
        text.contains("Доставим в Казань.") && text.contains("dialog: Что скажет модель   # и как\n"),
        "{text}"
    );
    let offline = sufler(stage.dir(), &["test", "flows/model"]);
    assert!(offline.status.success(), "{}", told(&offline));
}
