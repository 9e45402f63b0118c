//! The calls of the Avito API that the simulator serves, named by their operationId.

use serde::{Deserialize, Serialize};

/// One documented call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the names are the operationIds of the published description")]
pub enum Operation {
    GetAccessToken,
    GetUserInfoSelf,
    GetItemsInfo,
    GetItemInfo,
    GetChatsV2,
    GetChatByIdV2,
    GetMessagesV3,
    PostSendMessage,
    PostSendImageMessage,
    UploadImages,
    DeleteMessage,
    ChatRead,
    GetVoiceFiles,
    PostBlacklistV2,
    GetSubscriptions,
    PostWebhookV3,
    PostWebhookUnsubscribe,
}

/// Calls that share one budget a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LimitGroup {
    /// Messenger and profile: the account's budget.
    Account,
    /// List of listings: 25 a minute by contract.
    ItemList,
    /// One listing: 500 a minute by contract.
    Item,
}

impl Operation {
    pub(crate) fn scope(self) -> Option<&'static str> {
        match self {
            Self::GetAccessToken => None,
            Self::GetUserInfoSelf => Some("user:read"),
            Self::GetItemsInfo | Self::GetItemInfo => Some("items:info"),
            Self::PostSendMessage
            | Self::PostSendImageMessage
            | Self::UploadImages
            | Self::DeleteMessage
            | Self::PostBlacklistV2 => Some("messenger:write"),
            Self::GetChatsV2
            | Self::GetChatByIdV2
            | Self::GetMessagesV3
            | Self::ChatRead
            | Self::GetVoiceFiles
            | Self::GetSubscriptions
            | Self::PostWebhookV3
            | Self::PostWebhookUnsubscribe => Some("messenger:read"),
        }
    }

    pub(crate) fn limit_group(self) -> LimitGroup {
        match self {
            Self::GetItemsInfo => LimitGroup::ItemList,
            Self::GetItemInfo => LimitGroup::Item,
            _ => LimitGroup::Account,
        }
    }

    /// The messenger is sold with a subscription; other sections answer without one.
    pub(crate) fn needs_subscription(self) -> bool {
        !matches!(self, Self::GetAccessToken | Self::GetUserInfoSelf | Self::GetItemsInfo | Self::GetItemInfo)
    }

    /// The items section reports errors as `{"code","message"}` without the outer `error`.
    pub(crate) fn has_flat_errors(self) -> bool {
        matches!(self, Self::GetItemsInfo | Self::GetItemInfo)
    }
}
