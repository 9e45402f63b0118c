//! Carries committed changes to the browsers that may see them.
//!
//! Whoever can't keep up, be it the server behind the store or a browser behind the server, hears `resync`
//! instead of a gap in silence.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use socketioxide::extract::SocketRef;
use socketioxide::socket::Sid;
use socketioxide::{SendError, SocketError};
use sufler_store::{Account, Change, ChangeStream, Id, Role, Store, StoreError, Version};
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio_util::sync::CancellationToken;

use super::events::{ChangeEvent, Resync};
use super::hub::Hub;
use crate::auth::Actor;
use crate::clock;
use crate::http::AppState;
use crate::http::runtime_port::Runtime;
use crate::http::wire::{AccountView, ConversationRow, Message, Note};
use crate::observability::metrics::LIVE_RESYNCS;

/// Changes whose rows are read together.
const BATCH: usize = 256;
/// How soon a browser that fell behind is told again.
const RETRY: Duration = Duration::from_secs(1);
/// How often sessions of connected browsers are looked at: another node may have ended them.
const RECHECK: Duration = Duration::from_secs(30);

/// Carries changes until `stop`.
pub async fn relay(state: AppState, mut changes: ChangeStream, stop: CancellationToken) {
    let mut relay = Relay {
        store: state.store.clone(),
        hub: state.hub.clone(),
        runtime: Arc::clone(&state.runtime),
        behind: HashSet::new(),
        version: 0,
    };
    let mut retry = tokio::time::interval(RETRY);
    let mut recheck = tokio::time::interval(RECHECK);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            change = changes.recv() => match change {
                Ok(first) => relay.carry(batch(first, &mut changes)).await,
                Err(RecvError::Lagged(missed)) => relay.catch_up(missed).await,
                Err(RecvError::Closed) => return,
            },
            _ = retry.tick() => relay.remind(),
            _ = recheck.tick() => relay.recheck().await,
        }
    }
}

/// Everything that waits already, so that a busy conversation is read once.
fn batch(first: Arc<Change>, changes: &mut ChangeStream) -> Batch {
    let mut batch = Batch { changes: vec![first], missed: 0 };
    while batch.changes.len() < BATCH {
        match changes.try_recv() {
            Ok(change) => batch.changes.push(change),
            Err(TryRecvError::Lagged(missed)) => {
                batch.missed = missed;
                break;
            }
            Err(TryRecvError::Empty | TryRecvError::Closed) => break,
        }
    }
    batch
}

struct Batch {
    changes: Vec<Arc<Change>>,
    /// Changes lost after these.
    missed: u64,
}

struct Relay {
    store: Store,
    hub: Hub,
    runtime: Arc<dyn Runtime>,
    /// Browsers that missed something and have not been told yet.
    behind: HashSet<Sid>,
    /// The last version seen.
    version: Version,
}

impl Relay {
    async fn carry(&mut self, batch: Batch) {
        let mut rows = HashMap::new();
        for change in &batch.changes {
            self.version = self.version.max(change.version);
            let audience = self.hub.audience(change.account_id);
            if audience.is_empty() {
                continue;
            }
            match self.event(change, &mut rows).await {
                Ok(event) => self.tell(&audience, &event),
                Err(error) => {
                    tracing::warn!(%error, "a change could not be shown live");
                    audience.iter().for_each(|socket| self.resync(socket));
                }
            }
        }
        if batch.missed > 0 {
            self.catch_up(batch.missed).await;
        }
    }

    /// Each hears what their role may.
    fn tell(&mut self, audience: &[SocketRef], event: &ChangeEvent) {
        let mut for_viewers = None;
        for socket in audience {
            let actor = socket.extensions.get::<Arc<Actor>>();
            let is_viewer = actor.is_none_or(|actor| actor.user.role == Role::Viewer);
            let event = if is_viewer {
                for_viewers.get_or_insert_with(|| event.heard_by(Role::Viewer))
            } else {
                event
            };
            self.send(socket, event);
        }
    }

    async fn event(
        &self,
        change: &Change,
        rows: &mut HashMap<Id, Option<ConversationRow>>,
    ) -> Result<ChangeEvent, StoreError> {
        let conversation = match &change.conversation {
            Some(conversation) => self.row(conversation.id, rows).await?,
            None => None,
        };
        Ok(ChangeEvent {
            version: change.version,
            conversation,
            messages: change.messages.iter().cloned().map(Message::from).collect(),
            notes: self.notes(change).await?,
            account: change.account.clone().map(|account| self.account(account)),
        })
    }

    async fn notes(&self, change: &Change) -> Result<Vec<Note>, StoreError> {
        if change.notes.is_empty() {
            return Ok(Vec::new());
        }
        let users = self.store.users().await?;
        Ok(change.notes.iter().map(|note| Note::new(note.clone(), &users)).collect())
    }

    /// The row as people see it; `None` when it was deleted since.
    async fn row(
        &self,
        id: Id,
        rows: &mut HashMap<Id, Option<ConversationRow>>,
    ) -> Result<Option<ConversationRow>, StoreError> {
        if let Some(row) = rows.get(&id) {
            return Ok(row.clone());
        }
        let row = match self.store.conversation(id).await {
            Ok(row) => Some(ConversationRow::from(row)),
            Err(StoreError::NotFound { .. }) => None,
            Err(error) => return Err(error),
        };
        rows.insert(id, row.clone());
        Ok(row)
    }

    fn account(&self, account: Account) -> AccountView {
        let status = self.runtime.accounts_status().get(&account.id).copied().unwrap_or_default();
        AccountView::new(account, status)
    }

    fn send(&mut self, socket: &SocketRef, event: &ChangeEvent) {
        if self.behind.contains(&socket.id) {
            return;
        }
        if is_full(&socket.emit("change", event)) {
            self.behind.insert(socket.id);
        }
    }

    /// Tells a browser to catch up, now or as soon as it listens again.
    fn resync(&mut self, socket: &SocketRef) {
        metrics::counter!(LIVE_RESYNCS).increment(1);
        if is_full(&socket.emit("resync", &Resync { version: self.version })) {
            self.behind.insert(socket.id);
        } else {
            self.behind.remove(&socket.id);
        }
    }

    fn remind(&mut self) {
        if self.behind.is_empty() {
            return;
        }
        let connected = self.hub.everyone();
        self.behind.retain(|sid| connected.iter().any(|socket| socket.id == *sid));
        for socket in connected.iter().filter(|socket| self.behind.contains(&socket.id)).collect::<Vec<_>>() {
            self.resync(socket);
        }
    }

    /// The store was faster than we: everybody asks for what they missed.
    async fn catch_up(&mut self, missed: u64) {
        tracing::warn!(missed, "live events fell behind; browsers are told to catch up");
        if let Ok(health) = self.store.health().await {
            self.version = self.version.max(health.version);
        }
        self.hub.everyone().iter().for_each(|socket| self.resync(socket));
    }

    /// Disconnects browsers whose session ended or whose rights changed elsewhere.
    async fn recheck(&self) {
        for socket in self.hub.everyone() {
            let Some(then) = socket.extensions.get::<Arc<Actor>>() else { continue };
            let Ok(now) = self.store.session(&then.session, clock::now()).await else { return };
            if now.is_none_or(|(user, _)| user != then.user) {
                // Its channel may be full; the next round tries again.
                let _ = socket.disconnect();
            }
        }
    }
}

fn is_full(sent: &Result<(), SendError>) -> bool {
    matches!(sent, Err(SendError::Socket(SocketError::InternalChannelFull)))
}
