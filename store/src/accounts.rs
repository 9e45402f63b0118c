//! Connected logins of channels and their secrets.

use crate::{Account, AccountProblem, AccountSecrets, Id, Millis, Result, Store, store::unbuilt};

/// An account to connect.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// Channel, e.g. `avito`.
    pub channel: String,
    /// Title for people.
    pub title: String,
    /// The channel's id of the login, when known.
    pub external_id: Option<String>,
    /// Settings of the channel, not secret.
    pub settings: serde_json::Value,
    /// Flow that answers.
    pub flow_id: Option<String>,
    /// Works or rests.
    pub enabled: bool,
    /// Secrets.
    pub secrets: AccountSecrets,
}

/// A change of an account; `None` leaves a field as it is.
#[derive(Debug, Clone, Default)]
pub struct AccountChange {
    /// Title.
    pub title: Option<String>,
    /// Settings, whole.
    pub settings: Option<serde_json::Value>,
    /// Flow (`Some(None)`: none).
    pub flow_id: Option<Option<String>>,
    /// Works or rests.
    pub enabled: Option<bool>,
}

impl Store {
    /// Connects an account.
    ///
    /// # Errors
    /// [`Conflict`](crate::StoreError::Conflict) when the channel's login is connected already.
    pub async fn account_create(&self, account: NewAccount, now: Millis) -> Result<Account> {
        unbuilt()
    }

    /// Changes an account.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound).
    pub async fn account_update(&self, id: Id, change: AccountChange) -> Result<Account> {
        unbuilt()
    }

    /// Every account, oldest first.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn account_list(&self) -> Result<Vec<Account>> {
        unbuilt()
    }

    /// One account.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound).
    pub async fn account_get(&self, id: Id) -> Result<Account> {
        unbuilt()
    }

    /// The account's secrets, opened.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound); [`WrongKey`](crate::StoreError::WrongKey).
    pub async fn account_secrets(&self, id: Id) -> Result<AccountSecrets> {
        unbuilt()
    }

    /// Replaces the account's secrets; durable when it returns.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound).
    pub async fn account_set_secrets(&self, id: Id, secrets: AccountSecrets) -> Result<()> {
        unbuilt()
    }

    /// Says what is wrong with an account, or that nothing is.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound).
    pub async fn account_set_problem(&self, id: Id, problem: Option<AccountProblem>) -> Result<Account> {
        unbuilt()
    }

    /// Sets the channel's id of the login.
    ///
    /// # Errors
    /// [`Conflict`](crate::StoreError::Conflict) when another account has it.
    pub async fn account_set_external_id(&self, id: Id, external_id: &str) -> Result<Account> {
        unbuilt()
    }

    /// Removes an account with its conversations, messages and turns.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound).
    pub async fn account_delete(&self, id: Id) -> Result<()> {
        unbuilt()
    }
}
