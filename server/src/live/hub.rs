//! Connected browsers.

use std::sync::Arc;

use socketioxide::SocketIo;
use socketioxide::extract::SocketRef;
use socketioxide::handler::ConnectHandler;
use socketioxide::layer::SocketIoLayer;
use sufler_store::{Id, Millis, Store, User};

use super::events::{Hello, UnsentEvent};
use super::presence::{Presence, PresenceEvent, Stance};
use crate::auth::{Actor, Grants};
use crate::http::error::ApiError;
use crate::observability::metrics::LIVE_CONNECTIONS;

/// Packets that may wait for one browser; beyond it the browser is told to catch up.
const BUFFER: usize = 256;
/// Browsers say nothing but pings and the handshake.
const MAX_PAYLOAD: u64 = 16 * 1024;
/// Room of those who may hear of every account.
pub(super) const EVERYTHING: &str = "all";

/// Connected browsers; cheap to clone.
#[derive(Clone)]
pub struct Hub {
    io: SocketIo,
    presence: Presence,
    layer: SocketIoLayer,
}

impl Hub {
    /// A hub whose sessions are those of `store`.
    pub fn new(store: &Store) -> Self {
        let (layer, io) = SocketIo::builder()
            .max_buffer_size(BUFFER)
            .max_payload(MAX_PAYLOAD)
            .ws_max_message_size(16 * 1024)
            .build_layer();
        let (asked, greeted) = (store.clone(), store.clone());
        let authenticate = move |socket: SocketRef| admit(asked.clone(), socket);
        let greet = move |socket: SocketRef| welcome(greeted.clone(), socket);
        io.ns("/", greet.with(authenticate));
        Self { io, layer, presence: Presence::default() }
    }

    /// The layer that answers `/socket.io/`.
    pub fn layer(&self) -> SocketIoLayer {
        self.layer.clone()
    }

    /// Disconnects every browser of a user, so that new rights take effect.
    pub async fn disconnect_user(&self, id: Id) {
        self.disconnect(user_room(id)).await;
    }

    /// Disconnects the browsers of a session that ended.
    pub async fn disconnect_session(&self, session: &str) {
        self.disconnect(session_room(session)).await;
    }

    /// Tells every page that the bot was silenced or speaks again; each asks what it may know of it.
    pub async fn pauses_changed(&self) {
        if let Err(error) = self.io.emit("pauses", &()).await {
            tracing::warn!(%error, "some pages were not told of the bot's pauses");
        }
    }

    /// Tells a user's pages what they have begun to write on one of them.
    pub async fn unsent(&self, user_id: Id, event: &UnsentEvent) {
        if let Err(error) = self.io.to(user_room(user_id)).emit("unsent", event).await {
            tracing::warn!(%error, "some pages were not told of an unsent answer");
        }
    }

    /// A page says what its user does at a conversation of the account; colleagues who may see it hear of it. Answers
    /// who is there.
    pub fn present(
        &self,
        account_id: Id,
        conversation_id: Id,
        user: &User,
        stance: Stance,
        now: Millis,
    ) -> PresenceEvent {
        let (event, is_news) = self.presence.note(conversation_id, (user.id, &user.name), stance, now);
        if is_news {
            // A page that can't keep up does without a hint.
            self.audience(account_id).iter().for_each(|socket| drop(socket.emit("presence", &event)));
        }
        event
    }

    /// Disconnects everybody; for the end of the process.
    pub async fn close(&self) {
        self.io.close().await;
    }

    /// Everybody connected.
    pub(super) fn everyone(&self) -> Vec<SocketRef> {
        self.io.sockets()
    }

    /// Those who may hear of an account.
    pub(super) fn audience(&self, account_id: Id) -> Vec<SocketRef> {
        self.io.within([EVERYTHING.to_owned(), account_room(account_id)]).sockets()
    }

    async fn disconnect(&self, room: String) {
        if let Err(error) = self.io.within(room).disconnect().await {
            tracing::warn!(%error, "a browser could not be disconnected");
        }
    }
}

/// Refuses the connection of whoever is not logged in; the browser hears `connect_error`.
async fn admit(store: Store, socket: SocketRef) -> Result<(), Refusal> {
    let actor = Actor::of(&socket.req_parts().headers, &store).await?;
    let actor = actor.ok_or_else(ApiError::unauthorized)?;
    socket.extensions.insert(Arc::new(actor));
    Ok(())
}

/// Rooms come before the version: what is committed in between is heard twice rather than never.
async fn welcome(store: Store, socket: SocketRef) {
    let Some(actor) = socket.extensions.get::<Arc<Actor>>() else { return };
    metrics::gauge!(LIVE_CONNECTIONS).increment(1);
    socket.on_disconnect(async || metrics::gauge!(LIVE_CONNECTIONS).decrement(1));
    socket.join(rooms(&actor));
    match store.health().await {
        Ok(health) => {
            // A browser that is gone already needs no greeting.
            let _ = socket.emit("hello", &Hello { version: health.version });
        }
        Err(error) => {
            tracing::warn!(%error, "a browser was not greeted; it will connect again");
            let _ = socket.disconnect();
        }
    }
}

fn rooms(actor: &Actor) -> Vec<String> {
    let mut rooms = vec![user_room(actor.user.id), session_room(&actor.session)];
    match actor.grants() {
        Grants::All => rooms.push(EVERYTHING.to_owned()),
        Grants::Only(ids) => rooms.extend(ids.into_iter().map(account_room)),
    }
    rooms
}

fn account_room(id: Id) -> String {
    format!("account:{id}")
}

fn user_room(id: Id) -> String {
    format!("user:{id}")
}

fn session_room(session: &str) -> String {
    format!("session:{session}")
}

/// Why a browser may not connect: the stable code of the error.
struct Refusal(ApiError);

impl From<ApiError> for Refusal {
    fn from(error: ApiError) -> Self {
        Self(error)
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.code())
    }
}
