//! Connecting an account through the channel's consent page.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use sufler_store::Id;
use url::Url;

use super::{
    super::{core::Core, problems},
    Accounts, keys,
};
use crate::clock::now;
use crate::http::runtime_port::{OauthCallback, RuntimeError, RuntimeErrorKind, RuntimeResult};

/// How long a consent page may stay open.
const PATIENCE_MS: i64 = 15 * 60 * 1000;

/// Consent pages that were opened, by `state`.
#[derive(Default)]
pub(crate) struct Pending(Mutex<HashMap<String, (Id, i64)>>);

impl Pending {
    fn open(&self, account_id: Id) -> String {
        let bytes: [u8; 16] = rand::random();
        let state = hex::encode(bytes);
        let mut pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pages.retain(|_, (_, opened)| now() - *opened < PATIENCE_MS);
        pages.insert(state.clone(), (account_id, now()));
        state
    }

    /// The account of a page. Whether Avito returns `state` is unverified (contracts: Avito, section 3): without it
    /// the answer is taken only if exactly one page is open.
    fn close(&self, state: Option<&str>) -> Option<Id> {
        let mut pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pages.retain(|_, (_, opened)| now() - *opened < PATIENCE_MS);
        let key = match state {
            Some(state) => state.to_owned(),
            None if pages.len() == 1 => pages.keys().next()?.clone(),
            None => return None,
        };
        pages.remove(&key).map(|(account_id, _)| account_id)
    }
}

/// Address of the consent page.
pub(crate) async fn start(core: &Core, account_id: Id, redirect_uri: &str) -> RuntimeResult<String> {
    let secrets = core.store.account_secrets(account_id).await.map_err(RuntimeError::from)?;
    let redirect = address(redirect_uri)?;
    let state = core.accounts.pending.open(account_id);
    Ok(core.accounts.client.authorize_url(&secrets.client_id, &state, &redirect).into())
}

/// Exchanges the code that came back, and keeps the tokens.
pub(crate) async fn finish(core: &Arc<Core>, callback: OauthCallback) -> RuntimeResult<Id> {
    let account_id = core.accounts.pending.close(callback.state.as_deref()).ok_or_else(|| {
        refused("oauth.unknown_state", "Запрос на подключение устарел. Начните подключение ещё раз.")
    })?;
    let code = match (callback.code, callback.error) {
        (Some(code), None) => code,
        _ => {
            return Err(refused(
                "oauth.denied",
                "Авито не дал доступ. Начните подключение ещё раз и разрешите доступ.",
            ));
        }
    };
    let redirect = address(&callback.redirect_uri)?;
    let secrets = core.store.account_secrets(account_id).await.map_err(RuntimeError::from)?;
    let tokens = exchange(&core.accounts, &keys::credentials(&secrets), &code, &redirect).await?;
    let secrets = keys::with_tokens(secrets, &tokens);
    core.store.account_set_secrets(account_id, secrets).await.map_err(RuntimeError::from)?;
    Ok(account_id)
}

async fn exchange(
    accounts: &Accounts,
    credentials: &sufler_channels::avito::Credentials,
    code: &str,
    redirect: &Url,
) -> RuntimeResult<sufler_channels::avito::TokenSet> {
    accounts.client.exchange_code(credentials, code, redirect, now()).await.map_err(|error| {
        RuntimeError::new(
            RuntimeErrorKind::Channel,
            format!("account.{}", error.code()),
            problems::words(&error),
        )
    })
}

fn address(text: &str) -> RuntimeResult<Url> {
    text.parse()
        .map_err(|_| refused("oauth.redirect", "Адрес возврата неверен. Проверьте public_url в настройках."))
}

fn refused(code: &str, message: &str) -> RuntimeError {
    RuntimeError::new(RuntimeErrorKind::Invalid, code, message)
}
