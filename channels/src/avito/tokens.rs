//! Access tokens of one account: always a good one, renewed ahead of time, one renewal at a time.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::future::BoxFuture;
use secrecy::{ExposeSecret, SecretString};

use super::client::Client;
use super::failure;
use super::oauth::{Credentials, OPERATION, TokenSet};
use crate::AdapterError;

/// A token is renewed this long before it expires, or for the last fifth of a shorter life.
const AHEAD_MS: i64 = 5 * 60 * 1000;
/// After a failed renewal the old token, while it lives, serves this long before the next attempt.
const RETRY_MS: i64 = 15 * 1000;
/// A token younger than this is not renewed for a 403: it can't have expired, the right is missing.
const YOUNG_MS: i64 = 60 * 1000;

/// UTC milliseconds; passed in so that tests need no waiting.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// How Avito refused a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// 401: unknown or expired.
    Unauthorized,
    /// 403: expired, by one report; else the right is missing.
    Forbidden,
}

/// Where the calls of an account take their token from.
pub trait TokenSource: Send + Sync {
    /// A token that should work now.
    fn access_token(&self) -> BoxFuture<'_, Result<SecretString, AdapterError>>;

    /// A token instead of one that was refused; `None` when another would not help.
    fn renew<'a>(
        &'a self,
        refused: &'a SecretString,
        refusal: Refusal,
    ) -> BoxFuture<'a, Result<Option<SecretString>, AdapterError>>;
}

/// A fixed token, for one-off calls such as asking whose keys were just entered.
impl TokenSource for SecretString {
    fn access_token(&self) -> BoxFuture<'_, Result<SecretString, AdapterError>> {
        Box::pin(std::future::ready(Ok(self.clone())))
    }

    fn renew<'a>(
        &'a self,
        _: &'a SecretString,
        _: Refusal,
    ) -> BoxFuture<'a, Result<Option<SecretString>, AdapterError>> {
        Box::pin(std::future::ready(Ok(None)))
    }
}

/// The store of tokens failed. The text must hold no secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct TokenStoreError(pub String);

/// Keeps the tokens of one account beyond the life of the process.
pub trait TokenStore: Send + Sync {
    /// What is stored; `None` before the first time.
    fn load(&self) -> BoxFuture<'_, Result<Option<TokenSet>, TokenStoreError>>;

    /// Replaces what is stored, durably and at once: the pair before is void.
    fn save<'a>(&'a self, tokens: &'a TokenSet) -> BoxFuture<'a, Result<(), TokenStoreError>>;
}

/// How an account was connected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grant {
    /// With the keys of its own cabinet: any time a new token.
    ClientCredentials,
    /// Through Avito's page: each refresh token buys the next pair, once.
    AuthorizationCode,
}

/// The tokens of one account. Cheap to clone; all clones share them.
///
/// A renewal runs in a task of its own: a caller that gives up waiting cannot lose a pair that Avito has
/// already rotated. A new pair is stored before it is used.
#[derive(Clone)]
pub struct TokenManager(Arc<Inner>);

struct Inner {
    client: Client,
    credentials: Credentials,
    grant: Grant,
    store: Arc<dyn TokenStore>,
    clock: Clock,
    state: Mutex<State>,
    /// Held during a renewal.
    renewal: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct State {
    held: Option<Held>,
    /// Got from Avito but not stored yet: must not be lost, must not be used.
    unsaved: Option<Held>,
    /// Finished renewals, so that a caller who waited for one knows it.
    renewals: u64,
    /// Why the last renewal failed, if it did.
    failure: Option<AdapterError>,
}

#[derive(Clone)]
struct Held {
    tokens: TokenSet,
    /// `None` when read from the store: old for all we know.
    obtained_ms: Option<i64>,
    renew_at_ms: i64,
}

/// Why a renewal is wanted.
enum Need {
    /// The token held is about to expire, or there is none.
    Ahead,
    /// This token was refused.
    Instead(SecretString),
}

impl TokenManager {
    /// Starts without a token: the first call reads the store.
    #[must_use]
    pub fn new(
        client: Client,
        credentials: Credentials,
        grant: Grant,
        store: Arc<dyn TokenStore>,
        clock: Clock,
    ) -> Self {
        let state = Mutex::new(State::default());
        let renewal = tokio::sync::Mutex::new(());
        Self(Arc::new(Inner { client, credentials, grant, store, clock, state, renewal }))
    }

    /// Joins the renewal under way or starts one.
    async fn renewed(&self, need: Need, seen: u64) -> Result<SecretString, AdapterError> {
        let inner = Arc::clone(&self.0);
        let task = tokio::spawn(async move { inner.renew_alone(need, seen).await });
        task.await.unwrap_or_else(|_| {
            Err(failure::storage(OPERATION, "renewal of the token was aborted".to_owned()))
        })
    }
}

impl TokenSource for TokenManager {
    fn access_token(&self) -> BoxFuture<'_, Result<SecretString, AdapterError>> {
        Box::pin(async move {
            let (held, seen) = self.0.look();
            match held {
                Some(held) if (self.0.clock)() < held.renew_at_ms => Ok(held.tokens.access_token),
                _ => self.renewed(Need::Ahead, seen).await,
            }
        })
    }

    fn renew<'a>(
        &'a self,
        refused: &'a SecretString,
        refusal: Refusal,
    ) -> BoxFuture<'a, Result<Option<SecretString>, AdapterError>> {
        Box::pin(async move {
            let (held, seen) = self.0.look();
            if let Some(held) = held {
                if !is_same(&held.tokens.access_token, refused) {
                    return Ok(Some(held.tokens.access_token));
                }
                let is_young =
                    held.obtained_ms.is_some_and(|at| (self.0.clock)() < at.saturating_add(YOUNG_MS));
                if refusal == Refusal::Forbidden && is_young {
                    return Ok(None);
                }
            }
            self.renewed(Need::Instead(refused.clone()), seen).await.map(Some)
        })
    }
}

impl Inner {
    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it is locked, and every write leaves it whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn look(&self) -> (Option<Held>, u64) {
        let state = self.state();
        (state.held.clone(), state.renewals)
    }

    /// One at a time. Whoever waited takes the outcome of the renewal it waited for, good or bad: fifty
    /// callers with revoked keys make one request, not fifty.
    async fn renew_alone(&self, need: Need, seen: u64) -> Result<SecretString, AdapterError> {
        let _alone = self.renewal.lock().await;
        if let Some(outcome) = self.settled(&need, seen) {
            return outcome;
        }
        let outcome = self.obtain(&need).await;
        let mut state = self.state();
        state.renewals += 1;
        state.failure = outcome.as_ref().err().cloned();
        match (outcome, need) {
            (Ok(held), _) => {
                state.held = Some(held.clone());
                Ok(held.tokens.access_token)
            }
            (Err(error), Need::Ahead) => self.old_one_serves(&mut state, error),
            (Err(error), Need::Instead(_)) => Err(error),
        }
    }

    /// What the renewal that just ended means for this caller; `None` when it has to do its own.
    fn settled(&self, need: &Need, seen: u64) -> Option<Result<SecretString, AdapterError>> {
        let state = self.state();
        let usable = state.held.as_ref().filter(|held| match need {
            Need::Ahead => (self.clock)() < held.renew_at_ms,
            Need::Instead(refused) => !is_same(&held.tokens.access_token, refused),
        });
        if let Some(held) = usable {
            return Some(Ok(held.tokens.access_token.clone()));
        }
        state.failure.clone().filter(|_| state.renewals != seen).map(Err)
    }

    /// A failed renewal ahead of time harms nobody while the old token lives.
    fn old_one_serves(&self, state: &mut State, error: AdapterError) -> Result<SecretString, AdapterError> {
        let now = (self.clock)();
        match &mut state.held {
            Some(held) if now < held.tokens.expires_at_ms => {
                tracing::warn!(channel = "avito", %error, "token not renewed, the old one serves on");
                held.renew_at_ms = now.saturating_add(RETRY_MS).min(held.tokens.expires_at_ms);
                Ok(held.tokens.access_token.clone())
            }
            _ => Err(error),
        }
    }

    async fn obtain(&self, need: &Need) -> Result<Held, AdapterError> {
        let unsaved = self.state().unsaved.clone();
        if let Some(held) = unsaved {
            return self.save(held).await;
        }
        // Another node may have renewed; its refresh token is then the only good one.
        let stored = self.store.load().await.map_err(store_failed)?;
        if let Some(stored) = stored.as_ref().filter(|stored| self.is_usable(stored, need)) {
            return Ok(Held::from_store(stored.clone()));
        }
        let known = stored.or_else(|| self.state().held.clone().map(|held| held.tokens));
        let now = (self.clock)();
        let tokens = self.request(known, now).await?;
        self.save(Held::obtained(tokens, now)).await
    }

    fn is_usable(&self, stored: &TokenSet, need: &Need) -> bool {
        let fresh = (self.clock)() < Held::from_store(stored.clone()).renew_at_ms;
        let other = match need {
            Need::Ahead => true,
            Need::Instead(refused) => !is_same(&stored.access_token, refused),
        };
        fresh && other
    }

    async fn request(&self, known: Option<TokenSet>, now: i64) -> Result<TokenSet, AdapterError> {
        match self.grant {
            Grant::ClientCredentials => self.client.token(&self.credentials, now).await,
            Grant::AuthorizationCode => {
                let refresh = known.and_then(|tokens| tokens.refresh_token).ok_or_else(|| {
                    failure::unauthorized(OPERATION, None, "access was not granted yet".to_owned())
                })?;
                self.client.refresh(&self.credentials, &refresh, now).await
            }
        }
    }

    /// Until it is stored the pair stays unused; a failed store is tried again at the next need.
    async fn save(&self, held: Held) -> Result<Held, AdapterError> {
        self.state().unsaved = Some(held.clone());
        self.store.save(&held.tokens).await.map_err(store_failed)?;
        self.state().unsaved = None;
        tracing::info!(channel = "avito", expires_at_ms = held.tokens.expires_at_ms, "token renewed");
        Ok(held)
    }
}

impl Held {
    fn obtained(tokens: TokenSet, now_ms: i64) -> Self {
        let life_ms = tokens.expires_at_ms.saturating_sub(now_ms);
        let renew_at_ms = tokens.expires_at_ms.saturating_sub(AHEAD_MS.min(life_ms / 5));
        Self { tokens, obtained_ms: Some(now_ms), renew_at_ms }
    }

    fn from_store(tokens: TokenSet) -> Self {
        let renew_at_ms = tokens.expires_at_ms.saturating_sub(AHEAD_MS);
        Self { tokens, obtained_ms: None, renew_at_ms }
    }
}

fn is_same(a: &SecretString, b: &SecretString) -> bool {
    a.expose_secret() == b.expose_secret()
}

fn store_failed(error: TokenStoreError) -> AdapterError {
    failure::storage(OPERATION, error.0)
}

impl fmt::Debug for TokenManager {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenManager").field("grant", &self.0.grant).finish_non_exhaustive()
    }
}
