//! A simulator with a seller, a buyer, a listing and a chat; and a client that judges every answer.

use std::time::Duration;

use reqwest::header::{AUTHORIZATION, HeaderMap};
use reqwest::{Client, Method};
use serde_json::{Value, json};
use sufler_sandbox::{
    Config, Content, Control, Mode, NewBuyer, NewChat, NewItem, NewMessage, NewSeller, Running, SellerView,
    Simulator, WebhookPolicy,
};

use crate::description::description;

pub(crate) struct Stage {
    pub(crate) running: Running,
    pub(crate) http: Client,
    pub(crate) seller: SellerView,
    pub(crate) buyer_id: i64,
    pub(crate) item_id: i64,
    pub(crate) chat_id: String,
    pub(crate) token: String,
}

/// An answer of the API, judged already.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl Answer {
    #[track_caller]
    pub(crate) fn ok(self) -> Value {
        assert_eq!(self.status, 200, "{:#}", self.body);
        self.body
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

pub(crate) fn config(mode: Mode) -> Config {
    Config {
        mode,
        webhooks: WebhookPolicy {
            timeout: Duration::from_secs(20),
            attempts: 3,
            backoff: Duration::from_millis(5),
            reorder_hold: Duration::from_millis(50),
        },
        ..Config::default()
    }
}

impl Stage {
    pub(crate) async fn new(mode: Mode) -> Self {
        Self::with(config(mode)).await
    }

    pub(crate) async fn with(config: Config) -> Self {
        let running = Simulator::start(config).await.unwrap();
        let control = running.control();
        let seller = control.add_seller(NewSeller::named("Климатика")).unwrap();
        let buyer_id = control.add_buyer(NewBuyer::named("Марина")).unwrap().user_id;
        let item_id = control.add_item(NewItem::titled(seller.user_id, "Сплит-система", 27_900)).unwrap().id;
        let chat_id = control.open_chat(&NewChat::about(item_id, buyer_id)).unwrap().id;
        let http = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .timeout(Duration::from_secs(60))
            .build()
            .unwrap();
        let mut stage = Self { running, http, seller, buyer_id, item_id, chat_id, token: String::new() };
        stage.token = stage.token_for(&stage.seller).await;
        stage
    }

    pub(crate) fn control(&self) -> Control {
        self.running.control()
    }

    pub(crate) async fn token_for(&self, seller: &SellerView) -> String {
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", &seller.client_id),
            ("client_secret", &seller.client_secret),
        ];
        let body = self.form("/token", &form).await.ok();
        body["access_token"].as_str().unwrap().to_owned()
    }

    /// Adds a seller with a token of its own.
    pub(crate) async fn another_seller(&self) -> (SellerView, String) {
        let seller = self.control().add_seller(NewSeller::named("Свет")).unwrap();
        let token = self.token_for(&seller).await;
        (seller, token)
    }

    pub(crate) async fn form(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let request = self
            .http
            .post(self.running.url() + path)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body);
        judged("POST", path, request).await
    }

    pub(crate) async fn call(&self, method: Method, path: impl AsRef<str>, body: Option<Value>) -> Answer {
        self.call_as(&self.token, method, path, body).await
    }

    pub(crate) async fn call_as(
        &self,
        token: &str,
        method: Method,
        path: impl AsRef<str>,
        body: Option<Value>,
    ) -> Answer {
        let path = path.as_ref();
        let mut request = self
            .http
            .request(method.clone(), self.running.url() + path)
            .header(AUTHORIZATION, format!("Bearer {token}"));
        if let Some(body) = body {
            request = request.json(&body);
        }
        judged(method.as_str(), path, request).await
    }

    pub(crate) async fn get(&self, path: impl AsRef<str>) -> Answer {
        self.call(Method::GET, path, None).await
    }

    pub(crate) async fn post(&self, path: impl AsRef<str>, body: Value) -> Answer {
        self.call(Method::POST, path, Some(body)).await
    }

    /// A path under the seller's account, for example `v1` and `/uploadImages`.
    pub(crate) fn account(&self, version: &str, rest: &str) -> String {
        format!("/messenger/{version}/accounts/{}{rest}", self.seller.user_id)
    }

    /// A path under the chat.
    pub(crate) fn chat(&self, version: &str, rest: &str) -> String {
        self.account(version, &format!("/chats/{}{rest}", self.chat_id))
    }

    pub(crate) async fn send(&self, text: &str) -> Answer {
        self.post(&self.chat("v1", "/messages"), json!({ "type": "text", "message": { "text": text } })).await
    }

    /// Newest first, whichever shape the mode gives.
    pub(crate) async fn history(&self) -> Vec<Value> {
        let body = self.get(&self.chat("v3", "/messages/")).await.ok();
        let list = if body.is_array() { &body } else { &body["messages"] };
        list.as_array().unwrap().clone()
    }

    /// The buyer writes; the id of the message.
    pub(crate) fn buyer_says(&self, text: &str) -> String {
        self.control().say(&self.chat_id, NewMessage::buyer(Content::text(text))).unwrap().id
    }

    /// Texts as the buyer sees them, oldest first.
    pub(crate) fn buyer_sees(&self) -> Vec<String> {
        let messages = self.control().messages(&self.chat_id).unwrap();
        messages
            .into_iter()
            .map(|message| match message.content {
                Content::Text { text } => text,
                other => other.type_name().to_owned(),
            })
            .collect()
    }
}

async fn judged(method: &str, path: &str, request: reqwest::RequestBuilder) -> Answer {
    let answer = request.send().await.unwrap();
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    let bytes = answer.bytes().await.unwrap();
    let json = headers.get("content-type").is_some_and(|kind| kind == "application/json");
    let body = json.then(|| serde_json::from_slice::<Value>(&bytes).unwrap());
    if json || bytes.is_empty() {
        description().judge(method, path, status, body.as_ref());
    }
    Answer { status, headers, body: body.unwrap_or(Value::Null) }
}
