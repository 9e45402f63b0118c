//! The demo as a user starts it, over HTTP; the browser plays the same in `tests/browser`.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a failing test says why"
)]

use std::{
    io::{BufRead as _, BufReader, Read as _},
    process::{Child, ChildStdout, Command, Stdio},
    time::Duration,
};

use serde_json::{Value, json};
use sufler_tests::{
    Api,
    api::http_client,
    binary,
    wait::{holds, try_until},
};

const PATIENCE: Duration = Duration::from_secs(60);

/// A running `sufler demo`; stopped when dropped.
struct Demo {
    child: Child,
    operator: String,
    buyer: String,
    /// Kept open: a program whose output nobody takes any more ends.
    _output: BufReader<ChildStdout>,
    _dir: tempfile::TempDir,
}

impl Drop for Demo {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn demo() -> Demo {
    let dir = tempfile::tempdir().unwrap();
    let ports: [u16; 2] = [sufler_tests::ports::free().port(), sufler_tests::ports::free().port()];
    let mut child = Command::new(binary::path())
        .current_dir(binary::workspace())
        .args(["demo", "--port", &ports[0].to_string(), "--buyer-port", &ports[1].to_string(), "--data"])
        .arg(dir.path().join("data"))
        .stdout(Stdio::piped())
        .spawn()
        .expect("the demo starts");
    let mut addresses = Vec::new();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    for line in output.by_ref().lines() {
        let line = line.unwrap();
        addresses
            .extend(line.split_whitespace().filter(|word| word.starts_with("http://")).map(str::to_owned));
        if addresses.len() == 2 {
            break;
        }
    }
    let [operator, buyer] = addresses.try_into().expect("two addresses");
    Demo { child, operator, buyer, _output: output, _dir: dir }
}

impl Demo {
    async fn sandbox(&self, method: reqwest::Method, path: &str, body: Option<Value>) -> Value {
        let mut request = http_client().request(method, format!("{}/_sandbox{path}", self.buyer));
        if let Some(body) = body {
            request = request.json(&body);
        }
        request.send().await.unwrap().json().await.unwrap()
    }

    /// A new chat about the first listing; answers its id.
    async fn chat(&self) -> String {
        let items = self.sandbox(reqwest::Method::GET, "/items", None).await;
        let buyers = self.sandbox(reqwest::Method::GET, "/buyers", None).await;
        let wanted =
            json!({ "item_id": items[0]["id"], "buyer_id": buyers[0]["user_id"], "always_new": true });
        let chat = self.sandbox(reqwest::Method::POST, "/chats", Some(wanted)).await;
        chat["id"].as_str().unwrap().to_owned()
    }

    /// Writes and waits for the next reply.
    async fn ask(&self, chat: &str, text: &str) -> String {
        let before = self.replies(chat).await.len();
        let message = json!({ "from": "buyer", "content": { "type": "text", "text": text } });
        self.sandbox(reqwest::Method::POST, &format!("/chats/{chat}/messages"), Some(message)).await;
        let replied = try_until("a reply", PATIENCE, || async {
            let replies = self.replies(chat).await;
            replies.get(before).cloned().ok_or_else(|| format!("{replies:?}"))
        });
        replied.await.unwrap()
    }

    async fn replies(&self, chat: &str) -> Vec<String> {
        let messages = self.sandbox(reqwest::Method::GET, &format!("/chats/{chat}/messages"), None).await;
        let of_shop = messages.as_array().unwrap().iter().filter(|message| message["by_api"] == true);
        of_shop.map(|message| message["text"].as_str().unwrap_or_default().to_owned()).collect()
    }
}

#[tokio::test]
async fn the_demo_answers_from_the_knowledge_base_and_hands_over_what_it_does_not_know() {
    let demo = demo();
    let api = Api::log_in(&demo.operator, "operator", "demo").await;

    let chat = demo.chat().await;
    let reply = demo.ask(&chat, "Доставка по РФ есть? Сколько стоит?").await;
    assert!(reply.contains("СДЭК") && reply.contains("500"), "{reply}");
    let conversation = api.conversation_of(&chat).await.unwrap().conversation;
    let messages = api.messages(conversation.id).await;
    let turn: Value = api.get(&format!("messages/{}/turn", messages.last().unwrap().id)).await;
    assert!(
        turn["record"]["trace"].to_string().contains("delivery/"),
        "the article is cited in the trace: {turn}"
    );

    let chat = demo.chat().await;
    demo.ask(&chat, "Вы чините стиральные машины?").await;
    handed_over(&api, &chat).await;

    for request in ["позовите человека", "оператора!", "хочу с живым менеджером"]
    {
        let chat = demo.chat().await;
        demo.ask(&chat, request).await;
        assert_eq!(handed_over(&api, &chat).await, "customer_asked", "{request}");
    }
}

/// Waits until people lead the conversation; answers the reason.
async fn handed_over(api: &Api, chat: &str) -> String {
    let card = try_until("a handoff with a reason", PATIENCE, || async {
        let row = api.conversation_of(chat).await.ok_or("no conversation")?;
        let led_by_people = row.conversation.owner != sufler_store::Owner::Bot;
        holds(led_by_people, row.conversation.owner)?;
        row.conversation.handoff.ok_or_else(|| "no card".to_owned())
    });
    card.await.unwrap()["reason"].as_str().unwrap().to_owned()
}

#[test]
fn the_shipped_flows_are_clean_and_their_recorded_dialogs_pass() {
    for arguments in [["lint", "flows"], ["test", "flows"]] {
        let output =
            Command::new(binary::path()).current_dir(binary::workspace()).args(arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stdout));
    }
}
