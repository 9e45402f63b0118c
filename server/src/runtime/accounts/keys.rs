//! Keys and tokens of an account, kept encrypted in the store.

use std::sync::Arc;

use futures::future::BoxFuture;
use secrecy::{ExposeSecret, SecretString};
use sufler_channels::avito::{self, Credentials, Grant, TokenManager, TokenSet, TokenStore, TokenStoreError};
use sufler_store::{AccountSecrets, Id, Store};

use super::super::core::Core;
use crate::clock::now;

/// The tokens of an account; a stored refresh token tells that it was connected through the consent page.
pub(super) fn manager(
    client: &avito::Client,
    core: &Arc<Core>,
    account_id: Id,
    secrets: &AccountSecrets,
) -> TokenManager {
    let grant = match secrets.refresh_token {
        Some(_) => Grant::AuthorizationCode,
        None => Grant::ClientCredentials,
    };
    let kept = Kept { store: core.store.clone(), account_id };
    TokenManager::new(client.clone(), credentials(secrets), grant, Arc::new(kept), Arc::new(now))
}

/// What the token endpoint wants.
pub(super) fn credentials(secrets: &AccountSecrets) -> Credentials {
    Credentials {
        client_id: secrets.client_id.clone(),
        client_secret: SecretString::from(secrets.client_secret.clone()),
    }
}

/// Puts a pair of tokens beside the keys.
pub(super) fn with_tokens(secrets: AccountSecrets, tokens: &TokenSet) -> AccountSecrets {
    AccountSecrets {
        access_token: Some(tokens.access_token.expose_secret().to_owned()),
        access_expires_at: Some(tokens.expires_at_ms),
        refresh_token: tokens.refresh_token.as_ref().map(|token| token.expose_secret().to_owned()),
        ..secrets
    }
}

struct Kept {
    store: Store,
    account_id: Id,
}

impl TokenStore for Kept {
    fn load(&self) -> BoxFuture<'_, Result<Option<TokenSet>, TokenStoreError>> {
        Box::pin(async move {
            let secrets = self.store.account_secrets(self.account_id).await.map_err(in_words)?;
            let tokens = secrets.access_token.zip(secrets.access_expires_at);
            Ok(tokens.map(|(access_token, expires_at_ms)| TokenSet {
                access_token: SecretString::from(access_token),
                expires_at_ms,
                refresh_token: secrets.refresh_token.map(SecretString::from),
            }))
        })
    }

    fn save<'a>(&'a self, tokens: &'a TokenSet) -> BoxFuture<'a, Result<(), TokenStoreError>> {
        Box::pin(async move {
            let secrets = self.store.account_secrets(self.account_id).await.map_err(in_words)?;
            self.store
                .account_set_secrets(self.account_id, with_tokens(secrets, tokens))
                .await
                .map_err(in_words)
        })
    }
}

fn in_words(error: sufler_store::StoreError) -> TokenStoreError {
    TokenStoreError(error.to_string())
}
