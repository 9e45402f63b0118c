//! Users of the product.

use crate::{Id, Millis, Result, Role, Store, User, store::unbuilt};

/// A user to create.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// Login; case does not matter.
    pub login: String,
    /// Name for people.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Hash of the password, as the hasher writes it.
    pub password_hash: String,
    /// Accounts the user may see; `None` = all.
    pub accounts: Option<Vec<Id>>,
}

/// A change of a user; `None` leaves a field as it is.
#[derive(Debug, Clone, Default)]
pub struct UserChange {
    /// Name.
    pub name: Option<String>,
    /// Role.
    pub role: Option<Role>,
    /// Password hash; ends the user's sessions.
    pub password_hash: Option<String>,
    /// Accounts (`Some(None)`: all).
    pub accounts: Option<Option<Vec<Id>>>,
    /// May log in; `false` ends the user's sessions.
    pub active: Option<bool>,
}

impl Store {
    /// Creates a user.
    ///
    /// # Errors
    /// [`Conflict`](crate::StoreError::Conflict) when the login is taken.
    pub async fn user_create(&self, user: NewUser, now: Millis) -> Result<User> {
        unbuilt()
    }

    /// A user and the password hash, by login.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn user_by_login(&self, login: &str) -> Result<Option<(User, String)>> {
        unbuilt()
    }

    /// One user.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound).
    pub async fn user(&self, id: Id) -> Result<User> {
        unbuilt()
    }

    /// Changes a user.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound).
    pub async fn user_update(&self, id: Id, change: UserChange) -> Result<User> {
        unbuilt()
    }

    /// Every user, oldest first.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn users(&self) -> Result<Vec<User>> {
        unbuilt()
    }

    /// How many users there are; 0 means the first admin must be made.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn user_count(&self) -> Result<i64> {
        unbuilt()
    }
}
