//! Users.

use serde::{Deserialize, Serialize};
use sufler_store as store;
use sufler_store::{Id, Millis};
use utoipa::ToSchema;

/// Role; each may do what the next may, and more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everything.
    Admin,
    /// Leads conversations.
    Operator,
    /// Reads conversations and how the bot came to its answers.
    Qa,
    /// Reads conversations.
    Viewer,
}

impl From<store::Role> for Role {
    fn from(role: store::Role) -> Self {
        match role {
            store::Role::Admin => Self::Admin,
            store::Role::Operator => Self::Operator,
            store::Role::Qa => Self::Qa,
            store::Role::Viewer => Self::Viewer,
        }
    }
}

impl From<Role> for store::Role {
    fn from(role: Role) -> Self {
        match role {
            Role::Admin => Self::Admin,
            Role::Operator => Self::Operator,
            Role::Qa => Self::Qa,
            Role::Viewer => Self::Viewer,
        }
    }
}

/// A user of the product.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct User {
    /// Their id.
    pub id: Id,
    /// What they log in with.
    pub login: String,
    /// Name for colleagues.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Accounts they may see; `null` = all.
    #[schema(required)]
    pub accounts: Option<Vec<Id>>,
    /// May log in.
    pub active: bool,
    /// When they were added.
    pub created_at: Millis,
}

impl From<store::User> for User {
    fn from(row: store::User) -> Self {
        Self {
            id: row.id,
            login: row.login,
            name: row.name,
            role: row.role.into(),
            accounts: row.accounts,
            active: row.active,
            created_at: row.created_at,
        }
    }
}
