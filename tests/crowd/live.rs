//! From the channel's webhook to the operators' sockets.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures::{SinkExt as _, StreamExt as _};
use serde_json::json;
use sufler_tests::{Api, Stage, api::http_client};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::{Message, client::IntoClientRequest as _};

use crate::{figures, fill::Filled};

/// Pages that are open, over all operators.
const SOCKETS: usize = 200;
/// Messages a second.
const RATE: usize = 500;
const SECONDS: usize = 20;
/// Before the number of a message in its text.
const MARK: &str = "сообщение номер ";

/// 200 pages listen while the channel delivers 500 messages a second to chats that people lead.
pub(crate) async fn measure(stage: &Stage, operators: &[Api], filled: &Filled) {
    let (heard, mut hears) = mpsc::unbounded_channel();
    let ready = Arc::new(AtomicUsize::new(0));
    let mut pages = JoinSet::new();
    for page in 0..SOCKETS {
        let address = stage.server.address;
        let cookie = operators[page % operators.len()].cookie().to_owned();
        pages.spawn(listen(format!("ws://{address}"), cookie, Arc::clone(&ready), heard.clone()));
    }
    while ready.load(Ordering::Relaxed) < SOCKETS {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let (answered, said) = deliver(stage, filled).await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    pages.shutdown().await;
    drop(heard);
    let mut times = Vec::new();
    while let Some((number, at)) = hears.recv().await {
        let number: usize = number;
        let at: Instant = at;
        times.push(at.duration_since(said[number]));
    }
    let (expected, got) = (said.len() * SOCKETS, times.len());
    println!("{got} of {expected} messages were seen by {SOCKETS} pages at {RATE} a second");
    figures::print("Webhook answered", answered, 300);
    figures::print("Webhook to an operator's page", times, 300);
}

/// Delivers at an even pace; how long each answer took, and when each was sent.
async fn deliver(stage: &Stage, filled: &Filled) -> (Vec<Duration>, Vec<Instant>) {
    let sellers = stage.control().sellers();
    let http = http_client();
    let mut pace = tokio::time::interval(Duration::from_secs(1) / RATE as u32);
    let mut calls = JoinSet::new();
    let mut said = Vec::new();
    for number in 0..RATE * SECONDS {
        pace.tick().await;
        let (chat, account) = &filled.chats[number % filled.chats.len()];
        let seller = sellers.iter().find(|seller| seller.user_id.to_string() == *account).expect("a seller");
        let value = json!({ "id": format!("live-{number}"), "chat_id": chat, "user_id": seller.user_id,
            "author_id": 7, "created": 1_790_000_000 + number / RATE, "type": "text", "chat_type": "u2i",
            "content": { "text": format!("{MARK}{number}.") }, "item_id": 1 });
        let body = json!({ "id": format!("e{number}"), "version": "v3.0.0", "timestamp": 1_790_000_000,
            "payload": { "type": "message", "value": value } });
        let request = http.post(&seller.subscriptions[0]).json(&body);
        let started = Instant::now();
        said.push(started);
        calls.spawn(async move {
            let answer = request.send().await.expect("the webhook answers");
            assert!(answer.status().is_success(), "{answer:?}");
            started.elapsed()
        });
    }
    (calls.join_all().await, said)
}

/// One page: greets, and notes when it hears of which message.
async fn listen(
    base: String,
    cookie: String,
    ready: Arc<AtomicUsize>,
    heard: mpsc::UnboundedSender<(usize, Instant)>,
) {
    let mut request =
        format!("{base}/socket.io/?EIO=4&transport=websocket").into_client_request().expect("a request");
    request.headers_mut().insert("cookie", cookie.parse().expect("a cookie"));
    let (mut socket, _) = connect_async(request).await.expect("let in");
    socket.send(Message::text("40")).await.expect("sent");
    while let Some(Ok(message)) = socket.next().await {
        let Message::Text(text) = message else { continue };
        let text = text.as_str();
        if text == "2" {
            socket.send(Message::text("3")).await.expect("sent");
        } else if text.starts_with("42[\"hello\"") {
            ready.fetch_add(1, Ordering::Relaxed);
        } else if let Some(at) = text.rfind(MARK) {
            let rest = &text[at + MARK.len()..];
            let number = rest.split('.').next().and_then(|number| number.parse().ok());
            let _over = heard.send((number.expect("a number"), Instant::now()));
        }
    }
}
