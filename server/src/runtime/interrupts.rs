//! Stops a turn that waits for a model when the customer writes more or a person takes over.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use sufler_store::{Author, Id, Store};
use tokio::sync::{Notify, broadcast::error::RecvError};
use tokio_util::sync::CancellationToken;

use super::failpoint::failpoint;

/// The turn should be run again, or dropped: something happened in its conversation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Interrupted;

/// Turns that wait for a model, by conversation.
#[derive(Default)]
pub struct Interrupts {
    waiting: Mutex<HashMap<Id, Arc<Notify>>>,
}

/// One turn's ear; forgets itself when dropped.
pub struct Interrupt<'a> {
    interrupts: &'a Interrupts,
    conversation_id: Id,
    notify: Arc<Notify>,
}

impl Interrupts {
    /// Listens for what happens in a conversation while its turn waits. One turn a conversation: the lease sees to it.
    pub fn watch(&self, conversation_id: Id) -> Interrupt<'_> {
        let notify = Arc::new(Notify::new());
        self.lock().insert(conversation_id, Arc::clone(&notify));
        Interrupt { interrupts: self, conversation_id, notify }
    }

    fn fire(&self, conversation_id: Id) {
        if let Some(notify) = self.lock().get(&conversation_id) {
            notify.notify_one();
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Id, Arc<Notify>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Interrupt<'_> {
    /// Resolves when something happened.
    pub async fn fired(&self) {
        self.notify.notified().await;
    }
}

impl Drop for Interrupt<'_> {
    fn drop(&mut self) {
        self.interrupts.lock().remove(&self.conversation_id);
    }
}

/// Turns committed changes into interrupts until `cancel`.
pub(super) async fn listen(store: Store, interrupts: Arc<Interrupts>, cancel: CancellationToken) {
    let mut changes = store.changes();
    loop {
        let change = tokio::select! {
            () = cancel.cancelled() => return,
            change = changes.recv() => change,
        };
        match change {
            Ok(change) => {
                if !change.messages.is_empty() {
                    failpoint("change.heard");
                }
                let Some(conversation) = &change.conversation else { continue };
                let spoke =
                    |author| matches!(author, Author::Contact | Author::Operator { .. } | Author::Native);
                let led_by_people = conversation.owner != sufler_store::Owner::Bot;
                if led_by_people || change.messages.iter().any(|message| spoke(message.author)) {
                    interrupts.fire(conversation.id);
                }
            }
            // Saving checks owner and new messages again, so a missed interrupt costs time only.
            Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return,
        }
    }
}
