//! A new account as the store takes it.

use sufler_store::AccountSecrets;

use super::webhook_secret;
use crate::http::runtime_port::NewAccount;

/// With a webhook address of its own.
pub(crate) fn new_row(account: NewAccount) -> sufler_store::NewAccount {
    sufler_store::NewAccount {
        channel: account.channel,
        title: account.title,
        external_id: None,
        settings: account.settings,
        flow_id: account.flow_id,
        enabled: true,
        secrets: AccountSecrets {
            client_id: account.client_id,
            client_secret: account.client_secret,
            webhook_secret: webhook_secret(),
            ..AccountSecrets::default()
        },
    }
}
