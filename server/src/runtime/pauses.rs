//! Where the bot keeps silent: looked at before each turn and right before each of its messages leaves.

use std::collections::HashSet;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use sufler_store::{Id, PauseScope, Store, StoreError};
use tokio_util::sync::CancellationToken;

use super::core::Core;

/// How often another node's pauses are looked for; our own are known at once.
const LOOK_EVERY: Duration = Duration::from_millis(400);

/// The pauses in force, as far as this process knows.
#[derive(Debug, Default)]
pub struct Pauses(RwLock<HashSet<PauseScope>>);

impl Pauses {
    /// Whether the bot must not speak here.
    pub fn cover(&self, account_id: Id, conversation_id: Id) -> bool {
        let held = self.0.read().unwrap_or_else(PoisonError::into_inner);
        !held.is_empty()
            && [PauseScope::All, PauseScope::Account(account_id), PauseScope::Conversation(conversation_id)]
                .iter()
                .any(|scope| held.contains(scope))
    }

    /// Reads them anew.
    ///
    /// # Errors
    /// The store does not answer; what was known stays in force.
    pub async fn refresh(&self, store: &Store) -> Result<(), StoreError> {
        let scopes = store.bot_pauses().await?.into_iter().map(|pause| pause.scope).collect();
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = scopes;
        Ok(())
    }
}

/// Follows the pauses until `cancel`.
pub(super) async fn follow(core: Arc<Core>, cancel: CancellationToken) {
    let mut tick = tokio::time::interval(LOOK_EVERY);
    loop {
        tokio::select! {
            () = cancel.cancelled() => return,
            _ = tick.tick() => {}
        }
        if let Err(error) = core.pauses.refresh(&core.store).await {
            tracing::warn!(%error, "The bot's pauses were not read; those known stay in force.");
        }
    }
}
