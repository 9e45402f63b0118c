//! The control calls over HTTP, the buyer's page, the demo shop.

use futures::StreamExt;
use reqwest::Method;
use serde_json::{Value, json};
use sufler_sandbox::{Config, Mode};

use crate::stage::{Stage, config};

async fn control(stage: &Stage, method: Method, path: &str, body: Option<Value>) -> (u16, Value) {
    let mut request = stage.http.request(method, format!("{}/_sandbox{path}", stage.running.url()));
    if let Some(body) = body {
        request = request.json(&body);
    }
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    (status, serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap_or(Value::Null))
}

#[tokio::test]
async fn everything_can_be_done_over_http() {
    let stage = Stage::new(Mode::Observed).await;
    let post = |path: &str, body: Value| {
        let path = path.to_owned();
        let stage = &stage;
        async move {
            let (status, answer) = control(stage, Method::POST, &path, Some(body)).await;
            assert_eq!(status, 200, "{path}: {answer}");
            answer
        }
    };
    let seller = post("/sellers", json!({ "name": "Свет", "per_minute": 7 })).await;
    assert_eq!(seller["per_minute"], 7);
    let buyer = post("/buyers", json!({ "name": "Игорь" })).await;
    let item =
        post("/items", json!({ "seller_id": seller["user_id"], "title": "Лампа", "price": 1500 })).await;
    assert_eq!(item["price_string"], "1\u{a0}500\u{a0}₽");
    let chat = post("/chats", json!({ "buyer_id": buyer["user_id"], "item_id": item["id"] })).await;
    let again = post("/chats", json!({ "buyer_id": buyer["user_id"], "item_id": item["id"] })).await;
    assert_eq!(chat["id"], again["id"], "the two have one chat about a listing");

    let messages = format!("/chats/{}/messages", chat["id"].as_str().unwrap());
    let said = post(&messages, json!({ "content": { "type": "text", "text": "А?" } })).await;
    let native =
        post(&messages, json!({ "from": "seller", "content": { "type": "text", "text": "Да" } })).await;
    let (_, seen) = control(&stage, Method::GET, &messages, None).await;
    assert_eq!([&seen[0]["id"], &seen[1]["id"]], [&said["id"], &native["id"]]);
    let (_, chats) =
        control(&stage, Method::GET, &format!("/chats?buyer_id={}", buyer["user_id"]), None).await;
    assert_eq!((&chats[0]["unread_by_buyer"], &chats[0]["unread_by_seller"]), (&json!(1), &json!(1)));

    let fault = post("/faults", json!({ "action": { "kind": "status", "status": 429 }, "times": 2 })).await;
    let (_, faults) = control(&stage, Method::GET, "/faults", None).await;
    assert_eq!(faults, json!([fault]));
    assert_eq!(control(&stage, Method::DELETE, "/faults", None).await.0, 200);
    let (_, before) = control(&stage, Method::GET, "/health", None).await;
    let after = post("/time/travel", json!({ "seconds": 3600 })).await;
    assert!(after["now_ms"].as_i64().unwrap() - before["now_ms"].as_i64().unwrap() >= 3_600_000);
    let (_, settled) = control(&stage, Method::GET, "/deliveries/settled?timeout_ms=1000", None).await;
    assert_eq!(settled["settled"], true);
    let (_, stats) = control(&stage, Method::GET, "/stats", None).await;
    assert_eq!(stats["accounts"][seller["user_id"].to_string()]["requests"], 0);
}

#[tokio::test]
async fn control_calls_say_what_is_wrong() {
    let stage = Stage::new(Mode::Observed).await;
    for (path, body, status) in [
        ("/chats", json!({ "buyer_id": 1, "item_id": stage.item_id }), 404),
        ("/chats", json!({ "buyer_id": stage.buyer_id }), 400),
        ("/chats/none/messages", json!({ "content": { "type": "text", "text": "x" } }), 404),
        ("/sellers", json!({ "user_id": stage.buyer_id }), 409),
        ("/sellers", json!({ "client_id": stage.seller.client_id }), 409),
        ("/items", json!({ "seller_id": 1, "title": "x" }), 404),
        ("/faults", json!({ "action": { "kind": "earthquake" } }), 422),
    ] {
        assert_eq!(control(&stage, Method::POST, path, Some(body)).await.0, status, "{path}");
    }
}

#[tokio::test]
async fn a_foreign_page_cannot_move_the_simulator() {
    let stage = Stage::new(Mode::Observed).await;
    // What a form of another site can send without asking for permission.
    for (path, kind) in
        [("/buyers", "text/plain"), ("/pictures", "text/plain"), ("/faults", "multipart/form-data")]
    {
        let url = format!("{}/_sandbox{path}", stage.running.url());
        let answer = stage.http.post(url).header("content-type", kind).body("{}").send().await.unwrap();
        assert!(answer.status().is_client_error(), "{path} took {kind}");
    }
}

#[tokio::test]
async fn the_page_is_told_of_the_buyers_own_news() {
    let stage = Stage::new(Mode::Observed).await;
    let url = format!("{}/_sandbox/events?buyer_id={}", stage.running.url(), stage.buyer_id);
    let answer = stage.http.get(url).send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "text/event-stream");
    let mut events = answer.bytes_stream();
    stage.send("Добрый день!").await.ok();
    let event = String::from_utf8(events.next().await.unwrap().unwrap().to_vec()).unwrap();
    let data: Value = serde_json::from_str(event.trim().strip_prefix("data: ").unwrap()).unwrap();
    assert_eq!((&data["kind"], &data["chat_id"]), (&json!("message"), &json!(stage.chat_id)));
}

#[tokio::test]
async fn the_page_and_its_files_are_served_under_a_strict_policy() {
    let stage = Stage::new(Mode::Observed).await;
    for (path, kind) in [
        ("/", "text/html"),
        ("/assets/page.css", "text/css"),
        ("/assets/page.js", "text/javascript"),
        ("/art/item/ac.svg", "image/svg+xml"),
        (&format!("/art/person/{}.svg", stage.buyer_id), "image/svg+xml"),
        (&format!("/item/{}", stage.item_id), "text/html"),
    ] {
        let answer = stage.http.get(stage.running.url() + path).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        assert!(answer.headers()["content-type"].to_str().unwrap().starts_with(kind), "{path}");
        let policy = answer.headers()["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    }
    for missing in ["/assets/secret.txt", "/item/1", "/user/1"] {
        assert_eq!(stage.http.get(stage.running.url() + missing).send().await.unwrap().status(), 404);
    }
}

#[tokio::test]
async fn an_old_route_of_the_api_is_told_in_the_apis_own_words() {
    let stage = Stage::new(Mode::Observed).await;
    let answer = stage.http.post(stage.running.url() + "/messenger/v1/webhooks").send().await.unwrap();
    assert_eq!(answer.status(), 404);
    let body: Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
    assert_eq!(body["error"]["code"], 404);
}

#[tokio::test]
async fn the_demo_shop_opens_with_two_accounts_and_things_to_ask_about() {
    let stage = Stage::with(Config { demo: true, ..config(Mode::Observed) }).await;
    let control = stage.control();
    let names: Vec<String> = control.sellers().into_iter().map(|seller| seller.name).collect();
    assert!(
        names.contains(&"Климатика Анатолий".to_owned()) && names.contains(&"Климатика Валерий".to_owned())
    );
    let for_sale =
        control.items().into_iter().filter(|item| item.price.is_some_and(|price| price > 0)).count();
    assert!(for_sale >= 8 && control.buyers().len() >= 3);
}
