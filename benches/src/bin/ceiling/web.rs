//! Webhooks in, replies out.

use std::collections::HashMap;
use std::io::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use tokio::sync::{mpsc, oneshot};

use crate::Args;
use crate::writer::{Command, Row};

/// The part of a webhook that a turn needs (contracts: Avito, section 6).
#[derive(Deserialize)]
struct Envelope {
    payload: Payload,
}

#[derive(Deserialize)]
struct Payload {
    value: Message,
}

#[derive(Deserialize)]
struct Message {
    id: String,
    chat_id: String,
    user_id: i64,
    author_id: i64,
    created: i64,
    content: Content,
}

#[derive(Deserialize)]
struct Content {
    #[serde(default)]
    text: String,
}

struct Ceiling {
    writer: mpsc::Sender<Command>,
    http: reqwest::Client,
    channel_url: String,
    state: String,
    trace: String,
    /// Numbers of chats, ascending; kept in memory, as a bare program may.
    chats: Mutex<HashMap<String, i64>>,
}

pub(crate) async fn serve(args: Args, writer: mpsc::Sender<Command>) -> Result<()> {
    // Fails only when one is installed already, which is as good.
    let _installed = rustls::crypto::ring::default_provider().install_default();
    let ceiling = Arc::new(Ceiling {
        writer,
        http: reqwest::Client::builder().pool_max_idle_per_host(512).build()?,
        channel_url: args.channel_url.trim_end_matches('/').to_owned(),
        state: "s".repeat(args.state_bytes),
        trace: "t".repeat(args.trace_bytes),
        chats: Mutex::default(),
    });
    let app = Router::new().fallback(webhook).with_state(ceiling);
    let listener = tokio::net::TcpListener::bind(args.listen).await?;
    writeln!(std::io::stdout(), "listening on http://{}", listener.local_addr()?)?;
    axum::serve(listener, app).await.context("serving")
}

/// Answers 200 once the row is committed; the turn follows by itself.
async fn webhook(State(ceiling): State<Arc<Ceiling>>, body: Bytes) -> StatusCode {
    let Ok(envelope) = serde_json::from_slice::<Envelope>(&body) else { return StatusCode::BAD_REQUEST };
    let message = envelope.payload.value;
    if message.author_id == message.user_id {
        return StatusCode::OK;
    }
    let chat = ceiling.number(&message.chat_id);
    let row = Row::Inbound {
        chat,
        external_id: message.id.clone(),
        text: message.content.text.clone(),
        at: message.created,
    };
    match ceiling.commit(row).await {
        Some(true) => {
            tokio::spawn(async move { ceiling.turn(chat, &message).await });
            StatusCode::OK
        }
        Some(false) => StatusCode::OK,
        None => StatusCode::SERVICE_UNAVAILABLE,
    }
}

impl Ceiling {
    fn number(&self, chat: &str) -> i64 {
        let mut chats = self.chats.lock().unwrap_or_else(PoisonError::into_inner);
        let next = chats.len() as i64 + 1;
        *chats.entry(chat.to_owned()).or_insert(next)
    }

    /// `None` when the writer is gone.
    async fn commit(&self, row: Row) -> Option<bool> {
        let (done, answer) = oneshot::channel();
        self.writer.send(Command { row, done }).await.ok()?;
        answer.await.ok()
    }

    async fn turn(&self, chat: i64, message: &Message) {
        let reply = format!("Ответ на «{}»", message.content.text);
        let row =
            Row::Turn { chat, state: self.state.clone(), trace: self.trace.clone(), reply: reply.clone() };
        if self.commit(row).await.is_none() {
            return;
        }
        let url = format!(
            "{}/messenger/v1/accounts/{}/chats/{}/messages",
            self.channel_url, message.user_id, message.chat_id
        );
        let body = serde_json::json!({"type": "text", "message": {"text": reply}});
        let sent = self.http.post(url).bearer_auth("ceiling").json(&body).send().await;
        if let Err(error) = sent {
            // The load generator misses the reply and says so; here is why.
            let _unheard = writeln!(std::io::stderr(), "channel: {error}");
        }
    }
}
