//! Quick replies.

use serde::{Deserialize, Serialize};
use sufler_store as store;
use sufler_store::{Id, Millis};
use utoipa::ToSchema;

/// Who may use a quick reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum QuickReplyScope {
    /// Whoever added it.
    Personal,
    /// Everybody.
    Team,
    /// Whoever sees this account, in its conversations.
    Account {
        /// The account.
        account_id: Id,
    },
}

impl From<store::QuickReplyScope> for QuickReplyScope {
    fn from(scope: store::QuickReplyScope) -> Self {
        match scope {
            store::QuickReplyScope::Personal => Self::Personal,
            store::QuickReplyScope::Team => Self::Team,
            store::QuickReplyScope::Account(account_id) => Self::Account { account_id },
        }
    }
}

impl From<QuickReplyScope> for store::QuickReplyScope {
    fn from(scope: QuickReplyScope) -> Self {
        match scope {
            QuickReplyScope::Personal => Self::Personal,
            QuickReplyScope::Team => Self::Team,
            QuickReplyScope::Account { account_id } => Self::Account(account_id),
        }
    }
}

/// A prepared answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct QuickReply {
    /// Its id.
    pub id: Id,
    /// Who added it.
    pub user_id: Id,
    /// Who may use it.
    pub scope: QuickReplyScope,
    /// Name in the bank.
    pub title: String,
    /// Word that Tab turns into the text; lower case.
    #[schema(required)]
    pub keyword: Option<String>,
    /// The answer; `{имя}`, `{товар}` and `{цена}` stand for the customer and the listing.
    pub text: String,
    /// How often it was put into an answer.
    pub uses: i64,
    /// Names what an edit is based on.
    pub revision: i64,
    /// Last edit.
    pub updated_at: Millis,
}

impl From<store::QuickReply> for QuickReply {
    fn from(row: store::QuickReply) -> Self {
        Self {
            id: row.id,
            user_id: row.user_id,
            scope: row.content.scope.into(),
            title: row.content.title,
            keyword: row.content.keyword,
            text: row.content.text,
            uses: row.uses,
            revision: row.revision,
            updated_at: row.updated_at,
        }
    }
}
