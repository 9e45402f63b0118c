//! Connected accounts: started, watched, stopped; one broken account never slows the rest.

mod connect;
mod history;
mod keys;
mod oauth;
mod poll;
mod row;
mod session;

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use sufler_channels::{
    avito,
    budget::{Limits, Priority, Request},
};
use sufler_store::{Account, Conversation, Id, StoreError};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

pub(super) use oauth::{Pending, finish as oauth_finish, start as oauth_start};
pub(crate) use row::new_row;
pub(super) use session::Session;

use super::core::Core;
use crate::{clock::now, config::AvitoConfig};

/// The rate budget looks back this far; a little more than a minute, for the channel tells seconds only.
const BUDGET_WINDOW_MS: i64 = 62_000;

/// What every account of the channel shares.
pub struct Accounts {
    client: avito::Client,
    limits: Limits,
    /// Our address, when the channel can reach it.
    public_url: Option<String>,
    poll_every: std::time::Duration,
    sessions: RwLock<HashMap<Id, Arc<Session>>>,
    /// Consent pages that were opened.
    pub(super) pending: Pending,
}

impl Accounts {
    /// No account yet.
    pub fn new(config: &AvitoConfig, public_url: Option<String>) -> anyhow::Result<Self> {
        let api = avito::Config::new(config.base_url.parse()?, config.authorize_url.parse()?);
        let per_minute = config.budget_per_minute;
        let limits = if per_minute > Limits::AVITO.per_minute {
            // Only a simulator or a special agreement allows more; then the finer limits grow along.
            Limits { per_minute, per_second: per_minute, chat_interval_ms: 0, ..Limits::AVITO }
        } else {
            Limits { per_minute, ..Limits::AVITO }
        };
        Ok(Self {
            client: avito::Client::new(api)?,
            limits,
            public_url,
            poll_every: std::time::Duration::from_secs(config.poll_interval_s.max(1)),
            sessions: RwLock::default(),
            pending: Pending::default(),
        })
    }

    /// The working account with this id.
    pub fn get(&self, id: Id) -> Option<Arc<Session>> {
        self.sessions.read().unwrap_or_else(PoisonError::into_inner).get(&id).cloned()
    }

    /// Every working account.
    pub fn all(&self) -> Vec<Arc<Session>> {
        self.sessions.read().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    /// A reply of this conversation may leave right after its commit, without a turn in the queue.
    pub fn reserve(&self, account_id: Id, _conversation: &Conversation) -> bool {
        self.get(account_id)
            .is_some_and(|session| session.waiting() == 0 && session.free_slots(1).is_ok_and(|n| n > 0))
    }

    /// Starts or restarts an account with what the store holds of it now.
    pub async fn start(
        &self,
        core: &Arc<Core>,
        account: &Account,
        cancel: &CancellationToken,
        tracker: &TaskTracker,
    ) -> Result<(), StoreError> {
        self.stop(account.id);
        if !account.enabled || account.channel != "avito" {
            return Ok(());
        }
        let secrets = core.store.account_secrets(account.id).await?;
        let tokens = keys::manager(&self.client, core, account.id, &secrets);
        let session = Arc::new(Session::new(
            account,
            secrets.webhook_secret.clone(),
            Arc::new(tokens),
            self.limits,
            cancel.child_token(),
        ));
        session.remember(&core.store.recent_sends(account.id, now() - BUDGET_WINDOW_MS).await?);
        if let Some(user_id) = &account.external_id {
            self.attach(&session, user_id);
        }
        self.sessions
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(account.id, Arc::clone(&session));
        tracker.spawn(connect::serve(Arc::clone(core), session));
        Ok(())
    }

    /// Ends an account's tasks; messages under way are finished.
    pub fn stop(&self, id: Id) {
        let removed = self.sessions.write().unwrap_or_else(PoisonError::into_inner).remove(&id);
        if let Some(session) = removed {
            session.cancel.cancel();
        }
    }

    /// Asks the channel now whether everything works; the answer stands in the account's `problem`.
    pub async fn check(&self, core: &Arc<Core>, id: Id) {
        let Some(session) = self.get(id) else { return };
        if let Err(error) = connect::connect(core, &session).await {
            session.has_problem(core, &error).await;
        }
        session.wake.notify_one();
    }

    /// Asks the channel to deliver no more; one that does not answer is left to forget us.
    pub async fn unsubscribe(&self, id: Id) {
        let Some(session) = self.get(id) else { return };
        let (Some(url), Some(calls)) = (self.webhook_url(&session), session.calls()) else { return };
        session.acquire(Request::call(Priority::Bot)).await;
        if let Err(error) = calls.unsubscribe(&url).await {
            tracing::warn!(account = id, %error, "The webhook was not unsubscribed.");
        }
    }

    /// Gives the session its calls, now that the channel's id of the login is known.
    fn attach(&self, session: &Session, user_id: &str) {
        let tokens: Arc<dyn avito::TokenSource> = Arc::clone(&session.tokens) as _;
        session.set_calls(self.client.account(user_id, tokens));
    }

    /// Where the channel should deliver the account's messages.
    fn webhook_url(&self, session: &Session) -> Option<String> {
        let base = self.public_url.as_deref()?;
        Some(format!("{base}/webhooks/avito/{}/{}", session.id(), session.webhook_secret()))
    }
}

/// Seconds until `waiting` messages have left at `per_minute`.
pub(super) fn eta_s(waiting: i64, per_minute: u32) -> u64 {
    let waiting = u64::try_from(waiting).unwrap_or(0);
    waiting.saturating_mul(60).div_ceil(u64::from(per_minute.max(1)))
}

/// A new unguessable part of a webhook's address.
pub fn webhook_secret() -> String {
    let bytes: [u8; 24] = rand::random();
    hex::encode(bytes)
}
