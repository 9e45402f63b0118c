//! A simulator of Telegram's Bot API as far as a bot that writes to a chat meets it, written from the contract alone.
//!
//! It knows chats and one token, checks messages as the API does (length, markup, topics, membership), keeps what was
//! sent, and has accidents on demand: refusals, pauses, answers that never come.

mod api;
mod markup;

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// A chat the bot may meet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chat {
    /// Its number; groups have negative ones.
    pub id: i64,
    /// The bot was thrown out.
    #[serde(default)]
    pub kicked: bool,
    /// The group became this supergroup.
    #[serde(default)]
    pub migrated_to: Option<i64>,
    /// Topics of a forum, the general one aside.
    #[serde(default)]
    pub topics: Vec<i64>,
}

impl Chat {
    /// A chat in which everything works.
    #[must_use]
    pub fn new(id: i64) -> Self {
        Self { id, kicked: false, migrated_to: None, topics: Vec::new() }
    }
}

/// A message that arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// Number of the message.
    pub message_id: i64,
    /// Where it arrived.
    pub chat_id: i64,
    /// In which topic.
    pub thread_id: Option<i64>,
    /// As people read it: markup taken away.
    pub text: String,
}

/// What befalls the next call of `sendMessage`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Accident {
    /// 429 with so many seconds to wait.
    TooMany {
        /// Seconds.
        retry_after: u64,
    },
    /// A proxy's page.
    Status {
        /// HTTP status.
        status: u16,
    },
    /// The message arrives, the answer breaks off.
    LostAnswer,
}

/// Everything there is.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) token: String,
    pub(crate) chats: Vec<Chat>,
    pub(crate) sent: Vec<Sent>,
    pub(crate) accidents: VecDeque<Accident>,
    /// Calls of `sendMessage`, also those that were refused.
    pub(crate) calls: u64,
}

/// The simulator at work; it stops when told to, or when this handle is dropped.
#[derive(Debug)]
pub struct Telegram {
    addr: SocketAddr,
    world: Arc<Mutex<World>>,
    stopping: CancellationToken,
    server: Option<JoinHandle<std::io::Result<()>>>,
}

impl Telegram {
    /// Listens at `addr` (port 0 takes a free one) as the API of the bot with this token, in these chats.
    ///
    /// # Errors
    /// The address is taken.
    pub async fn start(addr: SocketAddr, token: &str, chats: Vec<Chat>) -> std::io::Result<Self> {
        let listener = TcpListener::bind(addr).await?;
        let addr = listener.local_addr()?;
        let world =
            World { token: token.to_owned(), chats, sent: Vec::new(), accidents: VecDeque::new(), calls: 0 };
        let world = Arc::new(Mutex::new(world));
        let stopping = CancellationToken::new();
        let serve = axum::serve(listener, api::routes(Arc::clone(&world)))
            .with_graceful_shutdown(stopping.clone().cancelled_owned());
        Ok(Self { addr, world, stopping, server: Some(tokio::spawn(serve.into_future())) })
    }

    /// `http://address:port`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// What arrived, oldest first.
    #[must_use]
    pub fn sent(&self) -> Vec<Sent> {
        self.look(|world| world.sent.clone())
    }

    /// How often `sendMessage` was called.
    #[must_use]
    pub fn calls(&self) -> u64 {
        self.look(|world| world.calls)
    }

    /// The next call meets this, after those that were asked for before.
    pub fn befall(&self, accident: Accident) {
        self.look(|world| world.accidents.push_back(accident));
    }

    /// A chat changes, or comes into being.
    pub fn put(&self, chat: Chat) {
        self.look(|world| {
            world.chats.retain(|held| held.id != chat.id);
            world.chats.push(chat);
        });
    }

    /// Stops serving.
    pub async fn stop(mut self) {
        self.stopping.cancel();
        if let Some(server) = self.server.take() {
            // The task ends by itself; a panic in it has been reported by the runtime already.
            let _ = server.await;
        }
    }

    fn look<T>(&self, look: impl FnOnce(&mut World) -> T) -> T {
        look(&mut self.world.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Telegram {
    fn drop(&mut self) {
        self.stopping.cancel();
    }
}
