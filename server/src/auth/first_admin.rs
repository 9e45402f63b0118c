//! The first user, made at the first start.

use sufler_store::{NewUser, Role, Store, StoreError};

use super::password::{self, HashError};
use crate::clock;
use crate::config::Secret;

/// Login of the first user.
pub const FIRST_ADMIN_LOGIN: &str = "admin";

/// The first user could not be made.
#[derive(Debug, thiserror::Error)]
pub enum FirstAdminError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The password could not be hashed.
    #[error(transparent)]
    Hash(#[from] HashError),
}

/// Makes the first admin when there are no users and answers the password, which is kept nowhere:
/// show it once and never log it.
pub async fn ensure_first_admin(store: &Store) -> Result<Option<Secret>, FirstAdminError> {
    if store.user_count().await? > 0 {
        return Ok(None);
    }
    let password = password::generate();
    let admin = NewUser {
        login: FIRST_ADMIN_LOGIN.into(),
        name: "Администратор".into(),
        role: Role::Admin,
        password_hash: password::hash(password.clone()).await?,
        accounts: None,
    };
    match store.user_create(admin, clock::now()).await {
        Ok(user) => {
            let object = format!("user:{}", user.id);
            store.audit(None, "user.create", &object, None, clock::now()).await?;
            Ok(Some(Secret::from(password)))
        }
        // Another node was faster.
        Err(StoreError::Conflict { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
