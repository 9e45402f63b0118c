//! Files are edited while the server runs: a good edit is used at once, a broken one changes nothing for customers.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failing test says why")]

use std::{
    fs,
    time::{Duration, Instant},
};

use rstest::rstest;
use serde_json::Value;
use sufler_tests::{Backend, Buyer, Setup, Stage, wait::holds};

/// Replaces a word in the flow's file, as an editor saves it.
fn edit(stage: &Stage, flow: &str, from: &str, to: &str) {
    let path = stage.flow_file(flow);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "the flow says «{from}»");
    fs::write(path, text.replace(from, to)).unwrap();
}

/// The buyer asks; what the bot says to it.
async fn reply(stage: &Stage, buyer: &Buyer, question: &str) -> String {
    let before = buyer.hears().len();
    buyer.says(question);
    stage
        .until("the bot answers", async || {
            buyer.hears().get(before).cloned().ok_or_else(|| "silence".to_owned())
        })
        .await
}

async fn flow_hash(stage: &Stage) -> String {
    stage.api.get::<Value>("flows").await[0]["hash"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn an_edited_flow_gives_the_next_answer_within_a_second() {
    let stage = Setup::flow("echo").start().await;
    let buyer = stage.buyer("Вера");
    assert_eq!(reply(&stage, &buyer, "Раз").await, "Вы написали: Раз");
    let mut fastest = Duration::MAX;
    for (from, to) in [("Вы написали", "Прочитал"), ("Прочитал", "Услышал"), ("Услышал", "Принял")]
    {
        let hash = flow_hash(&stage).await;
        let saved = Instant::now();
        edit(&stage, "echo", from, to);
        stage
            .until("the edited flow is in use", async || {
                let now = flow_hash(&stage).await;
                holds(now != hash, now)
            })
            .await;
        fastest = fastest.min(saved.elapsed());
        assert_eq!(reply(&stage, &buyer, "Два").await, format!("{to}: Два"));
    }
    // The fastest of three: a busy machine may be late once.
    assert!(fastest < Duration::from_secs(1), "the edit took {fastest:?}");
}

#[tokio::test]
async fn a_broken_flow_changes_nothing_for_customers_and_its_place_and_help_are_shown() {
    let stage = Setup::flow("echo").start().await;
    let buyer = stage.buyer("Вера");
    assert_eq!(reply(&stage, &buyer, "Раз").await, "Вы написали: Раз");
    edit(&stage, "echo", "next: say}", "next: sey}");
    let health = stage
        .server
        .health_becomes("the broken flow is reported", |health| health["flows"]["problems"][0].is_object())
        .await;
    assert_eq!((health["status"].as_str(), health["flows"]["active"].as_u64()), (Some("degraded"), Some(1)));
    let problem = &health["flows"]["problems"][0];
    let text = fs::read_to_string(stage.flow_file("echo")).unwrap();
    let line = text.lines().position(|line| line.contains("sey")).unwrap();
    let column = text.lines().nth(line).unwrap().find("sey").unwrap();
    assert_eq!(problem["file"], "echo/flow.yaml");
    assert_eq!(
        (problem["line"].as_u64(), problem["column"].as_u64()),
        (Some(line as u64 + 1), Some(column as u64 + 1))
    );
    let help = problem["help"].as_str().unwrap();
    assert!(help.contains("say"), "the nearest name is proposed: {help}");
    let place = format!("echo/flow.yaml:{}:{}", line + 1, column + 1);
    let log = stage.server.log();
    let logged =
        log.lines().find(|line| line.contains(&place)).unwrap_or_else(|| panic!("{place} is not in\n{log}"));
    assert!(logged.contains(help), "the log helps too: {logged}");
    assert_eq!(reply(&stage, &buyer, "Два").await, "Вы написали: Два", "the last good flow goes on");

    edit(&stage, "echo", "next: sey}", "next: say}");
    stage.server.health_becomes("all is well again", |health| health["status"] == "ok").await;
}

#[tokio::test]
async fn a_broken_flow_survives_a_restart_as_it_was_and_its_last_good_version_answers_who_is_in_it() {
    let mut stage = Setup::flow("echo").start().await;
    edit(&stage, "echo", "next: say}", "next: sey}");
    stage.server.health_becomes("the broken flow is reported", |h| h["status"] == "degraded").await;
    stage.server.kill();
    stage.server.start(None).await;
    let buyer = stage.buyer("Вера");
    buyer.says("Есть кто?");
    let conversation = stage.conversation(&buyer).await.id;
    stage
        .until("the customer gets a person or an answer, never silence", async || {
            let conversation = stage.api.conversation(conversation).await;
            let answered = !buyer.hears().is_empty();
            holds(answered || conversation.owner == sufler_store::Owner::Queue, conversation)
        })
        .await;
}

#[tokio::test]
async fn a_hundred_mistakes_are_all_reported_and_nothing_stops() {
    let stage = Setup::flow("echo").start().await;
    let nodes: String =
        (0..100).map(|n| format!("  n{n}: {{type: message, text: ok, next: nowhere{n}}}\n")).collect();
    edit(&stage, "echo", "nodes:\n", &format!("nodes:\n{nodes}"));
    let unknown = |health: &Value| {
        let problems = health["flows"]["problems"].as_array().cloned().unwrap_or_default();
        problems.iter().filter(|problem| problem["code"] == "F203").count()
    };
    stage.server.health_becomes("every mistake is reported", |health| unknown(health) == 100).await;
    assert_eq!(reply(&stage, &stage.buyer("Вера"), "Раз").await, "Вы написали: Раз");
}

#[tokio::test]
async fn an_edited_article_gives_the_next_answer() {
    let stage = Setup::flow("model").start().await;
    let buyer = stage.buyer("Вера");
    let first = reply(&stage, &buyer, "Сколько стоит доставка по России?").await;
    assert!(first.contains("500"), "{first}");
    let article = stage.dir().join("knowledge/delivery/russia.md");
    let text = fs::read_to_string(&article).unwrap();
    let version = stage.api.get::<Value>("articles").await[0]["version"].clone();
    fs::write(&article, text.replace("500 рублей", "700 рублей")).unwrap();
    stage
        .until("the edited article is in use", async || {
            let articles: Value = stage.api.get("articles").await;
            holds(articles[0]["version"] != version, articles)
        })
        .await;
    let second = reply(&stage, &buyer, "Сколько стоит доставка по России?").await;
    assert!(second.contains("700") && !second.contains("500"), "{second}");
}

/// How the flow changes while a customer is asked what they mean.
#[rstest]
#[case::its_words("Понял, вопрос", "Ясно, вопрос", "Ясно, вопрос про delivery.")]
#[case::the_waiting_node_is_gone("ask", "inquire", "Понял, вопрос про delivery.")]
#[tokio::test]
async fn a_conversation_that_waits_survives_a_restart_and_a_changed_flow(
    #[case] from: &str,
    #[case] to: &str,
    #[case] expected: &str,
) {
    let mut stage = Setup::flow("clarify").start().await;
    let buyer = stage.buyer("Вера");
    let asked = reply(&stage, &buyer, "ну как там оно").await;
    assert!(asked.contains("Доставка") || asked.contains("доставк"), "the bot asks back: {asked}");
    stage.server.kill();
    let path = stage.flow_file("clarify");
    let text = fs::read_to_string(&path).unwrap();
    let changed = text
        .replace(&format!("{from}:"), &format!("{to}:"))
        .replace(&format!("else: {from}"), &format!("else: {to}"));
    fs::write(&path, changed.replace(&format!("'{from}"), &format!("'{to}"))).unwrap();
    assert_ne!(fs::read_to_string(&path).unwrap(), text, "the flow has changed");
    stage.server.start(None).await;
    assert_eq!(reply(&stage, &buyer, "Сколько стоит доставка?").await, expected);
}

#[tokio::test]
async fn a_conversation_that_waits_goes_on_where_it_waited() {
    let stage = Setup::flow("clarify").start().await;
    let buyer = stage.buyer("Вера");
    reply(&stage, &buyer, "ну как там оно").await;
    edit(&stage, "clarify", "title: Переспрашивает", "title: Вежливо переспрашивает");
    stage
        .until("the edited flow is in use", async || {
            let flows: Value = stage.api.get("flows").await;
            holds(flows[0]["title"].as_str().is_some_and(|title| title.starts_with("Вежливо")), flows)
        })
        .await;
    assert_eq!(reply(&stage, &buyer, "Сколько стоит доставка?").await, "Понял, вопрос про delivery.");
    let turns = stage.api.turns(stage.conversation(&buyer).await.id).await;
    let newest = turns.iter().max_by_key(|turn| turn["turn_no"].as_i64()).unwrap();
    assert!(
        newest["record"].to_string().contains("\"resumed\""),
        "the turn went on at the waiting node: {newest}"
    );
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn before_a_save_it_is_told_what_it_means_for_those_who_wait(#[case] backend: Backend) {
    let Some(database) = backend.open().await else { return };
    let mut stage = Setup::flow("clarify").on(database).start().await;
    for name in ["Вера", "Анна"] {
        reply(&stage, &stage.buyer(name), "ну как там оно").await;
    }
    let written = stage.dir().join("draft/clarify/flow.yaml");
    fs::create_dir_all(written.parent().unwrap()).unwrap();
    let running = fs::read_to_string(stage.flow_file("clarify")).unwrap();
    let dir = stage.dir().to_owned();
    let lint = |text: &str| {
        fs::write(&written, text).unwrap();
        let mut command = std::process::Command::new(sufler_tests::binary::path());
        command.current_dir(&dir).args(["lint", "draft", "--against-live", "--config", "sufler.toml"]);
        let output = command.output().unwrap();
        [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat()
    };
    // The server keeps a SQLite file to itself: its own API tells then, and the command says what to do.
    if matches!(backend, Backend::Sqlite) {
        let refused = lint(&running);
        assert!(refused.contains("сначала остановите его"), "{refused}");
        let body =
            serde_json::json!({"files": [{"file": "clarify/flow.yaml", "text": running}], "whole": true});
        let told: Value = stage.api.post("flows/preview", &body).await.unwrap();
        assert_eq!((&told["valid"], &told["flows"][0]["unchanged"]), (&true.into(), &2.into()), "{told}");
        stage.server.ask_to_stop();
        stage.server.ended("the server stops").await;
    }
    let told = [
        (running.clone(), "clarify: 2 ждут на этой же версии"),
        (running.replace("Понял", "Ясно"), "clarify: 2 перейдут на новую версию"),
        (
            running.replace("  ask:", "  inquire:").replace("else: ask\n", "else: inquire\n"),
            "clarify: 2 закончат на старой",
        ),
        (running.replace("next: end}", "next: nowhere}"), "в сценариях есть ошибки"),
    ];
    for (text, expected) in told {
        let told = lint(&text);
        assert!(told.contains(expected), "«{expected}» is not in\n{told}");
    }
}
