//! OAuth2: keys, authorization codes, access tokens, refresh tokens that die when used.

use std::collections::HashMap;
use std::sync::{Mutex, RwLock};
use std::time::Duration;

use crate::clock::millis;
use crate::ids::Ids;
use crate::sync::{lock, read, write};

/// Scopes an application asks for when it names none.
const DEFAULT_SCOPE: &str = "messenger:read,messenger:write";
/// Beyond this many tokens the expired ones are swept out before another is issued.
const SWEEP_ABOVE: usize = 10_000;

/// Whose keys they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyOwner {
    /// Personal keys of a seller: good for client_credentials.
    Seller(i64),
    /// An application: sellers let it in through the authorize page.
    Application,
}

/// A pair of keys.
#[derive(Debug, Clone)]
pub(crate) struct Keys {
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    pub(crate) owner: KeyOwner,
    /// Where the authorize page may send people; `None` allows any address.
    pub(crate) redirect_uri: Option<String>,
}

/// Who stands behind an access token and what they may do.
#[derive(Debug, Clone)]
pub(crate) struct Grant {
    pub(crate) user_id: i64,
    /// `None`: the seller's own keys, which need no scopes.
    scopes: Option<String>,
    expires_ms: i64,
}

impl Grant {
    pub(crate) fn allows(&self, scope: Option<&str>) -> bool {
        match (&self.scopes, scope) {
            (Some(granted), Some(wanted)) => granted.split(',').any(|one| one.trim() == wanted),
            _ => true,
        }
    }
}

#[derive(Debug)]
struct Ticket {
    client_id: String,
    grant: Grant,
}

/// A successful answer of the token endpoint.
#[derive(Debug)]
pub(crate) struct Issued {
    pub(crate) access_token: String,
    pub(crate) refresh_token: Option<String>,
    pub(crate) scope: Option<String>,
}

/// Why the token endpoint refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    #[error("unknown client_id or wrong client_secret")]
    Client,
    #[error("the code is unknown, used or expired")]
    Code,
    #[error("the refresh token is unknown, already used or expired")]
    RefreshToken,
    #[error("an application has no account of its own: use authorization_code")]
    NoAccount,
}

/// Lifetimes of what is issued.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lifetimes {
    pub(crate) access: Duration,
    pub(crate) refresh: Duration,
    pub(crate) code: Duration,
}

/// Everything the token endpoint remembers.
#[derive(Debug)]
pub(crate) struct Auth {
    lifetimes: Lifetimes,
    keys: RwLock<HashMap<String, Keys>>,
    access: RwLock<HashMap<String, Grant>>,
    refresh: Mutex<HashMap<String, Ticket>>,
    codes: Mutex<HashMap<String, Ticket>>,
}

impl Auth {
    pub(crate) fn new(lifetimes: Lifetimes) -> Self {
        Self {
            lifetimes,
            keys: RwLock::default(),
            access: RwLock::default(),
            refresh: Mutex::default(),
            codes: Mutex::default(),
        }
    }

    pub(crate) fn access_ttl(&self) -> Duration {
        self.lifetimes.access
    }

    /// Adds keys; `false` when the client_id is taken.
    pub(crate) fn add_keys(&self, keys: Keys) -> bool {
        let mut all = write(&self.keys);
        if all.contains_key(&keys.client_id) {
            return false;
        }
        all.insert(keys.client_id.clone(), keys);
        true
    }

    pub(crate) fn keys(&self, client_id: &str) -> Option<Keys> {
        read(&self.keys).get(client_id).cloned()
    }

    /// Keys of this client if the secret fits.
    pub(crate) fn check(&self, client_id: &str, secret: &str) -> Result<Keys, Refusal> {
        self.keys(client_id).filter(|keys| keys.client_secret == secret).ok_or(Refusal::Client)
    }

    pub(crate) fn by_credentials(&self, keys: &Keys, now_ms: i64, ids: &Ids) -> Result<Issued, Refusal> {
        let KeyOwner::Seller(user_id) = keys.owner else { return Err(Refusal::NoAccount) };
        let access_token = self.issue_access(user_id, None, now_ms, ids);
        Ok(Issued { access_token, refresh_token: None, scope: None })
    }

    /// A code for the authorize page to hand over.
    pub(crate) fn issue_code(
        &self,
        client_id: &str,
        user_id: i64,
        scope: Option<&str>,
        now_ms: i64,
        ids: &Ids,
    ) -> String {
        let code = ids.secret();
        let scopes = Some(scope.filter(|s| !s.trim().is_empty()).unwrap_or(DEFAULT_SCOPE).to_owned());
        let expires_ms = now_ms.saturating_add(millis(self.lifetimes.code));
        let ticket = Ticket { client_id: client_id.to_owned(), grant: Grant { user_id, scopes, expires_ms } };
        lock(&self.codes).insert(code.clone(), ticket);
        code
    }

    pub(crate) fn by_code(&self, keys: &Keys, code: &str, now_ms: i64, ids: &Ids) -> Result<Issued, Refusal> {
        let ticket = take(&self.codes, code, &keys.client_id, now_ms).ok_or(Refusal::Code)?;
        Ok(self.issue_pair(ticket, now_ms, ids))
    }

    /// Rotation: the token given is dead from here on, whatever becomes of the answer.
    pub(crate) fn by_refresh(
        &self,
        keys: &Keys,
        token: &str,
        now_ms: i64,
        ids: &Ids,
    ) -> Result<Issued, Refusal> {
        let ticket = take(&self.refresh, token, &keys.client_id, now_ms).ok_or(Refusal::RefreshToken)?;
        Ok(self.issue_pair(ticket, now_ms, ids))
    }

    /// Who stands behind an access token that has not expired.
    pub(crate) fn grant(&self, access_token: &str, now_ms: i64) -> Option<Grant> {
        read(&self.access).get(access_token).filter(|grant| grant.expires_ms > now_ms).cloned()
    }

    /// Forgets every access token of the account, as after a password change.
    pub(crate) fn revoke_access(&self, user_id: i64) {
        write(&self.access).retain(|_, grant| grant.user_id != user_id);
    }

    /// Forgets every refresh token of the account: the seller withdrew the permission.
    pub(crate) fn revoke_refresh(&self, user_id: i64) {
        lock(&self.refresh).retain(|_, ticket| ticket.grant.user_id != user_id);
    }

    fn issue_pair(&self, ticket: Ticket, now_ms: i64, ids: &Ids) -> Issued {
        let Ticket { client_id, grant: Grant { user_id, scopes, .. } } = ticket;
        let access_token = self.issue_access(user_id, scopes.clone(), now_ms, ids);
        let refresh_token = ids.secret();
        let expires_ms = now_ms.saturating_add(millis(self.lifetimes.refresh));
        let grant = Grant { user_id, scopes: scopes.clone(), expires_ms };
        lock(&self.refresh).insert(refresh_token.clone(), Ticket { client_id, grant });
        Issued { access_token, refresh_token: Some(refresh_token), scope: scopes }
    }

    fn issue_access(&self, user_id: i64, scopes: Option<String>, now_ms: i64, ids: &Ids) -> String {
        let token = ids.secret();
        let expires_ms = now_ms.saturating_add(millis(self.lifetimes.access));
        let mut access = write(&self.access);
        if access.len() > SWEEP_ABOVE {
            access.retain(|_, grant| grant.expires_ms > now_ms);
        }
        access.insert(token.clone(), Grant { user_id, scopes, expires_ms });
        token
    }
}

/// Takes a ticket out; it must belong to the client. A stranger's attempt leaves it in place.
fn take(tickets: &Mutex<HashMap<String, Ticket>>, key: &str, client_id: &str, now_ms: i64) -> Option<Ticket> {
    let mut tickets = lock(tickets);
    if tickets.get(key)?.client_id != client_id {
        return None;
    }
    tickets.remove(key).filter(|ticket| ticket.grant.expires_ms > now_ms)
}
