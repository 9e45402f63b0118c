//! A mock of the channel: takes replies and tells who waits for them. As little work as possible.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

use axum::{
    Json, Router,
    extract::{Path, State},
    routing::{get, post},
    serve::ListenerExt,
};
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::oneshot};

/// The account that everything is sent to.
pub const ACCOUNT: i64 = 700_000_001;

/// Shared by the routes and the driver.
#[derive(Default)]
pub struct Channel {
    /// Chats that wait for a reply.
    waiting: Mutex<HashMap<String, oneshot::Sender<()>>>,
    /// Where the program under test wants its webhooks, once it has subscribed.
    webhook: Mutex<Option<String>>,
    sent: AtomicU64,
}

impl Channel {
    /// Starts to listen on a free port of the loopback interface.
    ///
    /// # Errors
    /// No port is free.
    pub async fn start() -> std::io::Result<(Arc<Self>, SocketAddr)> {
        let channel = Arc::new(Self::default());
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let addr = listener.local_addr()?;
        let routes = routes(Arc::clone(&channel));
        let listener = listener.tap_io(|stream| {
            // Only speed suffers when it is refused.
            let _ = stream.set_nodelay(true);
        });
        tokio::spawn(axum::serve(listener, routes).into_future());
        Ok((channel, addr))
    }

    /// Resolves when the chat gets its next reply.
    pub fn expect(&self, chat: &str) -> oneshot::Receiver<()> {
        let (sender, receiver) = oneshot::channel();
        lock(&self.waiting).insert(chat.to_owned(), sender);
        receiver
    }

    /// Forgets the subscription of the program before.
    pub fn reset(&self) {
        *lock(&self.webhook) = None;
        lock(&self.waiting).clear();
    }

    /// Where webhooks go.
    pub fn webhook(&self) -> Option<String> {
        lock(&self.webhook).clone()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn routes(channel: Arc<Channel>) -> Router {
    Router::new()
        .route("/token", post(token))
        .route("/core/v1/accounts/self", get(profile))
        .route("/messenger/v1/subscriptions", post(subscriptions))
        .route("/messenger/v3/webhook", post(subscribe))
        .route("/messenger/v2/accounts/{user}/chats", get(|| async { Json(json!({"chats": []})) }))
        .route("/messenger/v2/accounts/{user}/chats/{chat}", get(chat))
        .route("/messenger/v3/accounts/{user}/chats/{chat}/messages/", get(|| async { Json(json!([])) }))
        .route("/messenger/v1/accounts/{user}/chats/{chat}/messages", post(reply))
        .with_state(channel)
}

async fn token() -> Json<Value> {
    Json(json!({"access_token": "bench", "expires_in": 86_400, "token_type": "Bearer"}))
}

async fn profile() -> Json<Value> {
    Json(json!({"id": ACCOUNT, "name": "Bench"}))
}

async fn subscriptions(State(channel): State<Arc<Channel>>) -> Json<Value> {
    let list: Vec<Value> = channel.webhook().iter().map(|url| json!({"url": url, "version": "3"})).collect();
    Json(json!({ "subscriptions": list }))
}

async fn subscribe(State(channel): State<Arc<Channel>>, Json(body): Json<Value>) -> Json<Value> {
    *lock(&channel.webhook) = body.get("url").and_then(Value::as_str).map(str::to_owned);
    Json(json!({"ok": true}))
}

async fn chat(Path((_, chat)): Path<(i64, String)>) -> Json<Value> {
    Json(json!({
        "id": chat, "created": 1_790_000_000, "updated": 1_790_000_000,
        "users": [{"id": ACCOUNT, "name": "Bench"}, {"id": 1, "name": "Buyer"}],
        "context": {"type": "item", "value": {"id": 1, "title": "Сплит-система", "url": "https://example.org/1", "price_string": "27 900 ₽"}},
    }))
}

async fn reply(State(channel): State<Arc<Channel>>, Path((_, chat)): Path<(i64, String)>) -> Json<Value> {
    let number = channel.sent.fetch_add(1, Ordering::Relaxed);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    if let Some(waiting) = lock(&channel.waiting).remove(&chat) {
        // The driver may have given up: nothing to tell then.
        let _ = waiting.send(());
    }
    Json(
        json!({"id": format!("sent-{number}"), "type": "text", "direction": "out", "created": now, "content": {"text": ""}}),
    )
}
